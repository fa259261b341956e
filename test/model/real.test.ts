import { afterAll, afterEach, beforeAll, beforeEach, it, vi } from 'vitest'
// The sequences are core's own, told to another server: they are no part of what core offers.
import { run, seedOf } from '../../packages/core/src/model/run.js'
import { countTasks } from '../../packages/core/src/model/tasks.js'
import { openRealServer, type RealServer } from './real-server.js'

let server: RealServer
beforeAll(async () => {
  server = await openRealServer()
})
afterAll(() => server.close())

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

it('P3 P4 P5 P6: after whatever has happened every tab shows what the real server has', async () => {
  const { SEQUENCES: sequences = 200, PATH_: path, REPLAY: replayPath } = process.env
  const seed = seedOf(0)
  const stop = countTasks()
  const startedAt = performance.now()
  try {
    const failure = await run({
      openServer: server.openUser,
      sequences: Number(sequences),
      seed,
      path,
      replayPath,
      again: 'cd test && npx vitest run --project model',
    })
    const seconds = (performance.now() - startedAt) / 1000
    console.log(`${sequences} sequences of seed ${seed} against the real server in ${seconds.toFixed(0)} s`)
    if (failure) throw new Error(failure.message)
  } finally {
    stop()
  }
})
