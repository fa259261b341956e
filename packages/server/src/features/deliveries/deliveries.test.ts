import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SendFailure } from '../../channels/types.js'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { gate } from '../../testing/waiting.js'
import { createDeliverer, leaseMs } from './deliverer.js'
import { startDeliveries } from './start.js'
import { sweepDeliveries } from './sweep.js'
import { fakeProvider, openDeliveries, poll, providersOf, sent } from './testing/open-deliveries.js'

const retry = (retryAfterMs: number | null = null) =>
  new SendFailure('retry', 'Busy', { answer: { status: 503 }, retryAfterMs })
const refuse = () => new SendFailure('refused', 'No such sender', { answer: { status: 401, text: 'nope' } })
const fail = (failure: () => Error) => () => {
  throw failure()
}

describe('a delivery', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())
  const open = (given: Parameters<typeof openDeliveries>[1] = {}) => openDeliveries(opened.db, given)

  it('is sent at once, its content is dropped, and what the provider said is kept', async () => {
    const sms = fakeProvider('sms', 'main', () => sent)
    const { start, reach } = await open({ providers: providersOf(sms) })
    const { id, requestId } = await start({ options: { from: 'Shop' } }, { name: 'Promo' })
    expect(await reach(id, 'sent')).toMatchObject({
      reason: null,
      hasContent: false,
      nextAt: null,
      attempts: [{ provider: 'main', kind: 'sent', providerId: 'p-1', status: 200, text: 'queued' }],
    })
    expect(sms.messages).toEqual([
      {
        id: `${requestId}-${id}`,
        channel: 'sms',
        to: { phoneNumber: '+16020000000' },
        content: { text: 'Hi' },
        files: [],
        options: { from: 'Shop' },
        unsubscribeUrl: null,
        about: { requestId, workflow: 'Promo', category: null, recipient: 'ann', tenant: null },
      },
    ])
  })

  it('is made once by run, step, channel and address, however often it is started', async () => {
    const sms = fakeProvider('sms', 'main', () => sent)
    const { db, engine, start, reach, get } = await open({ providers: providersOf(sms) })
    const { id, runId } = await start()
    await reach(id, 'sent')
    const row = await db.one<{ trigger_id: number; user_id: number }>`
      select trigger_id, user_id from delivery where id = ${id}`
    const again = {
      triggerId: row?.trigger_id ?? 0,
      runId,
      userId: row?.user_id ?? 0,
      step: 0,
      channel: 'sms' as const,
      content: { text: 'Again' },
      options: {},
      provider: null,
      categoryId: null,
      isRequired: false,
      tenantId: null,
    }
    const other = { ...again, address: { phoneNumber: '+16020000001' } }
    await db.transaction((tx) =>
      startDeliveries(
        tx,
        engine,
        [{ ...again, address: { phoneNumber: '+16020000000' } }, other, other],
        new Date(),
      ),
    )
    const made = await db.many<{ id: number }>`select id from delivery where run_id = ${runId} order by id`
    expect(made).toHaveLength(2)
    await reach(made[1]?.id ?? 0, 'sent')
    expect((await get(id)).attempts).toHaveLength(1)
    expect(sms.messages).toHaveLength(2)
  })

  it('goes out once, whichever workers are handed it', async () => {
    const held = gate()
    const sms = fakeProvider('sms', 'main', async () => {
      await held.opened
      return sent
    })
    const options = { providers: providersOf(sms) }
    const { db, engine, clock, deliverer, start, reach } = await open({ ...options, works: false })
    const ids = [(await start()).id, (await start()).id, (await start()).id]
    const second = createDeliverer({
      ...options,
      db,
      engine,
      now: () => clock.now(),
      outbound: async () => Promise.reject(new Error('nobody asks')),
      unsubscribeUrl: () => null,
    })
    const job = [{ id: 'x', data: { deliveryIds: ids } }]
    const all = [deliverer.send(job), second.send(job), deliverer.send(job)]
    held.open()
    await Promise.all(all)
    await second.send(job)
    for (const id of ids) await reach(id, 'sent')
    expect(sms.messages.map(({ id }) => id)).toHaveLength(3)
    expect(new Set(sms.messages.map(({ id }) => id)).size).toBe(3)
  })

  it('is taken over when its worker died with it, and not before', async () => {
    const stuck = fakeProvider('sms', 'stuck', () => new Promise<never>(() => undefined))
    const sms = fakeProvider('sms', 'main', () => sent)
    const { db, engine, clock, start, get, reach, pass } = await open({
      providers: providersOf(sms),
      works: false,
    })
    const { id } = await start()
    const options = {
      db,
      engine,
      now: () => clock.now(),
      outbound: async () => Promise.reject(new Error('nobody asks')),
      unsubscribeUrl: () => null,
    }
    const dying = createDeliverer({ ...options, providers: providersOf(stuck) })
    const living = createDeliverer({ ...options, providers: providersOf(sms) })
    const job = [{ id: 'x', data: { deliveryIds: [id] } }]
    void dying.send(job).catch(() => undefined)
    await poll(() => stuck.messages.length).toBe(1)
    await pass(leaseMs - 1)
    await living.send(job)
    expect(sms.messages).toEqual([])
    expect((await get(id)).state).toBe('pending')
    await pass(1)
    await living.send(job)
    await reach(id, 'sent')
    expect(sms.messages).toHaveLength(1)
  })

  it('is tried again with growing pauses, and each attempt is kept', async () => {
    const sms = fakeProvider('sms', 'main', (_, time) => (time < 3 ? fail(retry)() : sent))
    const { clock, start, reach, pass } = await open({ providers: providersOf(sms) })
    const { id } = await start()
    const first = await reach(id, 'pending', 1)
    expect((first.nextAt?.getTime() ?? 0) - clock.now().getTime()).toBe(5_000)
    await pass(4_999)
    await pass(1)
    const second = await reach(id, 'pending', 2)
    expect((second.nextAt?.getTime() ?? 0) - clock.now().getTime()).toBe(15_000)
    await pass(15_000)
    const last = await reach(id, 'sent')
    expect(last.attempts.map(({ kind }) => kind)).toEqual(['retry', 'retry', 'sent'])
    expect(last.attempts[0]).toMatchObject({ status: 503, text: 'Busy' })
    expect(new Set(sms.messages.map((one) => one.id)).size).toBe(1)
  })

  it.each([
    [7_200_000, 7_200_000],
    [1_000, 5_000],
    [30 * 24 * 3_600_000, 24 * 3_600_000],
  ])('waits %i ms where the provider asks for it, within its bounds', async (asked, expected) => {
    const sms = fakeProvider(
      'sms',
      'main',
      fail(() => retry(asked)),
    )
    const { clock, start, reach } = await open({ providers: providersOf(sms) })
    const { id } = await start()
    const { nextAt } = await reach(id, 'pending', 1)
    expect((nextAt?.getTime() ?? 0) - clock.now().getTime()).toBe(expected)
  })

  it('goes to the next provider after five tries, at once when it is refused, then it is dead', async () => {
    const first = fakeProvider('sms', 'first', fail(retry))
    const never = fakeProvider('sms', 'never', () => sent, { accepts: () => false })
    const second = fakeProvider('sms', 'second', fail(refuse))
    const third = fakeProvider('sms', 'third', fail(refuse))
    const { start, reach, pass } = await open({ providers: providersOf(first, never, second, third) })
    const { id } = await start()
    for (let tries = 1; tries < 5; tries++) {
      await reach(id, 'pending', tries)
      await pass(3_600_000)
    }
    const dead = await reach(id, 'failed')
    expect(dead.attempts.map(({ provider }) => provider)).toEqual([
      ...Array<string>(5).fill('first'),
      'second',
      'third',
    ])
    expect(dead).toMatchObject({ reason: 'refused', hasContent: true, nextAt: null })
    expect(dead.attempts[6]).toMatchObject({ kind: 'refused', status: 401, text: 'No such sender: nope' })
  })

  it('gives up after the tries of its last provider', async () => {
    const sms = fakeProvider(
      'sms',
      'main',
      fail(() => new TypeError('x is not a function')),
    )
    const { start, reach, pass } = await open({ providers: providersOf(sms) })
    const { id } = await start()
    for (let tries = 1; tries < 5; tries++) {
      await reach(id, 'pending', tries)
      await pass(3_600_000)
    }
    expect(await reach(id, 'failed')).toMatchObject({ reason: 'gave_up', tries: 5 })
    expect(sms.messages).toHaveLength(5)
  })

  it('goes with the one provider that is named, and without one it is dead', async () => {
    const first = fakeProvider('sms', 'first', () => sent)
    const second = fakeProvider('sms', 'second', fail(refuse))
    const { start, reach } = await open({ providers: providersOf(first, second) })
    const named = await start({ provider: 'second' })
    expect(await reach(named.id, 'failed')).toMatchObject({ reason: 'refused' })
    const unknown = await start({ provider: 'third' })
    expect(await reach(unknown.id, 'failed')).toMatchObject({ reason: 'no_provider', attempts: [] })
    const other = await start({ channel: 'discord', address: { webhookUrl: 'https://x.test' } })
    expect(await reach(other.id, 'failed')).toMatchObject({ reason: 'no_provider' })
    expect(first.messages).toEqual([])
  })

  it('needs no address where its provider posts by itself', async () => {
    const needs = fakeProvider('webhook', 'needs', () => sent)
    const own = fakeProvider('webhook', 'own', () => sent, { hasOwnAddress: true })
    const { start, reach } = await open({ providers: providersOf(needs, own) })
    const { id } = await start({ channel: 'webhook', address: null, content: { body: '{}' } })
    await reach(id, 'sent')
    expect(own.messages).toMatchObject([{ to: null }])
    expect(needs.messages).toEqual([])
  })

  it('ends where nobody is any more, and the address is forgotten', async () => {
    const push = fakeProvider(
      'webPush',
      'push',
      fail(() => new SendFailure('gone', 'Unsubscribed')),
    )
    const { db, start, reach, user } = await open({ providers: providersOf(push) })
    const userId = await user('ann')
    const subscription = { endpoint: 'https://push.test/1', keys: { p256dh: 'x', auth: 'y' } }
    await db.run`
      insert into device (app_id, id, user_id, web_push, created_at, last_seen_at)
      select app_id, 'phone', id, ${subscription}::jsonb, now(), now() from app_user where id = ${userId}`
    const { id } = await start({
      channel: 'webPush',
      address: subscription,
      content: { title: 'Hi', body: '', url: null, icon: null },
    })
    expect(await reach(id, 'failed')).toMatchObject({ reason: 'gone', attempts: [{ kind: 'gone' }] })
    expect(await db.one`select web_push from device where user_id = ${userId}`).toEqual({ web_push: null })
  })

  it('is one of at most 20 attempts that a provider sees at a time', async () => {
    let running = 0
    let most = 0
    const sms = fakeProvider('sms', 'main', async () => {
      most = Math.max(most, ++running)
      await new Promise((turn) => setImmediate(turn))
      running--
      return sent
    })
    const { db, engine, clock, start, user, pass } = await open({ providers: providersOf(sms) })
    const userId = await user('ann')
    const { runId } = await start()
    const trigger = await db.one<{ id: number }>`select trigger_id id from run where id = ${runId}`
    const items = Array.from({ length: 1_100 }, (_, n) => ({
      triggerId: trigger?.id ?? 0,
      runId,
      userId,
      step: 1,
      channel: 'sms' as const,
      address: { phoneNumber: `+1602${n}` },
      content: { text: 'Hi' },
      options: {},
      provider: null,
      categoryId: null,
      isRequired: false,
      tenantId: null,
    }))
    await db.transaction((tx) => startDeliveries(tx, engine, items, clock.now()))
    await poll(async () => {
      // On a busy machine some of a page are left to the next sweep.
      await pass(0)
      return db.one`select count(*) n from delivery where run_id = ${runId} and state = 'sent'`
    }).toEqual({ n: 1_101 })
    expect(most).toBe(20)
    expect(sms.messages).toHaveLength(1_101)
  })

  it('does not wait behind a slow provider of another channel, whose others come back later', async () => {
    const held = gate()
    const email = fakeProvider('email', 'slow', async () => {
      await held.opened
      return sent
    })
    const sms = fakeProvider('sms', 'main', () => sent)
    const { clock, deliverer, start, get, reach } = await open({
      providers: providersOf(email, sms),
      works: false,
      concurrency: 1,
      slowMs: 0,
    })
    const mail = { channel: 'email', address: { email: 'ann@shop.test' } } as const
    const send = (...ids: number[]) => deliverer.send([{ id: 'job', data: { deliveryIds: ids } }])
    const stuck = [(await start(mail)).id, (await start(mail)).id]
    const all = send(...stuck)
    await poll(() => email.messages.length).toBe(1)
    const [later, text] = [(await start(mail)).id, (await start()).id]
    await send(later, text)
    await reach(text, 'sent')
    const { state, nextAt, attempts } = await get(later)
    expect({ state, attempts }).toEqual({ state: 'pending', attempts: [] })
    expect((nextAt?.getTime() ?? 0) - clock.now().getTime()).toBe(15_000)
    held.open()
    await all
    for (const id of stuck) await reach(id, 'sent')
  })

  it('that is left when the server stops is sent by the next one', async () => {
    const sms = fakeProvider('sms', 'main', () => sent)
    const { db, engine, clock, deliverer, start, get, reach } = await open({
      providers: providersOf(sms),
      works: false,
    })
    const { id } = await start()
    deliverer.stop()
    expect(await deliverer.send([{ id: 'job', data: { deliveryIds: [id] } }])).toEqual(['job'])
    expect((await get(id)).state).toBe('pending')
    const next = createDeliverer({
      db,
      engine,
      now: () => clock.now(),
      providers: providersOf(sms),
      outbound: async () => Promise.reject(new Error('nobody asks')),
      unsubscribeUrl: () => null,
    })
    await next.send([{ id: 'job', data: { deliveryIds: [id] } }])
    await reach(id, 'sent')
  })

  it('costs the sweep nothing when none is due', async () => {
    const { db, engine, clock } = await open()
    await sweepDeliveries({ db, engine, clock })
    expect(
      await db.many`select 1 from delivery where state = 'pending' and next_at <= ${clock.now()}`,
    ).toEqual([])
  })
})
