import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deleteUser, putUser, Refused } from '../kit/api.js'
import { type ServerProcess, startServer } from '../kit/server-process.js'

export const demoUsers = ['ann', 'bob', 'chen', 'dana'] as const

/** A server with the demo, on one port and one data folder for its whole life, however often it is restarted. */
export interface TestServer {
  readonly url: string
  /** What it printed since its last start. */
  output(): string
  /** kill -9, or SIGTERM. */
  stop(how: 'kill' | 'drain'): Promise<void>
  /** Starts it again, on the same data or without any. */
  start(data: 'same data' | 'no data'): Promise<void>
  /** Up, and the demo's users have empty feeds that are new: nothing is left of the test before. */
  makeFresh(): Promise<void>
  close(): Promise<void>
}

export const openTestServer = async (): Promise<TestServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-e2e-'))
  let dataDir = join(folder, 'data-0')
  let count = 0
  let isUp = false
  let port = 0
  let server: ServerProcess & { url: string }
  const start = async (): Promise<void> => {
    server = await startServer({ dataDir, port, args: ['--demo'] })
    port = Number(new URL(server.url).port)
    isUp = true
  }
  await start()
  return {
    get url() {
      return server.url
    },
    output: () => server.output(),
    async stop(how) {
      await (how === 'kill' ? server.kill() : server.stop())
      isUp = false
    },
    async start(data) {
      if (data === 'no data') dataDir = join(folder, `data-${++count}`)
      await start()
    },
    async makeFresh() {
      if (!isUp) await start()
      for (const user of demoUsers) {
        await deleteUser(server.url, user).catch((error: unknown) => {
          if (!(error instanceof Refused) || error.status !== 404) throw error
        })
        await putUser(server.url, user)
      }
    },
    async close() {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
