import { describe, expect, it } from 'vitest'
import { findBatches } from './service.js'
import { openBatches } from './testing/open-batches.js'

const open = await openBatches()
const secondMs = 1000

describe('a batch', () => {
  it('goes on with the first of its runs when its time comes, and ends the others', async () => {
    const { runs, join, sweep, read, handed, buckets, clock } = await open()
    const ids = await runs(3)
    for (const id of ids) {
      expect(await join([id])).toEqual([])
      clock.advance(10 * secondMs)
    }
    expect(await read(ids)).toMatchObject(ids.map(() => ({ state: 'collecting', step: 3, reason: null })))
    expect(await buckets(ids)).toMatchObject([{ count: 3, isOpen: true }])

    clock.advance(29_999)
    await sweep()
    expect(handed()).toEqual([])
    clock.advance(1)
    await sweep()
    expect(handed()).toEqual(ids.slice(0, 1))
    const [bucket] = await buckets(ids)
    expect(bucket).toMatchObject({ isOpen: false, count: 3, closesAt: clock.now() })
    const trail = [[3, 'batched', null, clock.now().getTime(), { total: 3 }]]
    expect(await read(ids)).toEqual([
      { id: ids[0], state: 'ready', step: 4, reason: null, bucket: bucket?.id, trail },
      { id: ids[1], state: 'done', step: 3, reason: 'batched', bucket: bucket?.id, trail: null },
      { id: ids[2], state: 'done', step: 3, reason: 'batched', bucket: bucket?.id, trail: null },
    ])
    await sweep()
    expect(handed()).toEqual(ids.slice(0, 1))
  })

  it('is another one for another key, user, step, version and tenant', async () => {
    const { runs, join, read, userId } = await open()
    const ids = await runs(14)
    const ways = [
      {},
      { key: 'a' },
      { userId: -userId },
      { step: 4 },
      { workflowVersionId: 2 },
      { tenantId: 1 },
      { key: 'a'.repeat(5000) },
    ]
    for (const [place, how] of ways.entries()) await join(ids.slice(place * 2, place * 2 + 2), how)
    const states = await read(ids)
    expect(new Set(states.map(({ bucket }) => bucket)).size).toBe(ways.length)
    ways.forEach((_, place) => {
      expect(states[place * 2]?.bucket).toBe(states[place * 2 + 1]?.bucket)
    })
  })

  it('takes a page of runs with as many keys', async () => {
    const { runs, join, read, sweep, handed, buckets, clock } = await open()
    const ids = await runs(2000)
    const keyOf = (place: number): string => `key-${place}`
    expect(await join(ids.slice(0, 1000), {}, keyOf)).toEqual([])
    expect(await join(ids.slice(1000).toReversed(), {}, (place) => keyOf(999 - place))).toEqual([])
    expect(await buckets(ids)).toMatchObject({ length: 1000 })
    const states = await read(ids)
    ids.slice(0, 1000).forEach((_, n) => {
      expect(states[n]?.bucket).toBe(states[n + 1000]?.bucket)
    })
    clock.advance(60 * secondMs)
    await sweep()
    expect(handed().toSorted((a, b) => a - b)).toEqual(ids.slice(0, 1000))
  })

  it('closes at once when it is full, and the next begins', async () => {
    const { runs, join, read, buckets } = await open()
    const ids = await runs(8)
    expect(await join(ids.slice(0, 2), { max: 3 })).toEqual([])
    expect(await join(ids.slice(2), { max: 3 })).toEqual([ids[0], ids[3]])
    const states = await read(ids)
    expect(states.map(({ state }) => state)).toEqual([
      ...['ready', 'done', 'done', 'ready', 'done', 'done'],
      ...['collecting', 'collecting'],
    ])
    expect(await buckets(ids)).toMatchObject([
      { count: 3, isOpen: false },
      { count: 3, isOpen: false },
      { count: 2, isOpen: true },
    ])
    expect(states[3]?.trail).toMatchObject([[3, 'batched', null, expect.any(Number), { total: 3 }]])
  })

  it('takes a page of runs of one key, however few fit', async () => {
    const { runs, join, read, buckets } = await open()
    const ids = await runs(1000)
    expect(await join(ids.slice(0, 2), { max: 3 })).toEqual([])
    const owners = await join(ids.slice(2), { max: 3 })
    expect(owners.toSorted((a, b) => a - b)).toEqual(ids.filter((_, n) => n % 3 === 0 && n < 999))
    const states = await read(ids)
    expect(states.filter(({ reason }) => reason === 'batched')).toHaveLength(666)
    expect(states.at(-1)).toMatchObject({ state: 'collecting' })
    const sizes = (await buckets(ids)).map(({ count, isOpen }) => `${count} ${isOpen}`)
    expect(sizes.toSorted()).toEqual(['1 true', ...Array.from({ length: 333 }, () => '3 false')])
  })

  it('of one is full with its first run', async () => {
    const { runs, join } = await open()
    const ids = await runs(3)
    expect(await join(ids, { max: 1 })).toEqual(ids)
  })

  it('is not full of runs that were cancelled', async () => {
    const { db, runs, join, read, sweep, handed, clock } = await open()
    const ids = await runs(6)
    await join(ids.slice(0, 2), { max: 3 })
    await db.run`update run set state = 'cancelled', reason = 'cancelled' where id = any(${ids.slice(0, 2)}::bigint[])`
    expect(await join(ids.slice(2, 4), { max: 3 })).toEqual([])
    expect(await join(ids.slice(4), { max: 3 })).toEqual([ids[2]])
    expect((await read(ids)).map(({ state }) => state)).toEqual([
      ...['cancelled', 'cancelled', 'ready', 'done', 'done', 'collecting'],
    ])
    clock.advance(60 * secondMs)
    await sweep()
    expect(handed()).toEqual([ids[5]])
  })

  it('goes on with the next of its runs when the first was cancelled', async () => {
    const { db, runs, join, read, sweep, handed, clock } = await open()
    const ids = await runs(3)
    await join(ids)
    await db.run`update run set state = 'cancelled', reason = 'cancelled' where id = ${ids[0]}`
    clock.advance(60 * secondMs)
    await sweep()
    expect(handed()).toEqual([ids[1]])
    const [cancelled, owner] = await read(ids)
    expect(cancelled).toMatchObject({ state: 'cancelled', step: 3 })
    expect(owner?.trail).toMatchObject([[3, 'batched', null, expect.any(Number), { total: 2 }]])
    const batches = await findBatches(db, [owner?.bucket ?? 0])
    expect(batches.get(owner?.bucket ?? 0)).toEqual({ items: [{ n: 1 }, { n: 2 }], total: 2 })
  })

  it('ends without a word when all of its runs were cancelled or removed', async () => {
    const { db, runs, join, sweep, handed, clock, buckets } = await open()
    const ids = await runs(2)
    await join(ids)
    const [bucket] = await buckets(ids)
    await db.run`update run set state = 'cancelled', reason = 'cancelled' where id = ${ids[0]}`
    await db.run`delete from run where id = ${ids[1]}`
    clock.advance(60 * secondMs)
    await sweep()
    expect(handed()).toEqual([])
    expect(await db.one`select is_open, count from bucket where id = ${bucket?.id}`).toEqual({
      is_open: false,
      count: 0,
    })
    expect(await join(await runs(1))).toEqual([])
  })

  it('keeps what a run found out on its way', async () => {
    const { db, runs, join, sweep, read, clock } = await open()
    const ids = await runs(1)
    await db.run`update run set trail = '[[0,"sent",null,1]]', vars = '{"a":1}' where id = ${ids[0]}`
    await join(ids)
    clock.advance(60 * secondMs)
    await sweep()
    expect((await read(ids))[0]?.trail).toEqual([
      [0, 'sent', null, 1],
      [3, 'batched', null, clock.now().getTime(), { total: 1 }],
    ])
  })
})

