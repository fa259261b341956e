import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Server } from 'socket.io'
import { migrate } from '../../packages/server/dist/storage/migrate.js'
import { openDb } from '../../packages/server/dist/storage/open.js'
import { untilToldToEnd } from './told.mjs'

// The plainest live feed: for each request one statement that writes the bare rows into our tables with our indexes,
// and a bare emit to each recipient's sockets. Nothing is checked, counted, ordered or kept for a retry.
const db = await openDb({ ...JSON.parse(process.argv[2] ?? '{}'), poolSize: 10 })
await migrate(db)
let no = 0

/** @typedef {{ title: string, message: string, url: string, data: object }} Item */

/** @param {{ notification: Item, sendTo: { recipients: string[] } }} body */
const write = async ({ notification: { title, message, url, data }, sendTo: { recipients } }) => {
  no += 1
  const at = new Date()
  const userIds = recipients.map((identifier) => Number(identifier.slice('user-'.length)))
  await db.run`
    with sent as (
      insert into trigger (app_id, request_id, content, recipients, accepted_at, expanded_at)
      values (1, ${randomUUID()}, ${{ title, message, url, data }}, ${JSON.stringify(recipients)}, ${at}, ${at})
      returning id
    )
    insert into notification (user_id, no, seq, trigger_id, step, title, message, icon, url, data, created_at)
    select u, ${no}::bigint, ${no}::bigint, sent.id, 0, ${title}, ${message}, null, ${url}, ${data}::jsonb, ${at}::timestamptz
    from sent, unnest(${userIds}::bigint[]) u`
  const item = {
    no,
    title,
    message,
    icon: null,
    url,
    data,
    createdAt: at.toISOString(),
    seenAt: null,
    readAt: null,
  }
  for (const identifier of recipients) io.to(identifier).emit('feed', { changes: [{ item }] })
}

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
const answer = async (request, response) => {
  await write(JSON.parse(await text(request)))
  response.writeHead(202, { 'content-type': 'application/json' }).end('{}')
}
const server = createServer((request, response) => void answer(request, response))
const io = new Server(server, { transports: ['websocket'], serveClient: false })
io.on('connection', async (socket) => {
  await socket.join(socket.handshake.auth['userId'])
  socket.emit('beacon', {})
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = /** @type {import('node:net').AddressInfo} */ (server.address())
process.send?.({ url: `http://127.0.0.1:${address.port}`, app: { apiKey: 'floor', apiSecret: 'floor' } })
await untilToldToEnd()
await io.close()
await db.close()
process.exit()
