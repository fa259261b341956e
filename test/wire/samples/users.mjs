// A sample of Engagespot's documentation, with the import line changed.
import { EngagespotClient } from '@inboxkit/node/engagespot'

const client = EngagespotClient({
  apiKey: process.env.ENGAGESPOT_API_KEY,
  apiSecret: process.env.ENGAGESPOT_API_SECRET,
})

client.createOrUpdateUser('sample-user', {
  email: 'sample@shop.test',
  phoneNumber: '+16020000000',
})
