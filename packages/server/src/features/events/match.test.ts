import { describe, expect, it } from 'vitest'
import { maintain } from '../maintenance/service.js'
import { findEvents } from './service.js'
import { openEvents, timeOutMs } from './testing/open-events.js'

const open = await openEvents()

describe('an event', () => {
  it('wakes the runs of its user that wait for it, and brings its data', async () => {
    const { clock, user, waiting, tell, match, read, handed } = await open()
    const ids = await waiting(2)
    clock.advance(1000)
    const at = clock.now().toISOString()
    await tell(user.identifier, { amount: 12, note: 'é "😀"' })
    expect(handed()).toEqual([])
    await match()
    expect(handed()).toEqual(ids)
    const vars = { event: { data: { amount: 12, note: 'é "😀"' }, at } }
    expect(await read(ids)).toEqual(
      ids.map((id) => ({ id, state: 'ready', step: 2, waits: null, wakeAt: null, vars })),
    )
  })

  it('brings null for no data, and leaves what steps found out before', async () => {
    const { db, clock, user, waiting, tell, match, read } = await open()
    const ids = await waiting(1)
    await db.run`update run set vars = '{"look": {"status": 200}, "event": {"data": 1}}' where id = ${ids[0]}`
    await tell(user.identifier)
    await match()
    const event = { data: null, at: clock.now().toISOString() }
    expect(await read(ids)).toMatchObject([{ vars: { look: { status: 200 }, event } }])
  })

  it('about nobody in particular wakes everybody’s runs of its app, page by page', async () => {
    const { rows, appId, user, wait, tell, match, read, handed } = await open()
    const other = await rows.user(appId)
    const at = new Date(Date.parse('2030-01-01T00:00:00Z'))
    const ids = [
      ...(await rows.runs({ appId, userId: user.id }, 1500, at)),
      ...(await rows.runs({ appId, userId: other.id }, 700, at)),
      ...(await rows.runs({ appId, userId: -1 }, 1, at)),
    ]
    await wait(ids)
    await tell(undefined)
    await match()
    expect(handed().toSorted((a, b) => a - b)).toEqual(ids)
    expect((await read(ids)).every(({ state }) => state === 'ready')).toBe(true)
  })

  it('is nothing to other users, other apps and who waits for another one', async () => {
    const { db, rows, appId, clock, user, waiting, wait, tell, match, read, handed } = await open()
    const [paid = 0, shipped = 0] = await waiting(2)
    await db.run`update run set wait_event = 'order.shipped' where id = ${shipped}`
    const other = await rows.user(appId)
    const others = await rows.runs({ appId, userId: other.id }, 1, clock.now())
    const foreignApp = await rows.app()
    const foreign = await rows.runs({ appId: foreignApp, userId: user.id }, 1, clock.now())
    await wait([...others, ...foreign])
    await tell(user.identifier)
    await match()
    expect(handed()).toEqual([paid])
    await tell(undefined)
    await match()
    expect(handed()).toEqual([paid, ...others])
    expect((await read([shipped, ...foreign])).map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    await tell(undefined, {}, foreignApp)
    await match()
    expect(handed()).toEqual([paid, ...others, ...foreign])
  })

  it('is nothing to what was sent after it', async () => {
    const { clock, user, waiting, tell, match, handed } = await open()
    await tell(user.identifier)
    clock.advance(1)
    await waiting(1)
    await match()
    expect(handed()).toEqual([])
  })

  it('wakes only those whose rule says so', async () => {
    const asked: unknown[] = []
    const { user, waiting, tell, match, read, handed } = await open((run, { data }) => {
      asked.push({ id: run.id, step: run.step, version: run.workflow_version_id, vars: run.vars })
      return (data as { wanted: number }).wanted === run.id
    })
    const ids = await waiting(3)
    await tell(user.identifier, { wanted: ids[1] })
    await match()
    expect(asked).toEqual(ids.map((id) => ({ id, step: 2, version: 1, vars: null })))
    expect(handed()).toEqual([ids[1]])
    expect((await read(ids)).map(({ state }) => state)).toEqual(['waiting', 'ready', 'waiting'])
  })

  it('wakes a run once, also when it is told twice', async () => {
    const { user, waiting, tell, match, recheck, handed } = await open()
    const ids = await waiting(1)
    await tell(user.identifier, { n: 1 })
    await tell(user.identifier, { n: 2 })
    await Promise.all([match(), recheck(ids), recheck(ids)])
    await recheck(ids)
    expect(handed()).toEqual(ids)
  })

  it('of an unknown user is refused', async () => {
    const { db, rows, tell } = await open()
    await expect(tell('nobody')).rejects.toMatchObject({ code: 'user_not_found' })
    const elsewhere = await rows.user(await rows.app())
    await expect(tell(elsewhere.identifier)).rejects.toMatchObject({ code: 'user_not_found' })
    expect(await db.one`select 1 from event where user_id = ${elsewhere.id}`).toBeUndefined()
  })

  it('goes with its user', async () => {
    const { db, user, tell, match } = await open()
    await tell(user.identifier)
    await db.run`delete from app_user where id = ${user.id}`
    expect(await db.one`select 1 from event where user_id = ${user.id}`).toBeUndefined()
    await match()
  })

  it('is kept for 7 days', async () => {
    const { db, appId, clock, user, tell } = await open()
    await tell(user.identifier, { n: 1 })
    clock.advance(3600_000)
    const later = await tell(undefined, { n: 2 })
    clock.advance(7 * 24 * 3600_000 - 3600_000 + 1)
    await maintain(db, clock.now())
    expect(await db.many`select id from event where app_id = ${appId}`).toEqual([{ id: later }])
  })
})

describe('a run that begins to wait', () => {
  it('goes on with what came since it was sent', async () => {
    const { clock, user, rows, appId, wait, tell, match, recheck, read, handed } = await open()
    await tell(user.identifier, { n: 'before' })
    clock.advance(1)
    const ids = await rows.runs({ appId, userId: user.id }, 2, clock.now())
    await tell(user.identifier, { n: 'at once' })
    clock.advance(1)
    await tell(user.identifier, { n: 'later' })
    const at = clock.now().toISOString()
    await match()
    expect(handed()).toEqual([])
    clock.advance(1000)
    await wait(ids)
    await recheck(ids)
    expect(handed()).toEqual(ids)
    const vars = { event: { data: { n: 'later' }, at } }
    expect(await read(ids)).toMatchObject(
      ids.map(() => ({ state: 'ready', waits: null, wakeAt: null, vars })),
    )
  })

  it('goes on waiting when nothing came, or nothing of its user and app', async () => {
    const { rows, appId, waiting, tell, recheck, handed } = await open()
    const ids = await waiting(1)
    await recheck(ids)
    const other = await rows.user(appId)
    await tell(other.identifier)
    await tell(undefined, {}, await rows.app())
    await recheck([...ids, 987_654])
    expect(handed()).toEqual([])
  })

  it('finds the one that matches among many', async () => {
    const { clock, user, waiting, tell, recheck, read } = await open(
      (_, { data }) => (data as { n: number }).n === 3,
    )
    const ids = await waiting(2)
    for (let n = 0; n < 57; n++) {
      if (n % 5 === 0) clock.advance(1)
      await tell(n % 2 ? user.identifier : undefined, { n })
    }
    await recheck(ids)
    expect(await read(ids)).toMatchObject(
      ids.map(() => ({ state: 'ready', vars: { event: { data: { n: 3 } } } })),
    )
  })

  it('is let alone when it is over, or has gone on', async () => {
    const { db, user, waiting, tell, recheck, handed } = await open()
    const [gone = 0, on = 0] = await waiting(2)
    await db.run`update run set state = 'cancelled' where id = ${gone}`
    await db.run`update run set state = 'ready' where id = ${on}`
    await tell(user.identifier)
    await recheck([gone, on])
    expect(handed()).toEqual([])
  })

  it('goes on once, whether the event or the recheck is first', async () => {
    for (let round = 0; round < 20; round++) {
      const { user, rows, appId, clock, wait, tell, match, recheck, handed } = await open()
      const ids = await rows.runs({ appId, userId: user.id }, 3, clock.now())
      const told = async (): Promise<void> => {
        await tell(user.identifier)
        await match()
      }
      const waited = async (): Promise<void> => {
        await wait(ids)
        await recheck(ids)
      }
      await Promise.all(round % 2 ? [told(), waited()] : [waited(), told()])
      expect(handed().toSorted((a, b) => a - b)).toEqual(ids)
    }
  })

  it('is woken by its event or by its time-out, once', async () => {
    for (let round = 0; round < 20; round++) {
      const { clock, user, waiting, tell, match, timeOut, handed, read } = await open()
      const ids = await waiting(5)
      clock.advance(timeOutMs)
      await tell(user.identifier)
      const ways = [match(), timeOut()] as const
      const [, timedOut] = await Promise.all(ways)
      expect([...handed(), ...timedOut].toSorted((a, b) => a - b)).toEqual(ids)
      for (const { id, state, vars } of await read(ids)) {
        expect(state).toBe('ready')
        expect(vars === null).toBe(timedOut.includes(id))
      }
    }
  })
})

describe('the events of a run', () => {
  it('are the newest 10 since an instant, oldest first', async () => {
    const { db, appId, clock, user, tell } = await open()
    const since = clock.now()
    const ids: number[] = []
    for (let n = 0; n < 13; n++) {
      clock.advance(n % 3)
      ids.push(await tell(n % 2 ? user.identifier : undefined, { n }))
    }
    const ask = { appId, event: 'order.paid', userId: user.id, since }
    const asked = [
      { ...ask, runId: 1 },
      { ...ask, runId: 2, userId: -1 },
      { ...ask, runId: 3, event: 'order.shipped' },
      { ...ask, runId: 4, since: clock.now() },
      { ...ask, runId: 5, appId: appId + 1 },
    ]
    const found = await findEvents(db, asked)
    expect(found.get(1)?.map(({ id }) => id)).toEqual(ids.slice(3))
    expect(found.get(1)?.at(-1)).toEqual({ id: ids[12], data: { n: 12 }, at: expect.any(Date) })
    expect(found.get(2)?.map(({ data }) => data)).toEqual([0, 2, 4, 6, 8, 10, 12].map((n) => ({ n })))
    expect(found.get(4)?.map(({ id }) => id)).toEqual(ids.slice(11))
    expect([...found.keys()]).toEqual([1, 2, 4])
    expect(await findEvents(db, [])).toEqual(new Map())
  })
})
