import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { createEngine } from '../../packages/server/dist/engine/engine.js'
import { migrate } from '../../packages/server/dist/storage/migrate.js'
import { openDb } from '../../packages/server/dist/storage/open.js'

// The plainest durable door: one transaction for each request, with the row and its job, and nothing is checked.
const queue = 'floor'
const db = await openDb({ ...JSON.parse(process.argv[2] ?? '{}'), poolSize: 10 })
await migrate(db)
const engine = createEngine(db)
const isOver = once(process, 'message')
engine.work(queue, { batchSize: 1 }, async () => {
  // The first job holds the worker up: jobs are written and none is worked off meanwhile.
  await isOver
  return undefined
})
await engine.start()

/** @param {{ notification: object, sendTo: { recipients: string[] } }} body */
const accept = (body) =>
  db.transaction(async (tx) => {
    const row = /** @type {{ id: number } | undefined} */ (
      await tx.one`
        insert into trigger (app_id, request_id, content, recipients, accepted_at)
        values (1, ${randomUUID()}, ${body.notification}, ${JSON.stringify(body.sendTo.recipients)}, ${new Date()})
        returning id`
    )
    await engine.enqueue(tx, queue, [{ data: { triggerIds: [row?.id] } }])
  })

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
const answer = async (request, response) => {
  await accept(JSON.parse(await text(request)))
  response.writeHead(202, { 'content-type': 'application/json' }).end('{}')
}
const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = /** @type {import('node:net').AddressInfo} */ (server.address())
process.send?.({ url: `http://127.0.0.1:${address.port}`, app: { apiKey: 'floor', apiSecret: 'floor' } })
await isOver
server.close()
server.closeAllConnections()
await engine.stop()
await db.close()
process.exit()
