import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
  await test.call('PUT', '/v3/users/ann', test.asApp, {})
  await test.call('PUT', '/v3/users/carl', test.asOtherApp, {})
})
afterAll(() => test.close())

const tell = (body: unknown, headers: Record<string, string> = {}) =>
  test.call('POST', '/v3/events', { ...test.asApp, ...headers }, body)

const stored = (id: unknown) => test.db.one`
  select e.name, e.data, e.at, u.identifier, a.api_key "apiKey"
  from event e join app a on a.id = e.app_id left join app_user u on u.id = e.user_id where e.id = ${id}`

describe('POST /v3/events', () => {
  it('is on disk when it is answered', async () => {
    const { status, body } = await tell({
      event: 'order.paid',
      recipient: 'ann',
      data: { amount: [1, 'é 😀'] },
    })
    expect({ status, body }).toEqual({ status: 202, body: { eventId: expect.any(Number) } })
    expect(await stored(body['eventId'])).toEqual({
      name: 'order.paid',
      data: { amount: [1, 'é 😀'] },
      at: test.clock.now(),
      identifier: 'ann',
      apiKey: 'shop',
    })
  })

  it('takes an event about nobody in particular, without data', async () => {
    const { status, body } = await tell({ event: 'e'.repeat(255) })
    expect(status).toBe(202)
    expect(await stored(body['eventId'])).toMatchObject({ data: null, identifier: null })
  })

  it('takes 65,536 bytes of data and no more', async () => {
    const data = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) })
    expect((await tell({ event: 'large', data: data(65_536) })).status).toBe(202)
    expect(await tell({ event: 'large', data: data(65_537) })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'data', message: 'must have at most 65536 bytes as JSON' }] },
    })
  })

  it.each([
    [{}, 'event'],
    [{ event: '' }, 'event'],
    [{ event: 'e'.repeat(256) }, 'event'],
    [{ event: 7 }, 'event'],
    [{ event: 'x', recipient: '' }, 'recipient'],
    [{ event: 'x', recipient: { identifier: 'ann' } }, 'recipient'],
    [{ event: 'x', recipient: null }, 'recipient'],
    [{ event: 'x', data: [] }, 'data'],
    [{ event: 'x', data: 'text' }, 'data'],
    [{ event: 'nul\0' }, 'event'],
  ])('refuses %j and says where', async (body, field) => {
    const refused = await tell(body)
    expect(refused).toMatchObject({ status: 400, body: { status: 'error', code: 'invalid_request' } })
    expect(JSON.stringify(refused.body)).toContain(field)
  })

  it.each(['nobody', 'carl'])('answers 404 for %s, who is no user of the app', async (recipient) => {
    expect(await tell({ event: 'order.paid', recipient })).toMatchObject({
      status: 404,
      body: { code: 'user_not_found', message: `No such user: ${recipient}` },
    })
    expect((await test.call('GET', '/v3/users/nobody', test.asApp)).status).toBe(404)
  })

  it('takes effect once under an idempotency key', async () => {
    const body = { event: 'once', recipient: 'ann' }
    const first = await tell(body, { 'idempotency-key': 'event-1' })
    const second = await tell(body, { 'idempotency-key': 'event-1' })
    expect(second.status).toBe(202)
    expect(second.body).toEqual(first.body)
    expect(second.headers['idempotent-replayed']).toBe('true')
    expect(await test.db.one`select count(*) from event where name = 'once'`).toEqual({ count: 1 })
  })

  it('is not for users', async () => {
    const refused = await test.call('POST', '/v3/events', test.asUser('ann'), { event: 'order.paid' })
    expect(refused.status).toBe(401)
  })
})
