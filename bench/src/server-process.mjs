import { randomBytes } from 'node:crypto'
import { createServer } from '@inboxkit/server'
import { untilToldToEnd } from './told.mjs'

// Its argument: where the database is, as JSON. Says where it listens; ends when it is told to, or left alone.
const { encryptionKey, ...location } = JSON.parse(process.argv[2] ?? '{}')
const server = await createServer({
  port: 0,
  host: '127.0.0.1',
  encryptionKey: encryptionKey ? Buffer.from(encryptionKey, 'base64') : randomBytes(32),
  secureMode: false,
  hmac: false,
  demo: false,
  rateLimit: false,
  logLevel: 'error',
  ...location,
})
const { url } = await server.listen()
// A secret that was given is not said again.
process.send?.({ url, app: { apiSecret: location.apiSecret, ...server.app } })
await untilToldToEnd()
await server.close()
process.exit()
