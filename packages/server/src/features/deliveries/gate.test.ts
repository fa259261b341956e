import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SendFailure } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { gate } from '../../testing/waiting.js'
import { startDeliveries } from './start.js'
import { cancelDeliveries } from './sweep.js'
import { fakeProvider, openDeliveries, poll, providersOf, sent } from './testing/open-deliveries.js'

const retry = (retryAfterMs: number | null = null) =>
  new SendFailure('retry', 'Busy', { answer: { status: 503 }, retryAfterMs })
const fail = (failure: () => Error) => () => {
  throw failure()
}

const triggerOf = async (db: Sql, runId: number): Promise<number> =>
  (await db.one<{ id: number }>`select trigger_id id from run where id = ${runId}`)?.id ?? 0

describe('before an attempt, a delivery', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())
  const open = (given: Parameters<typeof openDeliveries>[1] = {}) => openDeliveries(opened.db, given)

  it('does not go on once its run is cancelled', async () => {
    const sms = fakeProvider('sms', 'main', fail(retry))
    const { db, clock, start, reach, pass, get } = await open({ providers: providersOf(sms) })
    const directly = await start()
    const byRun = await start()
    const byKey = await start()
    for (const { id } of [directly, byRun, byKey]) await reach(id, 'pending', 1)
    const of = { triggerIds: [await triggerOf(db, directly.runId)], userIds: null }
    expect(await cancelDeliveries(db, of, clock.now())).toEqual([directly.runId])
    expect(await cancelDeliveries(db, of, clock.now())).toEqual([])
    await db.run`update run set state = 'cancelled', reason = 'cancelled' where id = ${byRun.runId}`
    await db.run`
      insert into cancellation (trigger_id, recipient, at)
      select trigger_id, 'ann', now() from run where id = ${byKey.runId}`
    await pass(5_000)
    for (const { id } of [directly, byRun, byKey])
      expect(await reach(id, 'cancelled')).toMatchObject({ reason: 'cancelled', hasContent: false })
    expect(sms.messages).toHaveLength(3)
    await pass(3_600_000)
    expect((await get(directly.id)).state).toBe('cancelled')
  })

  it('that is under way when it is cancelled is sent, and said to be', async () => {
    const held = gate()
    const sms = fakeProvider('sms', 'main', async () => {
      await held.opened
      return sent
    })
    const { db, clock, start, reach } = await open({ providers: providersOf(sms) })
    const { id, runId } = await start()
    await poll(() => sms.messages.length).toBe(1)
    await cancelDeliveries(db, { triggerIds: [await triggerOf(db, runId)], userIds: null }, clock.now())
    await reach(id, 'cancelled')
    held.open()
    expect(await reach(id, 'sent')).toMatchObject({ reason: null, attempts: [{ kind: 'sent' }] })
  })

  it('is not written when preferences are against it, and skipped when they turn between attempts', async () => {
    const sms = fakeProvider('sms', 'main', fail(retry))
    const { db, engine, start, reach, pass, user } = await open({ providers: providersOf(sms) })
    const userId = await user('ann')
    const { id } = await start()
    await reach(id, 'pending', 1)
    await db.run`
      insert into channel_preference (user_id, channel, is_enabled, updated_at)
      values (${userId}, 'sms', false, now())`
    await pass(5_000)
    expect(await reach(id, 'skipped')).toMatchObject({ reason: 'preference_off', hasContent: false })
    expect(sms.messages).toHaveLength(1)
    const late = await start()
    expect(late.id).toBe(0)
    const item = {
      triggerId: 1,
      runId: late.runId,
      userId,
      step: 0,
      channel: 'sms' as const,
      address: null,
      content: { text: 'x' },
      options: {},
      provider: null,
      categoryId: null,
      isRequired: false,
      tenantId: null,
    }
    expect(await db.transaction((tx) => startDeliveries(tx, engine, [item], new Date()))).toEqual([
      { item, reason: 'preference_off' },
    ])
    const required = await start({ isRequired: true })
    await reach(required.id, 'pending', 1)
  })

  it('waits for the end of quiet hours, unless its category is required', async () => {
    const sms = fakeProvider('sms', 'main', () => sent)
    const { db, clock, start, reach, pass, user, get } = await open({ providers: providersOf(sms) })
    clock.advance(Date.parse('2031-01-06T23:00:00Z') - clock.now().getTime())
    const userId = await user('ann')
    const always = [{ from: '22:00', to: '07:00' }]
    await db.run`
      insert into quiet_hours (user_id, time_zone, schedule, is_enabled, updated_at)
      values (${userId}, 'UTC', ${{ mon: always }}::jsonb, true, now())`
    const { id } = await start()
    await poll(async () => (await get(id)).reason).toBe('quiet_hours')
    expect(await get(id)).toMatchObject({
      state: 'pending',
      nextAt: new Date('2031-01-07T07:00:00Z'),
      attempts: [],
      hasContent: true,
    })
    const required = await start({ isRequired: true })
    await reach(required.id, 'sent')
    expect(sms.messages).toHaveLength(1)
    await pass(8 * 3_600_000 - 1)
    expect((await get(id)).reason).toBe('quiet_hours')
    await pass(1)
    expect(await reach(id, 'sent')).toMatchObject({ reason: null })
  })

  it('of a user who is deleted is erased, before and between attempts', async () => {
    const sms = fakeProvider('sms', 'main', fail(retry))
    const { db, call, start, reach, user } = await open({ providers: providersOf(sms) })
    const userId = await user('ann')
    const { id } = await start()
    await reach(id, 'pending', 1)
    expect((await call('DELETE', '/v3/users/ann')).status).toBe(202)
    expect(await db.many`select 1 from delivery where user_id = ${userId}`).toEqual([])
    await start({ userId })
    await poll(async () => db.many`select 1 from delivery where user_id = ${userId}`).toEqual([])
    expect(sms.messages).toHaveLength(1)
  })

  it('goes to somebody who is no user', async () => {
    const email = fakeProvider('email', 'main', () => sent)
    const { start, reach } = await open({ providers: providersOf(email) })
    const { id } = await start({
      userId: -2,
      channel: 'email',
      address: { email: 'someone@shop.test' },
      content: { subject: 'Hi', html: null, text: 'Hi' },
    })
    await reach(id, 'sent')
    expect(email.messages).toMatchObject([{ unsubscribeUrl: null, about: { recipient: 'transient:1' } }])
  })

  it('can be unsubscribed from, unless its category is required', async () => {
    const email = fakeProvider('email', 'main', () => sent)
    const { start, reach, user } = await open({ providers: providersOf(email) })
    const userId = await user('ann')
    const mail = {
      channel: 'email',
      address: { email: 'ann@shop.test' },
      content: { subject: 'Hi', html: null, text: 'Hi' },
    } as const
    await reach((await start(mail)).id, 'sent')
    await reach((await start({ ...mail, isRequired: true })).id, 'sent')
    expect(email.messages.map(({ unsubscribeUrl }) => unsubscribeUrl)).toEqual([
      `https://inbox.test/unsubscribe/${userId}`,
      null,
    ])
  })
})
