import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

describe('the inbox over HTTP', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  let names = 0
  /** A user of the test's own, with so many notifications, oldest first. */
  const aUserWith = async (count: number): Promise<{ name: string; ids: number[] }> => {
    const name = `reader-${names++}`
    await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
    const ids: number[] = []
    for (let at = 1; at <= count; at++) ids.push((await test.send([name], { title: `Note ${at}` }))[0] ?? 0)
    return { name, ids }
  }

  const list = async (name: string, query = 'limit=15'): Promise<Record<string, unknown>> =>
    (await test.call('GET', `/v3/notifications?${query}`, test.asUser(name))).body

  it('answers connect in the contract’s shape, with the first page on request', async () => {
    const { name } = await aUserWith(1)
    const plain = await test.call(
      'POST',
      '/v3/sdk/connect',
      { ...test.asUser(name), 'x-engagespot-device-id': 'd' },
      { deviceType: 'browser' },
    )
    expect(plain).toMatchObject({
      status: 200,
      body: {
        unreadCount: 1,
        app: {
          id: expect.any(String),
          name: 'My app',
          channels: ['inApp'],
          categories: [],
          hideBranding: true,
        },
      },
    })
    expect(plain.body).not.toHaveProperty('feed')
    const asText = await test.call(
      'POST',
      '/v3/sdk/connect',
      { 'content-type': 'text/plain' },
      { apiKey: 'shop', userId: name, feed: { limit: 25 } },
    )
    expect(asText.body).toMatchObject({
      unreadCount: 1,
      feed: { seq: 1, counts: { unseen: 1, unread: 1, total: 1 }, data: [{ title: 'Note 1' }] },
    })
  })

  it('makes a user known by their first call in open mode', async () => {
    expect((await test.call('POST', '/v3/sdk/connect', test.asUser('newcomer'))).body.unreadCount).toBe(0)
    const [id] = await test.send(['newcomer'])
    expect(id).toBeGreaterThan(0)
  })

  it('lists newest first, by page number and by cursor', async () => {
    const { name } = await aUserWith(5)
    const titles = (page: Record<string, unknown>) =>
      (page['data'] as { title: string }[]).map(({ title }) => title)
    expect(titles(await list(name, 'pageNo=1&limit=2'))).toEqual(['Note 5', 'Note 4'])
    expect(titles(await list(name, 'pageNo=3&limit=2'))).toEqual(['Note 1'])
    expect(await list(name, 'pageNo=4&limit=2')).toMatchObject({
      data: [],
      nextCursor: null,
      pagination: { totalCount: 5 },
    })
    const first = await list(name, 'limit=3')
    expect(titles(first)).toEqual(['Note 5', 'Note 4', 'Note 3'])
    const second = await list(name, `limit=3&cursor=${first['nextCursor']}`)
    expect(titles(second)).toEqual(['Note 2', 'Note 1'])
    expect(second['nextCursor']).toBeNull()
  })

  it('marks read and unread, seen and unseen, and counts along', async () => {
    const { name, ids } = await aUserWith(2)
    const call = (method: string, rest: string) =>
      test.call(method, `/v3/notifications/${ids[0]}/${rest}`, test.asUser(name))
    expect((await call('POST', 'views')).body).toMatchObject({ seenAt: expect.any(String), readAt: null })
    expect(await list(name)).toMatchObject({ unreadCount: 1, counts: { unseen: 1, unread: 2 } })
    expect((await call('POST', 'click')).body).toMatchObject({
      readAt: expect.any(String),
      clickedAt: expect.any(String),
    })
    expect(await list(name)).toMatchObject({ counts: { unseen: 1, unread: 1 } })
    expect((await call('DELETE', 'reads')).body).toMatchObject({
      seenAt: expect.any(String),
      readAt: null,
      clickedAt: null,
    })
    expect((await call('DELETE', 'views')).body).toMatchObject({ seenAt: null })
    expect(await list(name)).toMatchObject({ unreadCount: 2, counts: { unseen: 2, unread: 2 } })
  })

  it('changes nothing the second time', async () => {
    const { name, ids } = await aUserWith(1)
    const once = await test.call('POST', `/v3/notifications/${ids[0]}/click`, test.asUser(name))
    const twice = await test.call('POST', `/v3/notifications/${ids[0]}/click`, test.asUser(name))
    expect(twice.body).toEqual(once.body)
    expect(await list(name)).toMatchObject({ seq: 2 })
  })

  it('marks an item seen that is fetched alone', async () => {
    const { name, ids } = await aUserWith(1)
    const one = await test.call('GET', `/v3/notifications/${ids[0]}`, test.asUser(name))
    expect(one).toMatchObject({
      status: 200,
      body: { id: ids[0], title: 'Note 1', seenAt: expect.any(String) },
    })
    expect(await list(name)).toMatchObject({ unreadCount: 0, counts: { unread: 1 } })
  })

  it('deletes and restores', async () => {
    const { name, ids } = await aUserWith(2)
    const gone = await test.call('DELETE', `/v3/notifications/${ids[0]}`, test.asUser(name))
    expect(gone).toMatchObject({
      status: 200,
      body: { statusCode: 200, message: 'Notification deleted successfully' },
    })
    expect((await test.call('DELETE', `/v3/notifications/${ids[0]}`, test.asUser(name))).status).toBe(404)
    expect((await test.call('GET', `/v3/notifications/${ids[0]}`, test.asUser(name))).status).toBe(404)
    expect(await list(name)).toMatchObject({ counts: { unseen: 1, unread: 1, total: 1 } })
    const back = await test.call('POST', `/v3/notifications/${ids[0]}/restore`, test.asUser(name))
    expect(back.body).toMatchObject({ id: ids[0], title: 'Note 1' })
    expect(await list(name)).toMatchObject({ counts: { unseen: 2, unread: 2, total: 2 } })
  })

  it('keeps what a deleted item said for ten minutes', async () => {
    const { name, ids } = await aUserWith(1)
    await test.call('DELETE', `/v3/notifications/${ids[0]}`, test.asUser(name))
    const { maintain } = await import('../maintenance/service.js')
    await maintain(test.db, new Date(test.clock.now().getTime() + 11 * 60_000))
    expect((await test.call('POST', `/v3/notifications/${ids[0]}/restore`, test.asUser(name))).status).toBe(
      404,
    )
    const { epoch } = await list(name)
    const changes = await test.call(
      'GET',
      `/v3/notifications/changes?epoch=${epoch}&since=0`,
      test.asUser(name),
    )
    expect(changes.body).toMatchObject({ reset: false, changes: [{ id: ids[0], seq: 2, item: null }] })
  })

  it('sets a state', async () => {
    const { name, ids } = await aUserWith(1)
    const set = await test.call('PUT', `/v3/notifications/${ids[0]}/state`, test.asUser(name), {
      state: 'accepted',
    })
    expect(set).toMatchObject({ status: 200, body: { id: ids[0], state: 'accepted' } })
    expect(await list(name, 'filter=interacted')).toMatchObject({
      data: [{ id: ids[0] }],
      pagination: { totalCount: 1 },
    })
  })

  it('marks one page seen, or the first 15 unseen', async () => {
    const { name } = await aUserWith(3)
    await test.call('POST', '/v3/notifications/markAllNotificationsAsSeen?page=1&limit=2', test.asUser(name))
    expect(await list(name)).toMatchObject({ unreadCount: 1, counts: { unread: 3 } })
    await test.call('POST', '/v3/notifications/markAllNotificationsAsSeen', test.asUser(name))
    expect(await list(name)).toMatchObject({ unreadCount: 0 })
  })

  it('marks all read and deletes all', async () => {
    const { name, ids } = await aUserWith(3)
    expect(
      (await test.call('POST', '/v3/notifications/markAllNotificationsAsRead', test.asUser(name))).status,
    ).toBe(200)
    expect(await list(name)).toMatchObject({ seq: 4, counts: { unseen: 0, unread: 0, total: 3 } })
    expect(await list(name, 'filter=unread')).toMatchObject({ data: [] })
    await test.call('DELETE', `/v3/notifications/${ids[1]}/reads`, test.asUser(name))
    expect(await list(name, 'filter=unread')).toMatchObject({
      data: [{ id: ids[1] }],
      pagination: { totalCount: 1 },
    })
    expect(await list(name, 'filter=read')).toMatchObject({ pagination: { totalCount: 2 } })
    await test.call('POST', '/v3/notifications/markAllNotificationsAsDeleted', test.asUser(name))
    expect(await list(name)).toMatchObject({ data: [], counts: { unseen: 0, unread: 0, total: 0 } })
  })

  it('filters by category, which a send makes', async () => {
    const { name } = await aUserWith(1)
    const [id] = await test.send([name], { title: 'Paid', category: 'billing' })
    expect(await list(name, 'category=billing')).toMatchObject({
      data: [{ id, category: { id: expect.any(Number), identifier: 'billing', name: 'billing' } }],
      pagination: { totalCount: 1 },
      counts: { total: 2 },
    })
    expect(await list(name, 'category=unheard')).toMatchObject({ data: [] })
  })

  it('applies a batch in order, once', async () => {
    const { name, ids } = await aUserWith(3)
    const operation = (verb: string, more: object) => ({ operationId: crypto.randomUUID(), verb, ...more })
    const operations = [
      operation('read', { id: ids[0] }),
      operation('read', { id: ids[1] }),
      operation('unread', { id: ids[0] }),
      operation('delete', { id: ids[2] }),
      operation('restore', { id: ids[2] }),
      operation('state', { id: ids[1], state: 'done' }),
      operation('read', { id: 999_999_999 }),
      operation('seen', { id: ids[0], ageMs: 31 * 24 * 3600_000 }),
      operation('readAll', { throughSeq: 3 }),
    ]
    const answer = await test.call('POST', '/v3/notifications/batch', test.asUser(name), { operations })
    const outcomes = (body: Record<string, unknown>) =>
      (body['results'] as { outcome: string }[]).map(({ outcome }) => outcome)
    expect(outcomes(answer.body)).toEqual([
      'applied',
      'applied',
      'applied',
      'applied',
      'applied',
      'applied',
      'gone',
      'expired',
      'applied',
    ])
    expect(answer.body).toMatchObject({ from: 3, counts: { unread: 0, total: 3 } })
    const again = await test.call('POST', '/v3/notifications/batch', test.asUser(name), { operations })
    expect(outcomes(again.body)).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'duplicate',
      'duplicate',
      'duplicate',
      'duplicate',
      'expired',
      'duplicate',
    ])
    expect(again.body).toMatchObject({ from: answer.body['seq'], seq: answer.body['seq'], changes: [] })
  })

  it('acts for any user with the app’s secret', async () => {
    const { name, ids } = await aUserWith(2)
    const read = await test.call('PATCH', `/v3/notifications/${ids[0]}/click`, test.asApp, { read: true })
    expect(read).toMatchObject({ status: 200, body: { readAt: expect.any(String) } })
    const page = await test.call(
      'GET',
      `/v3/notifications?userIdentifier=${name}&limit=20&pageNo=1`,
      test.asApp,
    )
    expect(page.body).toMatchObject({ unreadCount: 1, data: [{ id: ids[1] }, { id: ids[0] }] })
    expect((await test.call('GET', '/v3/notifications', test.asApp)).body['fields']).toMatchObject([
      { field: 'userIdentifier' },
    ])
  })

  it('takes paths with a trailing slash, and bodies that are announced and missing', async () => {
    const { name, ids } = await aUserWith(1)
    expect(
      (await test.call('POST', `/v3/notifications/${ids[0]}/click/`, test.asUser(name), '')).status,
    ).toBe(200)
    expect((await test.call('GET', '/v3/notifications/', test.asUser(name))).status).toBe(200)
  })
})
