import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from '@inboxkit/server'

// Its argument: where the database is, as JSON. Says where it listens; ends when it is told to, or left alone.
const server = await createServer({
  port: 0,
  host: '127.0.0.1',
  encryptionKey: randomBytes(32),
  secureMode: false,
  hmac: false,
  demo: false,
  rateLimit: false,
  logLevel: 'error',
  ...JSON.parse(process.argv[2] ?? '{}'),
})
const { url } = await server.listen()
process.send?.({ url, app: server.app })
await Promise.race([once(process, 'message'), once(process, 'disconnect')])
await server.close()
process.exit()
