import { expect, it } from 'vitest'
import { inTurns } from './in-turns.js'

it('goes through everything in order, and lets others have a turn', async () => {
  let turns = 0
  let isOver = false
  const count = (): void => {
    turns++
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const seen: number[] = []
  for await (const n of inTurns([1, 2, 3, 4])) {
    for (const until = performance.now() + 11; performance.now() < until; );
    seen.push(n)
  }
  isOver = true
  expect(seen).toEqual([1, 2, 3, 4])
  expect(turns).toBeGreaterThanOrEqual(3)
})
