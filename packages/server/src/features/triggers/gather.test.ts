import { expect, it } from 'vitest'
import { createGathering } from './gather.js'

it('pauses only while full batches come one right after the other', async () => {
  let nowMs = 0
  const pauses: number[] = []
  const gather = createGathering(
    () => nowMs,
    async (ms) => pauses.push(ms),
  )
  const pausesFor = async (triggers: number, laterMs: number): Promise<number> => {
    nowMs += laterMs
    const before = pauses.length
    await gather(triggers)
    return pauses.length - before
  }
  expect(await pausesFor(500, 0)).toBe(0)
  expect(await pausesFor(3, 10)).toBe(1)
  expect(await pausesFor(500, 10)).toBe(0)
  expect(await pausesFor(500, 10)).toBe(1)
  expect(await pausesFor(1, 5000)).toBe(0)
})
