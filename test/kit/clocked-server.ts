import { randomBytes } from 'node:crypto'
import { createServer } from '@inboxkit/server'
import type { TestClock } from '@inboxkit/testing'
import { apiKey, apiSecret } from './server-process.js'

/** The real one in this process, on a database in memory and a port of its own, by a clock that a test moves. */
export const openClockedServer = async (
  clock: TestClock,
): Promise<{ url: string; close(): Promise<void> }> => {
  const server = await createServer(
    {
      port: 0,
      host: '127.0.0.1',
      dataDir: 'memory',
      encryptionKey: randomBytes(32),
      apiKey,
      apiSecret,
      secureMode: false,
      hmac: false,
      demo: false,
      rateLimit: false,
      writeLine: () => undefined,
    },
    {
      now: () => new Date(clock.now()),
      after: (delayMs, work) => clock.setTimeout(work, delayMs),
      every(intervalMs, work) {
        let cancel = (): void => {}
        const again = (): void => {
          cancel = clock.setTimeout(() => {
            again()
            work()
          }, intervalMs)
        }
        again()
        return () => cancel()
      },
    },
  )
  const { url } = await server.listen()
  return { url, close: () => server.close() }
}
