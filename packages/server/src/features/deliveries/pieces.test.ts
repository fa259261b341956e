import { describe, expect, it } from 'vitest'
import { gate } from '../../testing/waiting.js'
import { waitMs } from './backoff.js'
import { createLimiter } from './limiter.js'
import { poll } from './testing/open-deliveries.js'
import { createTogether } from './together.js'

describe('the wait after a failure', () => {
  it('is anything up to 5 s, three times as much after each, at most an hour', () => {
    expect([1, 2, 3, 4, 5].map((failures) => waitMs(failures, null, () => 1))).toEqual([
      5_000, 15_000, 45_000, 135_000, 405_000,
    ])
    expect(waitMs(20, null, () => 1)).toBe(3_600_000)
    expect(waitMs(3, null, () => 0)).toBe(0)
    expect(waitMs(3, 60_000, () => 0)).toBe(60_000)
  })
})

describe('work of one name', () => {
  it('is done so many at a time, in order, and another name does not wait for it', async () => {
    const limit = createLimiter(2)
    const log: string[] = []
    const opens: (() => void)[] = []
    const work = (name: string) =>
      limit(name.charAt(0), async () => {
        log.push(name)
        await new Promise<void>((open) => opens.push(open))
      })
    const all = ['a1', 'a2', 'a3', 'a4', 'b1'].map(work)
    expect(log).toEqual(['a1', 'a2', 'b1'])
    opens[0]?.()
    await all[0]
    await poll(() => log).toEqual(['a1', 'a2', 'b1', 'a3'])
    for (const done of [1, 2, 3, 4]) await poll(() => opens[done]?.()).toBeUndefined()
    await poll(() => opens).toHaveLength(5)
    for (const open of opens) open()
    await Promise.all(all)
  })

  it('gives its place on when it fails', async () => {
    const limit = createLimiter(1)
    const bad = limit('a', async () => {
      throw new Error('broken')
    })
    const good = limit('a', async () => 'done')
    await expect(bad).rejects.toThrow('broken')
    expect(await good).toBe('done')
  })
})

describe('work that takes long', () => {
  it('jams its name while more of it waits, and no other', async () => {
    const limit = createLimiter(1, 0)
    const held = gate()
    const all = [limit('a', () => held.opened)]
    expect(limit.isJammed('a')).toBe(false)
    all.push(
      limit('a', () => held.opened),
      limit('b', () => held.opened),
    )
    expect([limit.isJammed('a'), limit.isJammed('b'), limit.isJammed('c')]).toEqual([true, false, false])
    held.open()
    await Promise.all(all)
    expect(limit.isJammed('a')).toBe(false)
  })

  it('does not jam when it is over soon', () => {
    const limit = createLimiter(1)
    for (const name of ['a', 'a']) void limit(name, () => new Promise(() => undefined))
    expect(limit.isJammed('a')).toBe(false)
  })
})

describe('what comes together', () => {
  it('is written together, while the one before is being written', async () => {
    const pages: number[][] = []
    const add = createTogether<number>(async (page) => {
      pages.push([...page])
      await new Promise((turn) => setImmediate(turn))
    }, 3)
    const first = [1, 2].map(add)
    await first[0]
    await Promise.all([...first, ...[3, 4, 5, 6].map(add)])
    expect(pages).toEqual([[1, 2], [3, 4, 5], [6]])
  })

  it('fails together, and the next does not', async () => {
    let isBroken = true
    const add = createTogether<number>(async () => {
      if (isBroken) throw new Error('broken')
    }, 3)
    const settled = await Promise.allSettled([add(1), add(2)])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isBroken = false
    await add(3)
  })
})
