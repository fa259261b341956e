import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SendFailure } from '../../channels/types.js'
import { createOutbound } from '../../outbound/outbound.js'
import type { OutboundAnswer, OutboundRequest } from '../../outbound/types.js'
import { OutboundFailure } from '../../outbound/types.js'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import {
  type DeliveriesTest,
  fakeProvider,
  openDeliveries,
  poll,
  providersOf,
  sent,
} from '../deliveries/testing/open-deliveries.js'

const url = 'https://shop.test/hook'
const refused = () => {
  throw new SendFailure('refused', 'No such sender')
}
const ok: OutboundAnswer = { status: 204, headers: {}, body: Buffer.alloc(0) }

describe('status webhooks', () => {
  let opened: TestDb
  beforeAll(async () => {
    opened = await openTestDb()
  })
  afterAll(() => opened.close())

  const open = async (answer: (time: number) => OutboundAnswer = () => ok) => {
    const posted: OutboundRequest[] = []
    const test = await openDeliveries(opened.db, {
      providers: providersOf(
        fakeProvider('sms', 'main', () => sent),
        fakeProvider('discord', 'bad', refused),
      ),
      outbound: async (request) => {
        posted.push(request)
        return answer(posted.length)
      },
    })
    const set = (webhooks: unknown) => test.call('PATCH', '/v3/app', test.asApp, { webhooks })
    return { ...test, posted, set }
  }
  const events = async ({ call }: DeliveriesTest, query = '') => {
    const { status, body } = await call('GET', `/v3/app/webhook-events${query}`)
    expect(status).toBe(200)
    return body as {
      data: { id: number; state: string; [name: string]: unknown }[]
      nextCursor: string | null
    }
  }
  const reach = (test: DeliveriesTest, state: string, tries = 0) =>
    poll(async () => (await events(test)).data[0]).toMatchObject({
      state,
      ...(tries ? { tries } : {}),
    })
  const bad = { channel: 'discord', address: { webhookUrl: 'https://discord.test/x' } } as const

  it('are told what was sent and what failed, signed with a secret that is shown once', async () => {
    const test = await open()
    const { status, body } = await test.set([{ url }])
    expect(status).toBe(200)
    const all = ['delivery.sent', 'delivery.failed', 'delivery.held']
    expect(body['webhooks']).toEqual([{ url, events: all, secret: expect.stringMatching(/^whsec_.{44}$/) }])
    const { secret } = (body['webhooks'] as { secret: string }[])[0] ?? { secret: '' }
    expect((await test.call('GET', '/v3/app')).body['webhooks']).toEqual([{ url, events: all }])
    const stored = await test.db.one<{ text: string }>`select string_agg(settings::text, '') as text from app`
    expect(stored?.text).not.toContain(secret)

    const { id, requestId } = await test.start()
    await test.reach(id, 'sent')
    await poll(() => test.posted.length).toBe(1)
    const [request] = test.posted
    const text = String(request?.body)
    expect(JSON.parse(text)).toEqual({
      type: 'delivery.sent',
      timestamp: expect.any(String),
      data: {
        deliveryId: id,
        requestId,
        workflow: null,
        step: 0,
        recipient: 'ann',
        channel: 'sms',
        category: null,
        tenant: null,
        reason: null,
        provider: 'main',
        providerId: 'p-1',
        nextAt: null,
      },
    })
    const headers = request?.headers ?? {}
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    expect(request).toMatchObject({ method: 'POST', url })
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    )

    const failed = await test.start(bad)
    await test.reach(failed.id, 'failed')
    await poll(() => test.posted.length).toBe(2)
    expect(JSON.parse(String(test.posted[1]?.body))).toMatchObject({
      type: 'delivery.failed',
      data: { deliveryId: failed.id, reason: 'refused', provider: 'bad' },
    })
    expect(test.posted[1]?.headers?.['webhook-id']).not.toBe(headers['webhook-id'])
    await poll(async () => (await events(test)).data.map(({ state }) => state)).toEqual(['sent', 'sent'])
  })

  it('hear only what they ask for; without any nothing is written', async () => {
    const test = await open()
    await test.reach((await test.start()).id, 'sent')
    expect((await events(test)).data).toEqual([])
    await test.set([
      { url, events: ['delivery.failed'] },
      { url: `${url}/all`, secret: 'a secret of our own' },
    ])
    await test.reach((await test.start()).id, 'sent')
    await poll(() => test.posted.map((one) => one.url)).toEqual([`${url}/all`])
    await test.reach((await test.start(bad)).id, 'failed')
    await poll(() => test.posted).toHaveLength(3)
    expect((await events(test)).data).toHaveLength(3)
  })

  it('hear of a delivery that is held, once', async () => {
    const test = await open()
    test.clock.advance(Date.parse('2031-01-06T23:00:00Z') - test.clock.now().getTime())
    await test.set([{ url, events: ['delivery.held'] }])
    const userId = await test.user('ann')
    await test.db.run`
      insert into quiet_hours (user_id, time_zone, schedule, is_enabled, updated_at)
      values (${userId}, 'UTC', '{"mon":[{"from":"22:00","to":"07:00"}]}', true, now())`
    const { id } = await test.start()
    await poll(() => test.posted.length).toBe(1)
    expect(JSON.parse(String(test.posted[0]?.body))).toMatchObject({
      type: 'delivery.held',
      data: { deliveryId: id, reason: 'quiet_hours', nextAt: '2031-01-07T07:00:00.000Z', provider: null },
    })
    await test.db.run`update delivery set next_at = ${test.clock.now()} where id = ${id}`
    await test.pass(0)
    await poll(async () => (await test.get(id)).nextAt).toEqual(new Date('2031-01-07T07:00:00Z'))
    expect((await events(test)).data).toHaveLength(1)
  })

  it('are tried again for a day, then it is noted that they failed, and can be replayed', async () => {
    let isBroken = true
    const test = await open(() => {
      if (isBroken) throw new OutboundFailure('failed', 'Nobody is there')
      return ok
    })
    await test.set([{ url }])
    await test.reach((await test.start()).id, 'sent')
    await reach(test, 'pending', 1)
    const begin = test.clock.now().getTime()
    for (let tries = 2; (await events(test)).data[0]?.state === 'pending'; tries++) {
      await test.pass(3_600_000)
      await reach(test, expect.any(String), tries)
    }
    expect(test.clock.now().getTime() - begin).toBeGreaterThan(22 * 3_600_000)
    const [event] = (await events(test)).data
    expect(event).toMatchObject({
      state: 'failed',
      url,
      answer: { text: 'Nobody is there' },
      nextAt: null,
      endedAt: expect.any(String),
      body: { type: 'delivery.sent' },
    })
    const before = test.posted.length
    isBroken = false
    const replay = (as = test.asApp) => test.call('POST', `/v3/app/webhook-events/${event?.id}/replay`, as)
    expect(await replay(test.asOtherApp)).toMatchObject({
      status: 404,
      body: { code: 'webhook_event_not_found' },
    })
    expect(await replay()).toMatchObject({ status: 200, body: { state: 'pending', tries: 0, endedAt: null } })
    await reach(test, 'sent')
    expect(test.posted.length).toBe(before + 1)
    expect(test.posted[before]?.headers?.['webhook-id']).toBe(event?.['eventId'])
    expect(await replay()).toMatchObject({ status: 409, body: { code: 'not_failed' } })
  })

  it('at addresses that are not allowed fail at once, and say why as deliveries do', async () => {
    const inside = 'http://127.0.0.1:9/status'
    const test = await openDeliveries(opened.db, {
      providers: providersOf(fakeProvider('sms', 'main', () => sent)),
      outbound: createOutbound({ allowPrivate: false }),
    })
    await test.call('PATCH', '/v3/app', test.asApp, { webhooks: [{ url: inside }] })
    await test.reach((await test.start()).id, 'sent')
    await reach(test, 'failed', 1)
    expect((await events(test)).data).toMatchObject([
      {
        url: inside,
        nextAt: null,
        answer: { text: expect.stringMatching(/^127\.0\.0\.1 is not on the public internet/) },
      },
    ])
  })

  it('that say they are gone are not tried again', async () => {
    const test = await open(() => ({ status: 410, headers: {}, body: Buffer.from('no more') }))
    await test.set([{ url }])
    await test.reach((await test.start()).id, 'sent')
    await reach(test, 'failed')
    expect((await events(test)).data[0]).toMatchObject({ answer: { status: 410, text: 'no more' } })
  })

  it('are left alone as long as they ask for, and for good once they are taken away', async () => {
    const test = await open(() => ({ status: 503, headers: { 'retry-after': '600' }, body: Buffer.alloc(0) }))
    await test.set([{ url }])
    await test.reach((await test.start()).id, 'sent')
    await reach(test, 'pending', 1)
    const [event] = (await events(test)).data
    expect(Date.parse(String(event?.['nextAt'])) - test.clock.now().getTime()).toBe(600_000)
    await test.set(null)
    expect((await test.call('GET', '/v3/app')).body).not.toHaveProperty('webhooks')
    await test.pass(600_000)
    await reach(test, 'failed', 2)
    expect(test.posted).toHaveLength(1)
  })

  it('keep their secret when they are named again, and take another', async () => {
    const test = await open()
    const first = await test.set([{ url, secret: 'a secret of our own' }])
    expect(first.body['webhooks']).toEqual([{ url, events: expect.any(Array) }])
    const again = await test.set([{ url, events: ['delivery.sent'] }])
    expect(again.body['webhooks']).toEqual([{ url, events: ['delivery.sent'] }])
    await test.call('PATCH', '/v3/app', test.asApp, { name: 'Still there' })
    await test.start()
    await poll(() => test.posted.length).toBe(1)
    const { headers = {}, body } = test.posted[0] ?? {}
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    const mac = createHmac('sha256', 'a secret of our own').update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${mac}`)
    expect((await test.set([])).body).not.toHaveProperty('webhooks')
  })

  it('have to be such', async () => {
    const test = await open()
    const wrong: [unknown, string][] = [
      [[{ url: 'file:///etc/passwd' }], 'webhooks[0].url'],
      [[{ url, events: [] }], 'webhooks[0].events'],
      [[{ url, events: ['delivery.born'] }], 'webhooks[0].events[0]'],
      [[{ url, secret: 'short' }], 'webhooks[0].secret'],
      [[{ url }, { url }], 'webhooks'],
      [Array.from({ length: 11 }, (_, n) => ({ url: `${url}/${n}` })), 'webhooks'],
    ]
    for (const [webhooks, field] of wrong)
      expect(await test.set(webhooks), field).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', fields: [{ field }] },
      })
    expect((await test.call('GET', '/v3/app')).body).not.toHaveProperty('webhooks')
  })

  it('are listed in pages and by state, of the app’s own, and go with the user', async () => {
    const test = await open()
    await test.set([{ url }])
    for (let n = 0; n < 3; n++) await test.reach((await test.start()).id, 'sent')
    await poll(async () => (await events(test, '?state=sent')).data.length).toBe(3)
    const page = await events(test, '?limit=2')
    expect(page.data).toHaveLength(2)
    expect((await events(test, `?limit=2&cursor=${page.nextCursor}`)).data).toHaveLength(1)
    expect((await events(test, '?state=failed')).data).toEqual([])
    expect((await test.call('GET', '/v3/app/webhook-events?state=x')).status).toBe(400)
    expect((await test.call('GET', '/v3/app/webhook-events', test.asOtherApp)).body['data']).toEqual([])
    await test.call('DELETE', '/v3/users/ann')
    expect((await events(test)).data).toEqual([])
  })
})
