import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { leaseMs } from './deliverer.js'
import type { LeasedDelivery } from './queries.js'
import { type Direct, type NewDelivery, startDeliveries } from './start.js'
import { fakeProvider, openDeliveries, providersOf, sent } from './testing/open-deliveries.js'

describe('a delivery that this process sends as soon as it is written', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())

  const open = async (given: Parameters<typeof openDeliveries>[1] = {}) => {
    const sms = fakeProvider('sms', 'main', () => sent)
    const test = await openDeliveries(opened.db, { providers: providersOf(sms), ...given })
    const { runId } = await test.start({ channel: 'email', address: { email: 'ann@example.com' } })
    const run = await test.db.one<{ trigger_id: number; user_id: number }>`
      select trigger_id, user_id from run where id = ${runId}`
    const item: NewDelivery = {
      triggerId: run?.trigger_id ?? 0,
      runId,
      userId: run?.user_id ?? 0,
      step: 1,
      channel: 'sms',
      address: { phoneNumber: '+16020000000' },
      content: { text: 'Hi' },
      options: { from: 'Shop' },
      provider: null,
      categoryId: null,
      isRequired: false,
      tenantId: null,
    }
    /** @returns its id, once it is committed */
    const write = async (direct: Direct, items: readonly NewDelivery[] = [item]): Promise<number> => {
      await test.db.transaction((tx) => startDeliveries(tx, test.engine, items, test.clock.now(), direct))
      const row = await test.db.one<{ id: number }>`
        select id from delivery where run_id = ${runId} and step = 1 order by id desc limit 1`
      return row?.id ?? 0
    }
    return { ...test, sms, item, runId, write }
  }
  /** Keeps what it is given, as a process does that dies just then. */
  const keeping = (until: () => Date): Direct & { kept: LeasedDelivery[] } => {
    const kept: LeasedDelivery[] = []
    return { kept, lease: until, take: (deliveries) => void kept.push(...deliveries) }
  }

  it('goes out without a job, as one that came by a job does', async () => {
    const { deliverer, write, reach, sms } = await open({ works: false })
    const id = await write(deliverer.direct)
    expect(await reach(id, 'sent')).toMatchObject({ hasContent: false, nextAt: null, tries: 1 })
    await deliverer.end()
    expect(sms.messages).toMatchObject([
      { to: { phoneNumber: '+16020000000' }, content: { text: 'Hi' }, options: { from: 'Shop' } },
    ])
  })

  it('is leased when it is written, and taken over when the lease is over, not before', async () => {
    const { write, get, pass, reach, clock, sms } = await open()
    const dying = keeping(() => new Date(clock.now().getTime() + leaseMs))
    const id = await write(dying)
    expect(dying.kept).toMatchObject([{ id, content: { text: 'Hi' }, tries: 0 }])
    expect((await get(id)).nextAt).toEqual(new Date(clock.now().getTime() + leaseMs))
    await pass(leaseMs - 1)
    expect(await get(id)).toMatchObject({ state: 'pending', tries: 0 })
    await pass(1)
    await reach(id, 'sent')
    expect(sms.messages).toHaveLength(1)
  })

  it('is nobody’s any more who comes too late for it', async () => {
    const { deliverer, write, pass, reach, get, clock, sms } = await open()
    const since = clock.now().getTime()
    const slow = keeping(() => new Date(since + leaseMs))
    const id = await write(slow)
    await pass(leaseMs)
    await reach(id, 'sent')
    deliverer.direct.take(slow.kept, new Date(since + leaseMs))
    await deliverer.end()
    expect(sms.messages).toHaveLength(1)
    expect((await get(id)).tries).toBe(1)
  })

  it('is left to the next sweep when too little of its lease is left', async () => {
    const { deliverer, write, get, clock, sms } = await open({ works: false })
    const until = new Date(clock.now().getTime() + leaseMs)
    const held = keeping(() => until)
    const id = await write(held)
    clock.advance(10_001)
    deliverer.direct.take(held.kept, until)
    await deliverer.end()
    expect(await get(id)).toMatchObject({ state: 'pending', nextAt: clock.now() })
    expect(sms.messages).toEqual([])
  })

  it('is left to the next sweep when the worker stops, who takes no more then', async () => {
    const { deliverer, write, get, clock, sms } = await open({ works: false })
    const until = new Date(clock.now().getTime() + leaseMs)
    const held = keeping(() => until)
    const id = await write(held)
    deliverer.stop()
    expect(deliverer.direct.lease()).toBeNull()
    deliverer.direct.take(held.kept, until)
    await deliverer.end()
    expect(await get(id)).toMatchObject({ state: 'pending', nextAt: clock.now() })
    expect(sms.messages).toEqual([])
  })

  it('is not sent when it was cancelled or switched off between its commit and the attempt', async () => {
    const { db, deliverer, write, get, item, runId, sms, clock } = await open({ works: false })
    const until = new Date(clock.now().getTime() + leaseMs)
    const other = { ...item, address: { phoneNumber: '+16020000001' } }
    const held = keeping(() => until)
    const id = await write(held, [item, other])
    expect(held.kept).toHaveLength(2)
    await db.run`update delivery set state = 'cancelled', next_at = null where id = ${id}`
    await db.run`
      insert into channel_preference (user_id, channel, is_enabled, updated_at)
      values (${item.userId}, 'sms', false, now())`
    deliverer.direct.take(held.kept, until)
    await deliverer.end()
    expect(sms.messages).toEqual([])
    const rows = await db.many<{ state: string; reason: string | null }>`
      select state, reason from delivery where run_id = ${runId} and step = 1 order by id`
    expect(rows).toEqual([
      { state: 'skipped', reason: 'preference_off' },
      { state: 'cancelled', reason: null },
    ])
    expect((await get(id)).tries).toBe(0)
  })

  it('goes by a job where another of the page is there already, and where enough are under way', async () => {
    const { deliverer, write, reach, item, sms } = await open()
    const first = await write(deliverer.direct)
    await reach(first, 'sent')
    const other = { ...item, address: { phoneNumber: '+16020000001' } }
    const never: Direct = {
      lease: deliverer.direct.lease,
      take: () => {
        throw new Error('It was made before')
      },
    }
    const second = await write(never, [item, other])
    expect(second).not.toBe(first)
    await reach(second, 'sent')

    const many = Array.from({ length: 4_000 }, (_, n) => ({
      ...{ id: -n - 1, trigger_id: 0, user_id: 0, step: 0, channel: 'sms' as const, address: null },
      ...{ content: null, options: {}, only_provider: null, category_id: null, tenant_id: null },
      ...{ reason: null, tries: 0, provider: 0 },
    }))
    deliverer.direct.take(many, deliverer.direct.lease() ?? new Date())
    expect(deliverer.direct.lease()).toBeNull()
    await deliverer.end()
    expect(deliverer.direct.lease()).toBeInstanceOf(Date)
    expect(sms.messages).toHaveLength(2)
  })
})