describe('when a batch closes', () => {
  it('is fixed by the first to come', async () => {
    const { runs, join, buckets, clock } = await open()
    const ids = await runs(3)
    const closesAt = new Date(clock.now().getTime() + 60 * secondMs)
    for (const [place, id] of ids.entries()) {
      await join([id], { forSeconds: 60 - place * 10 })
      expect(await buckets(ids)).toMatchObject([{ closesAt }])
      clock.advance(20 * secondMs)
    }
  })

  it('slides with the last to come, up to its bound', async () => {
    const { runs, join, buckets, sweep, handed, clock } = await open()
    const ids = await runs(5)
    const openedAt = clock.now().getTime()
    const sliding = { isSliding: true, forSeconds: 60, maxWaitSeconds: 150 }
    const closings: number[] = []
    for (const id of ids) {
      await join([id], sliding)
      const [bucket] = await buckets(ids)
      closings.push(((bucket?.closesAt.getTime() ?? 0) - openedAt) / secondMs)
      clock.advance(30 * secondMs)
    }
    expect(closings).toEqual([60, 90, 120, 150, 150])
    await sweep()
    expect(handed()).toEqual([ids[0]])
  })

  it('is no later than the bound, also where that is shorter', async () => {
    const { runs, join, buckets, clock } = await open()
    const ids = await runs(1)
    const closesAt = new Date(clock.now().getTime() + 20 * secondMs)
    await join(ids, { isSliding: true, forSeconds: 60, maxWaitSeconds: 20 })
    expect(await buckets(ids)).toMatchObject([{ closesAt }])
  })

  it('is not moved by who comes when it is due, who is its last', async () => {
    const { runs, join, read, sweep, handed, clock } = await open()
    const ids = await runs(3)
    await join(ids.slice(0, 1), { isSliding: true })
    clock.advance(60 * secondMs)
    expect(await join(ids.slice(1, 2), { isSliding: true })).toEqual([ids[0]])
    expect(await join(ids.slice(2), { isSliding: true })).toEqual([])
    expect((await read(ids)).map(({ state }) => state)).toEqual(['ready', 'done', 'collecting'])
    await sweep()
    expect(handed()).toEqual([])
  })

  it('is at once, of each run by itself, when it collects for no time', async () => {
    const { runs, join, read, buckets, clock } = await open()
    const ids = await runs(2)
    const [collecting = 0] = await runs(1)
    await join([collecting])
    expect(await join(ids, { forSeconds: 0 })).toEqual(ids)
    const trail = [[3, 'batched', null, clock.now().getTime(), { total: 1 }]]
    expect(await read([...ids, collecting])).toMatchObject([
      { state: 'ready', step: 4, trail },
      { state: 'ready', step: 4, trail },
      { state: 'collecting' },
    ])
    expect(await buckets(ids)).toMatchObject([
      { count: 1, isOpen: false },
      { count: 1, isOpen: false },
    ])
  })
})

