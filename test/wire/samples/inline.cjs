// A sample of Engagespot's documentation, with the import line changed.
const { EngagespotClient } = require('@inboxkit/node/engagespot')
const client = EngagespotClient({
  apiKey: process.env.ENGAGESPOT_API_KEY,
  apiSecret: process.env.ENGAGESPOT_API_SECRET,
})

client.send({
  notification: {
    workflow: {
      identifier: 'sampleWorkflow',
    },
  },
  sendTo: {
    recipients: [
      {
        identifier: 'johndoe001',
        email: 'johndoe001@gmail.com',
        phoneNumber: '+16020000000',
      },
    ],
  },
})
