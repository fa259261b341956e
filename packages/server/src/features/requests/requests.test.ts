import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

type Entry = Record<string, unknown> & { identifier: string }
interface Request {
  state: string
  counts: Record<string, number>
  recipients: { data: Entry[]; nextCursor: string | null }
}

describe('requests and activity', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    for (const name of ['ann', 'bob', 'carl']) await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
  })
  afterAll(() => test.close())

  const send = async (body: object): Promise<string> => {
    const sent = await test.call('POST', '/v3/notifications', test.asApp, body)
    expect(sent.status).toBe(202)
    return String(sent.body['requestId'])
  }
  const deliver = async (recipients: unknown[], rest: object = {}): Promise<string> => {
    const requestId = await send({ notification: { title: 'Hi' }, sendTo: { recipients }, ...rest })
    await expanded(test.db, requestId)
    return requestId
  }
  const get = async (url: string, headers = test.asApp) => test.call('GET', url, headers)
  const request = async (requestId: string, query = ''): Promise<Request> =>
    (await get(`/v3/requests/${requestId}${query}`)).body as unknown as Request

  it('shows who got it, who did not and why', async () => {
    const offers = { identifier: 'offers', name: 'Offers' }
    const category = await test.call('POST', '/v3/categories', test.asApp, offers)
    const off = { categoryId: category.body['id'], channels: [{ channel: 'inApp', enabled: false }] }
    await test.call('PATCH', '/v3/preferences', test.asUser('bob'), { preference: [off] })
    const requestId = await deliver(['ann', 'bob', 'nobody'], { category: 'offers' })

    const answer = await get(`/v3/requests/${requestId}`)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        requestId,
        state: 'done',
        acceptedAt: test.clock.now().toISOString(),
        sendAt: null,
        workflow: null,
        category: 'offers',
        counts: { delivered: 1, skipped: 2, waiting: 0, cancelled: 0, failed: 0 },
      },
    })
    const nothing = { notificationId: null, seenAt: null, readAt: null }
    expect((answer.body as unknown as Request).recipients).toEqual({
      data: [
        {
          identifier: 'ann',
          channel: 'inApp',
          step: null,
          outcome: 'delivered',
          reason: null,
          at: test.clock.now().toISOString(),
          ...nothing,
          notificationId: expect.any(Number),
        },
        {
          identifier: 'bob',
          channel: 'inApp',
          step: null,
          outcome: 'skipped',
          reason: 'preference_off',
          at: test.clock.now().toISOString(),
          ...nothing,
        },
        {
          identifier: 'nobody',
          channel: 'inApp',
          step: null,
          outcome: 'skipped',
          reason: 'unknown_recipient',
          at: test.clock.now().toISOString(),
          ...nothing,
        },
      ],
      nextCursor: null,
    })
  })

  it('tells when it was seen and read, also by marking everything', async () => {
    const requestId = await deliver(['ann', 'bob'])
    const { recipients } = await request(requestId)
    const [ann] = recipients.data
    await test.call('POST', `/v3/notifications/${ann?.['notificationId']}/click`, test.asUser('ann'))
    await test.call('POST', '/v3/notifications/markAllNotificationsAsSeen', test.asUser('bob'))
    expect((await request(requestId)).recipients.data).toMatchObject([
      { identifier: 'ann', seenAt: expect.any(String), readAt: expect.any(String) },
      { identifier: 'bob', seenAt: expect.any(String), readAt: null },
    ])
  })

  it('is scheduled until its time', async () => {
    const sendAt = new Date(test.clock.now().getTime() + 3_600_000).toISOString()
    const requestId = await send({
      notification: { title: 'Later' },
      sendTo: { recipients: ['ann'] },
      sendAt,
    })
    expect(await request(requestId)).toMatchObject({
      state: 'scheduled',
      sendAt,
      counts: { delivered: 0 },
      recipients: { data: [], nextCursor: null },
    })
  })

  it('pages through recipients of all kinds without losing or repeating one', async () => {
    const inline = Array.from({ length: 5 }, (_, at) => ({ identifier: `inline-${at}` }))
    const requestId = await deliver([...inline, 'who-1', 'who-2', 'who-3'])
    const seen: string[] = []
    let query = '?limit=3'
    for (;;) {
      const { recipients } = await request(requestId, query)
      seen.push(...recipients.data.map(({ identifier }) => identifier))
      if (recipients.nextCursor === null) break
      expect(recipients.data).toHaveLength(3)
      query = `?limit=3&cursor=${recipients.nextCursor}`
    }
    expect(seen).toHaveLength(8)
    expect(new Set(seen).size).toBe(8)
    expect(await request(requestId)).toMatchObject({ counts: { delivered: 5, skipped: 3 } })
  })

  it('lists requests newest first, in pages', async () => {
    const sent = [await deliver(['carl']), await deliver(['carl']), await deliver(['nobody'])]
    const first = await get('/v3/activity?limit=2')
    expect(first.body.data).toMatchObject([
      { requestId: sent[2], state: 'done', counts: { delivered: 0, skipped: 1 } },
      { requestId: sent[1], counts: { delivered: 1 } },
    ])
    const second = await get(`/v3/activity?limit=1&cursor=${first.body['nextCursor']}`)
    expect(second.body.data).toMatchObject([{ requestId: sent[0] }])
    const all = await get('/v3/activity?limit=100')
    expect(all.body['nextCursor']).toBeNull()
  })

  it('lists what one user got and did not, newest first, in pages', async () => {
    await test.call('PUT', '/v3/users/dora', test.asApp, {})
    const wanted: object[] = []
    for (const [at, rest] of [{}, { override: { channels: ['email'] } }, {}].entries()) {
      test.clock.advance(1000)
      const requestId = await deliver(['dora'], rest)
      wanted.unshift(
        at === 1
          ? { requestId, identifier: 'dora', outcome: 'skipped', reason: 'channel_not_chosen' }
          : { requestId, identifier: 'dora', outcome: 'delivered', reason: null },
      )
    }
    const url = '/v3/activity?userIdentifier=dora'
    expect((await get(url)).body).toMatchObject({ data: wanted, nextCursor: null })
    const found: unknown[] = []
    let cursor = ''
    for (let page = await get(`${url}&limit=1`); ; page = await get(`${url}&limit=1&cursor=${cursor}`)) {
      expect(page.body.data).toHaveLength(1)
      found.push(...(page.body.data ?? []))
      if (page.body['nextCursor'] === null) break
      cursor = String(page.body['nextCursor'])
    }
    expect(found).toMatchObject(wanted)
  })

  it('knows what somebody was to get who is no user', async () => {
    const requestId = await deliver(['a-typo'])
    expect((await get('/v3/activity?userIdentifier=a-typo')).body.data).toMatchObject([
      { requestId, outcome: 'skipped', reason: 'unknown_recipient' },
    ])
    expect(await get('/v3/activity?userIdentifier=never-heard-of')).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    })
  })

  it('is another app’s secret', async () => {
    const requestId = await deliver(['ann', 'nobody'])
    expect(await get(`/v3/requests/${requestId}`, test.asOtherApp)).toMatchObject({
      status: 404,
      body: { code: 'request_not_found' },
    })
    expect((await get('/v3/activity', test.asOtherApp)).body).toEqual({ data: [], nextCursor: null })
    for (const name of ['ann', 'nobody'])
      expect((await get(`/v3/activity?userIdentifier=${name}`, test.asOtherApp)).status).toBe(404)
    await test.call('PUT', '/v3/users/ann', test.asOtherApp, {})
    expect((await get('/v3/activity?userIdentifier=ann', test.asOtherApp)).body.data).toEqual([])
  })

  it.each([
    ['/v3/requests/not-a-uuid', 'requestId'],
    ['/v3/requests/7d1c4d3e-0b0f-4f0e-8a39-4c2e9a532a1f?limit=0', 'limit'],
    ['/v3/activity?limit=101', 'limit'],
    ['/v3/activity?cursor=nonsense', 'cursor'],
    ['/v3/activity?userIdentifier=ann&cursor=nonsense', 'cursor'],
  ])('refuses %s and names the field', async (url, field) => {
    expect(await get(url)).toMatchObject({ status: 400, body: { fields: [{ field }] } })
  })

  it('refuses cursors that somebody else made up', async () => {
    const requestId = await deliver(['ann'])
    const forged = [
      { of: 'delivered', step: 99_999, userId: 1 },
      { of: 'outcomes', step: 0, recipient: 'a\0b' },
      { of: 'outcomes', step: 0, recipient: '\ud800' },
      { of: 'runs', state: '\0', userId: 1 },
      { no: 1, outcome: { at: '0000-01-01T00:00:00Z', triggerId: 1, step: 1 }, runId: 1 },
      { no: null, outcome: { at: '2030-01-01T00:00:00Z', triggerId: 1, step: -99_999 }, runId: null },
    ].map((place) => Buffer.from(JSON.stringify(place)).toString('base64url'))
    for (const cursor of forged)
      for (const url of [`/v3/requests/${requestId}?`, '/v3/activity?userIdentifier=ann&'])
        expect(await get(`${url}cursor=${cursor}`)).toMatchObject({
          status: 400,
          body: { fields: [{ field: 'cursor' }] },
        })
  })

  it('does not know a request that nobody made', async () => {
    const answer = await get('/v3/requests/7d1c4d3e-0b0f-4f0e-8a39-4c2e9a532a1f')
    expect(answer).toMatchObject({ status: 404, body: { code: 'request_not_found' } })
  })
})