describe('what was collected', () => {
  it('is the data of each send, in order, an empty object for none', async () => {
    const { db, runs, join, sweep, buckets, clock } = await open()
    const ids = await runs(3)
    await db.run`update trigger set content = '{"data": null}' where id = (select trigger_id from run where id = ${ids[1]})`
    for (const id of ids.toReversed()) await join([id])
    clock.advance(60 * secondMs)
    await sweep()
    const [bucket] = await buckets(ids)
    expect(await findBatches(db, [bucket?.id ?? 0, 987_654])).toEqual(
      new Map([[bucket?.id, { items: [{ n: 0 }, {}, { n: 2 }], total: 3 }]]),
    )
    expect(await findBatches(db, [])).toEqual(new Map())
  })

  it('stays the same when its run is cancelled or goes on', async () => {
    const { db, runs, join, sweep, buckets, clock } = await open()
    const ids = await runs(2)
    await join(ids)
    clock.advance(60 * secondMs)
    await sweep()
    const [bucket] = await buckets(ids)
    for (const state of ['waiting', 'fetching', 'done']) {
      await db.run`update run set state = ${state}, step = step + 1 where id = ${ids[0]}`
      expect((await findBatches(db, [bucket?.id ?? 0])).get(bucket?.id ?? 0)?.total).toBe(2)
    }
  })

  it('has at most 1,000 items, and tells how many there are', async () => {
    const { db, runs, join, sweep, buckets, clock } = await open()
    const ids = await runs(1234)
    await join(ids.slice(0, 1000))
    await join(ids.slice(1000))
    clock.advance(60 * secondMs)
    await sweep()
    const [bucket] = await buckets(ids)
    const batch = (await findBatches(db, [bucket?.id ?? 0])).get(bucket?.id ?? 0)
    expect(batch?.total).toBe(1234)
    expect(batch?.items).toEqual(Array.from({ length: 1000 }, (_, n) => ({ n })))
  })

  it('has at most 1 MB of items, and the first in any case', async () => {
    const { db, runs, join, sweep, buckets, clock } = await open()
    const ids = await runs(5)
    await db.run`
      update trigger set content = jsonb_build_object('data', jsonb_build_object('text', repeat('x', 400000)))
      where id in (select trigger_id from run where id = any(${ids.slice(1)}::bigint[]))`
    await join(ids.slice(0, 4))
    clock.advance(60 * secondMs)
    await sweep()
    const read = async () => {
      const [bucket] = await buckets(ids.slice(0, 1))
      return (await findBatches(db, [bucket?.id ?? 0])).get(bucket?.id ?? 0)
    }
    expect(await read()).toMatchObject({ items: { length: 3 }, total: 4 })
    await db.run`
      update trigger set content = jsonb_build_object('data', jsonb_build_object('text', repeat('x', 2000000)))
      where id = (select trigger_id from run where id = ${ids[0]})`
    expect(await read()).toMatchObject({ items: { length: 1 }, total: 4 })
  })
})

describe('a sweep', () => {
  it('closes more than a page of batches, a job for each page', async () => {
    const { runs, join, sweep, handed, jobs, read, clock } = await open()
    const ids = await runs(2500)
    for (let from = 0; from < ids.length; from += 1000)
      await join(ids.slice(from, from + 1000), {}, (place) => `key-${from + place}`)
    clock.advance(60 * secondMs)
    await sweep()
    expect(handed().toSorted((a, b) => a - b)).toEqual(ids)
    expect(jobs()).toBe(3)
    expect((await read(ids)).filter(({ state }) => state !== 'ready')).toEqual([])
  })

  it('ends no more than 10,000 runs in a transaction', async () => {
    const { runs, join, sweep, handed, jobs, read, clock } = await open()
    const ids = await runs(11_000)
    for (let from = 0; from < ids.length; from += 1000)
      await join(ids.slice(from, from + 1000), {}, () => `key-${from % 2000}`)
    clock.advance(60 * secondMs)
    await sweep()
    expect(handed()).toEqual([ids[0], ids[1000]])
    expect(jobs()).toBe(2)
    expect((await read(ids)).filter(({ reason }) => reason === 'batched')).toHaveLength(10_998)
  })
})
