import { describe, expect, it } from 'vitest'
import { nextTurn } from '../../next-turn.js'
import { openBatches, type RunState } from './testing/open-batches.js'

const open = await openBatches()
/** Transactions side by side: PGlite runs them one after the other. */
const writers = 4

const inParallel = async (work: () => Promise<boolean>): Promise<void> => {
  const worker = async (): Promise<void> => {
    while (await work()) await nextTurn()
  }
  await Promise.all(Array.from({ length: writers }, worker))
}

const byBucket = (states: readonly RunState[]): RunState[][] => {
  const buckets = new Map<number | null, RunState[]>()
  for (const state of states) buckets.set(state.bucket, [...(buckets.get(state.bucket) ?? []), state])
  return [...buckets.values()]
}

/** Every bucket has one run that goes on, which is its first and knows how many there are; the others ended. */
const expectWhole = (states: readonly RunState[]): void => {
  for (const runs of byBucket(states)) {
    expect(runs[0]).toMatchObject({ state: 'ready', step: 4, bucket: expect.any(Number) })
    expect(runs[0]?.trail).toEqual([[3, 'batched', null, expect.any(Number), { total: runs.length }]])
    for (const other of runs.slice(1))
      expect(other).toMatchObject({ state: 'done', step: 3, reason: 'batched', trail: null })
  }
}

describe('batches under many hands', () => {
  it('put 200 parallel joins of a key into one bucket', async () => {
    const { runs, join, sweep, read, buckets, handed, clock } = await open()
    const ids = await runs(200)
    const left = [...ids]
    await inParallel(async () => {
      const id = left.shift()
      if (id !== undefined) await join([id])
      return id !== undefined
    })
    expect(await buckets(ids)).toMatchObject([{ count: 200, isOpen: true }])
    clock.advance(60_000)
    await Promise.all([sweep(), sweep(), sweep()])
    const states = await read(ids)
    expect(byBucket(states)).toHaveLength(1)
    expectWhole(states)
    expect(handed()).toEqual([ids[0]])
  })

  it('lose nobody and keep one owner each while sweeps close them in between', async () => {
    const { runs, join, sweep, read, handed, clock } = await open()
    const ids = await runs(500)
    const left = [...ids]
    const atOnce: number[] = []
    const sweeping = (async () => {
      while (left.length > 0) {
        clock.advance(1000)
        await sweep()
        await nextTurn()
      }
    })()
    await inParallel(async () => {
      const some = left.splice(0, 3)
      if (some.length > 0) atOnce.push(...(await join(some, { forSeconds: 3 })))
      return some.length > 0
    })
    await sweeping
    clock.advance(60_000)
    await sweep()
    const states = await read(ids)
    expectWhole(states)
    const owners = states.filter(({ state }) => state === 'ready').map(({ id }) => id)
    expect(owners.length).toBeGreaterThan(1)
    expect([...handed(), ...atOnce].toSorted((a, b) => a - b)).toEqual(owners)
  })

  it('are full of exactly as many as they take', async () => {
    const { runs, join, sweep, read, handed, clock } = await open()
    const ids = await runs(400)
    const left = [...ids]
    const atOnce: number[] = []
    await inParallel(async () => {
      const some = left.splice(0, 1 + (left.length % 13))
      if (some.length > 0) atOnce.push(...(await join(some, { max: 7 })))
      return some.length > 0
    })
    clock.advance(60_000)
    await sweep()
    const states = await read(ids)
    expectWhole(states)
    const sizes = byBucket(states).map(({ length }) => length)
    expect(sizes.toSorted((a, b) => a - b)).toEqual([1, ...Array.from({ length: 57 }, () => 7)])
    expect(atOnce).toHaveLength(57)
    expect(handed()).toHaveLength(1)
  })

  it('come to the same with many keys in other orders', async () => {
    const { runs, join, sweep, read, buckets, clock } = await open()
    const ids = await runs(400)
    const left = [...ids]
    await inParallel(async () => {
      const some = left.splice(0, 20)
      const keys = some.map((_, n) => `key-${n}`)
      if (left.length % 40 === 0) keys.reverse()
      if (some.length > 0) await join(some, {}, (place) => keys[place] ?? '')
      return some.length > 0
    })
    expect((await buckets(ids)).map(({ count }) => count)).toEqual(Array.from({ length: 20 }, () => 20))
    clock.advance(60_000)
    await sweep()
    expectWhole(await read(ids))
  })

  it('go on without those who are cancelled meanwhile', async () => {
    const { db, runs, join, sweep, read, clock } = await open()
    const ids = await runs(400)
    const left = [...ids]
    const toCancel = ids.filter((_, n) => n % 3 === 0)
    const cancel = async (): Promise<void> => {
      for (const id of toCancel) {
        await db.run`
          update run set state = 'cancelled', reason = 'cancelled'
          where id = ${id} and state in ('ready', 'collecting') and step <= 3`
        await nextTurn()
      }
    }
    const joins = inParallel(async () => {
      const some = left.splice(0, 5)
      if (some.length > 0) await join(some, { max: 9, forSeconds: 3 })
      clock.advance(500)
      if (left.length % 3 === 0) await sweep()
      return some.length > 0
    })
    await Promise.all([cancel(), joins])
    clock.advance(60_000)
    await sweep()
    const states = await read(ids)
    const cancelled = states.filter(({ state }) => state === 'cancelled')
    expect(cancelled.length).toBeGreaterThan(0)
    expect(cancelled.every(({ id }) => toCancel.includes(id))).toBe(true)
    expectWhole(states.filter(({ state }) => state !== 'cancelled'))
  })
})
