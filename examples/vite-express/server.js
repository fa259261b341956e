import { Inboxkit } from '@inboxkit/node'
import express from 'express'

const {
  INBOXKIT_URL,
  INBOXKIT_API_KEY,
  INBOXKIT_API_SECRET,
  INBOXKIT_SIGNING_KEY,
  PORT = '3000',
} = process.env

const inboxkit = new Inboxkit({
  baseUrl: INBOXKIT_URL,
  apiKey: INBOXKIT_API_KEY,
  apiSecret: INBOXKIT_API_SECRET,
  signingKey: INBOXKIT_SIGNING_KEY,
})

/** Whoever is signed in: your session says so. Here everybody is Ann. */
const userOf = (_request) => 'ann'

await inboxkit.users.createOrUpdate('ann', { firstName: 'Ann' })

const app = express()

// What the page needs to open the inbox of the one who is signed in. The secret stays here.
app.get('/api/inbox', (request, response) => {
  response.json({ baseUrl: INBOXKIT_URL, apiKey: INBOXKIT_API_KEY, userId: userOf(request) })
})

app.get('/api/inbox-token', async (request, response) => {
  response.type('text').send(await inboxkit.generateUserToken(userOf(request)))
})

app.post('/api/orders/:id/ship', async (request, response) => {
  const { id } = request.params
  await inboxkit.send({
    notification: { title: `Order ${id} shipped`, url: `/orders/${id}` },
    sendTo: { recipients: [userOf(request)] },
    category: 'orders',
  })
  response.sendStatus(204)
})

// What `vite build` made. In development Vite serves the page and hands /api on to here.
app.use(express.static('dist'))

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`Ready on http://127.0.0.1:${server.address().port}`)
})
