import { afterEach, beforeEach, it, vi } from 'vitest'
import { openInMemory } from './in-memory.js'
import { run, seedOf } from './run.js'
import { countTasks } from './tasks.js'

/**
 * Runs a share of the sequences, each share with a seed of its own. `SEED` makes them the same again, `SEQUENCES` says
 * how many of them each share has, `PATH_` and `REPLAY` pick one that failed. With `SHRINK=no` it is left as long as it
 * is, which is quicker.
 */
export const runShard = (shard: number): void => {
  const { SEQUENCES: sequences = 5000, PATH_: path, REPLAY: replayPath } = process.env
  const seed = seedOf(shard)

  beforeEach(() => {
    // Advice to developers whose server cannot be reached, which is part of many sequences.
    vi.spyOn(console, 'warn').mockImplementation(() => {})
  })
  afterEach(() => vi.restoreAllMocks())

  it('P3 P4 P5 P6: after whatever has happened every tab shows what the server has', async () => {
    const stop = countTasks()
    const startedAt = performance.now()
    try {
      const failure = await run({
        openServer: openInMemory,
        sequences: Number(sequences),
        seed,
        path,
        replayPath,
        again: 'cd packages/core && npx vitest run --project model src/model/first.test.ts',
      })
      const seconds = (performance.now() - startedAt) / 1000
      console.log(`${sequences} sequences of seed ${seed} in ${seconds.toFixed(0)} s`)
      if (failure) throw new Error(failure.message)
    } finally {
      stop()
    }
  }, 600_000)
}
