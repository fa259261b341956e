import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

/** What requests tell of workflows: runs that wait, go on, and are cancelled. */
describe('the request of a workflow', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    for (const name of ['ann', 'bob', 'carl']) await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
    const inApp = (title: string) => ({ type: 'send', channel: 'inApp', template: { title } })
    await test.call('PUT', '/v3/workflows/remind', test.asApp, {
      name: 'Remind',
      category: 'reminders',
      steps: [inApp('First'), { type: 'delay', for: '1h' }, inApp('Second')],
    })
  })
  afterAll(() => test.close())

  const send = async (recipients: string[], rest: object = {}, workflow: object = {}): Promise<string> => {
    const sent = await test.call('POST', '/v3/notifications', test.asApp, {
      notification: { workflow: { identifier: 'remind', ...workflow } },
      sendTo: { recipients },
      ...rest,
    })
    expect(sent.status).toBe(202)
    return String(sent.body['requestId'])
  }
  const cancel = (body: object) => test.call('PATCH', '/v3/workflows/remind/cancel-run', test.asApp, body)
  const request = async (requestId: string) =>
    (await test.call('GET', `/v3/requests/${requestId}`, test.asApp)).body
  const becomes = (requestId: string, wanted: object) =>
    vi.waitFor(async () => expect(await request(requestId)).toMatchObject(wanted))
  const counts = { delivered: 0, skipped: 0, waiting: 0, cancelled: 0, failed: 0 }

  it('reaches the others of a scheduled send of which some were cancelled', async () => {
    const sendAt = new Date(test.clock.now().getTime() + 1_000).toISOString()
    const requestId = await send(['ann', 'bob'], { sendAt }, { cancellationKey: 'some' })
    await cancel({ cancellationKey: 'some', cancelFor: { recipients: ['ann'] } })
    test.clock.advance(1_500)
    await becomes(requestId, {
      state: 'waiting',
      counts: { ...counts, delivered: 1, waiting: 1, cancelled: 1 },
    })
  })

  it('waits in a delay, and is done when everybody is through', async () => {
    test.clock.advance(1000)
    const requestId = await send(['ann', 'bob', 'who'])
    await becomes(requestId, {
      state: 'waiting',
      workflow: { identifier: 'remind', version: 1 },
      category: 'reminders',
      counts: { ...counts, delivered: 2, skipped: 1, waiting: 2 },
      recipients: {
        data: [
          { identifier: 'ann', step: 0, outcome: 'delivered', notificationId: expect.any(Number) },
          { identifier: 'bob', step: 0, outcome: 'delivered' },
          { identifier: 'who', step: 0, outcome: 'skipped', reason: 'unknown_recipient' },
          { identifier: 'ann', step: 2, outcome: 'waiting', reason: null, at: null, notificationId: null },
          { identifier: 'bob', step: 2, outcome: 'waiting' },
        ],
        nextCursor: null,
      },
    })
    test.clock.advance(3_600_500)
    await becomes(requestId, { state: 'done', counts: { ...counts, delivered: 2, skipped: 1 } })
    const { recipients } = (await request(requestId)) as unknown as { recipients: { data: object[] } }
    expect(recipients.data).toMatchObject([
      { identifier: 'ann', step: 0 },
      { identifier: 'bob', step: 0 },
      { identifier: 'ann', step: 2, outcome: 'delivered' },
      { identifier: 'bob', step: 2, outcome: 'delivered' },
      { identifier: 'who' },
    ])
    const activity = await test.call('GET', '/v3/activity?userIdentifier=ann&limit=2', test.asApp)
    expect(activity.body.data).toMatchObject([
      { requestId, step: 2, outcome: 'delivered' },
      { requestId, step: 0, outcome: 'delivered' },
    ])
  })

  it('tells whose runs were cancelled', async () => {
    test.clock.advance(1000)
    const requestId = await send(['ann', 'bob'], {}, { cancellationKey: 'one' })
    await becomes(requestId, { state: 'waiting' })
    await cancel({ cancellationKey: 'one', cancelFor: { recipients: ['bob'] } })
    await becomes(requestId, {
      state: 'waiting',
      counts: { ...counts, delivered: 2, waiting: 1, cancelled: 1 },
    })
    const { recipients } = (await request(requestId)) as unknown as { recipients: { data: object[] } }
    expect(recipients.data).toContainEqual(
      expect.objectContaining({
        identifier: 'bob',
        outcome: 'cancelled',
        reason: 'cancelled',
        at: test.clock.now().toISOString(),
      }),
    )
    await cancel({ cancellationKey: 'one' })
    await becomes(requestId, { state: 'cancelled', counts: { ...counts, delivered: 2, cancelled: 2 } })
    const activity = await test.call('GET', '/v3/activity?userIdentifier=bob&limit=2', test.asApp)
    expect(activity.body.data).toMatchObject([
      { requestId, step: 0, outcome: 'delivered' },
      { requestId, step: 2, outcome: 'cancelled', reason: 'cancelled' },
    ])
  })

  it('is cancelled at once when it was scheduled, and says for whom', async () => {
    const sendAt = new Date(test.clock.now().getTime() + 86_400_000).toISOString()
    const requestId = await send(['ann', 'carl', 'who'], { sendAt }, { cancellationKey: 'later' })
    expect(await request(requestId)).toMatchObject({ state: 'scheduled', sendAt, counts })
    expect(await cancel({ cancellationKey: 'later' })).toMatchObject({ status: 200, body: { cancelled: 3 } })
    await becomes(requestId, {
      state: 'cancelled',
      counts: { ...counts, cancelled: 2, skipped: 1 },
      recipients: {
        data: [
          { identifier: 'ann', outcome: 'cancelled', reason: 'cancelled' },
          { identifier: 'carl', outcome: 'cancelled', reason: 'cancelled' },
          { identifier: 'who', outcome: 'skipped' },
        ],
      },
    })
    expect(await cancel({ cancellationKey: 'later' })).toMatchObject({ status: 200, body: { cancelled: 0 } })
  })

  it('leaves the inbox out when other channels are chosen', async () => {
    const requestId = await send(['ann'], { override: { channels: ['email'] } })
    await becomes(requestId, {
      recipients: { data: [{ reason: 'channel_not_chosen' }, { outcome: 'waiting' }] },
    })
  })

  it('refuses data that the workflow does not take, before anything is written', async () => {
    const steps = [{ type: 'send', channel: 'inApp', template: { title: 'x' } }]
    const payload = { type: 'object', required: ['orderId'], properties: { orderId: { type: 'integer' } } }
    await test.call('PUT', '/v3/workflows/strict', test.asApp, { name: 'Strict', payload, steps })
    const body = { notification: { workflow: { identifier: 'strict' } }, sendTo: { recipients: ['ann'] } }
    const before = await test.db.one`select count(*) n from trigger`
    expect(
      await test.call('POST', '/v3/notifications', test.asApp, { ...body, data: { orderId: 'seven' } }),
    ).toMatchObject({ status: 400, body: { fields: [{ field: 'data.orderId' }] } })
    expect(await test.db.one`select count(*) n from trigger`).toEqual(before)
    expect(
      await test.call('POST', '/v3/notifications', test.asApp, { ...body, data: { orderId: 7 } }),
    ).toMatchObject({ status: 202 })
  })
})
