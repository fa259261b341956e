import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

/** Sends under an `Idempotency-Key`. */
describe('a send under a key', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    for (const name of ['ann', 'bob']) await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
    await test.call('PUT', '/v3/users/ann', test.asOtherApp, {})
  })
  afterAll(() => test.close())

  const send = (key: string, body: object = {}, headers = test.asApp) =>
    test.call(
      'POST',
      '/v3/notifications',
      { ...headers, 'idempotency-key': key },
      { notification: { title: 'Once' }, sendTo: { recipients: ['ann'] }, ...body },
    )
  const triggers = async () => (await test.db.one<{ n: number }>`select count(*) n from trigger`)?.n ?? 0
  const total = async (name: string) =>
    ((await test.call('GET', '/v3/notifications', test.asUser(name))).body['counts'] as { total: number })
      .total

  it('is one send, however many come at once', async () => {
    const before = await triggers()
    const answers = await Promise.all(Array.from({ length: 100 }, () => send('crowd')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    const ids = new Set(answers.map(({ body }) => String(body['requestId'])))
    expect(ids.size).toBe(1)
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1)
    const [requestId = ''] = ids
    await expanded(test.db, requestId)
    expect(await triggers()).toBe(before + 1)
    expect(await total('ann')).toBe(1)
  })

  it('is told apart by key, app and body', async () => {
    const [first, again, otherKey, otherApp, otherBody] = await Promise.all([
      send('a'),
      send('a'),
      send('b'),
      send('a', {}, test.asOtherApp),
      send('a', { sendTo: { recipients: ['bob'] } }),
    ])
    expect(again?.body).toEqual(first?.body)
    expect(otherKey?.body['requestId']).not.toBe(first?.body['requestId'])
    expect(otherApp?.body['requestId']).not.toBe(first?.body['requestId'])
    expect(otherBody).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    expect(first?.headers['idempotent-replayed']).toBeUndefined()
    expect(again?.headers['idempotent-replayed']).toBe('true')
  })

  it('is answered as before when what it names is no longer there', async () => {
    await test.call('POST', '/v3/topics', test.asApp, { identifier: 'gone', name: 'Gone' })
    const body = { sendTo: { topics: ['gone'] } }
    const first = await send('topic', body)
    expect(first.status).toBe(202)
    await test.call('DELETE', '/v3/topics/gone', test.asApp)
    const again = await send('topic', body)
    expect(again).toMatchObject({ status: 202, body: first.body })
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect((await send('another', body)).status).toBe(404)
  })

  it('leaves its key unused when it is refused, also beside others', async () => {
    const body = { sendTo: { topics: ['later'] } }
    const refused = await Promise.all([send('later', body), send('later', body), send('beside')])
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 202])
    expect(refused[0]?.body).toMatchObject({ code: 'topic_not_found' })
    await test.call('POST', '/v3/topics', test.asApp, { identifier: 'later', name: 'Later' })
    const taken = await send('later', body)
    expect(taken).toMatchObject({ status: 202 })
    expect(taken.headers['idempotent-replayed']).toBeUndefined()
  })

  it('is a new one after a day', async () => {
    const first = await send('daily')
    await test.db.run`update idempotency_key set created_at = created_at - interval '25 hours'`
    const { maintain } = await import('../maintenance/service.js')
    await maintain(test.db, test.clock.now())
    const second = await send('daily')
    expect(second.status).toBe(202)
    expect(second.body['requestId']).not.toBe(first.body['requestId'])
  })

  it('is refused with a key that cannot be one', async () => {
    expect(await send('x'.repeat(256))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'Idempotency-Key', message: 'must have 1 to 255 characters' }] },
    })
  })
})
