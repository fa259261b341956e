import { afterAll, beforeAll } from 'vitest'
import { type ServerProcess, startServer } from '../kit/server-process.js'

/** One server in memory for the tests of a file, each of which has users of its own. */
export const useServer = (): { url: () => string } => {
  let server: (ServerProcess & { url: string }) | undefined
  beforeAll(async () => {
    server = await startServer({ dataDir: 'memory' })
  })
  afterAll(async () => {
    await server?.kill()
  })
  return { url: () => server?.url ?? '' }
}
