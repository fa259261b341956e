import type { ChangesAnswer, FeedPage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

describe('filters and their counts', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  let names = 0
  const aUser = async (): Promise<string> => {
    const name = `filterer-${names++}`
    await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
    return name
  }
  const send = async (name: string, notification: object, more: object = {}): Promise<void> => {
    const sent = await test.call('POST', '/v3/notifications', test.asApp, {
      notification,
      sendTo: { recipients: [name] },
      ...more,
    })
    expect(sent.status, JSON.stringify(sent.body)).toBe(202)
    await test.settle()
  }
  const list = async (name: string, query: Record<string, string> = {}): Promise<FeedPage> => {
    const answer = await test.call(
      'GET',
      `/v3/notifications?${new URLSearchParams(query)}`,
      test.asUser(name),
    )
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body as never
  }
  const titles = async (name: string, query: Record<string, string>): Promise<string[]> =>
    (await list(name, query)).data.map(({ title }) => title)
  const act = (name: string, id: number | undefined, verb: string, body?: object) =>
    test.call('POST', `/v3/notifications/${id}/${verb}`, test.asUser(name), body)

  const aMixedFeed = async (): Promise<{ name: string; ids: number[] }> => {
    const name = await aUser()
    await send(name, {
      title: 'A',
      category: 'orders',
      tags: ['vip', 'new "one", \\ {x}'],
      data: { n: 1, ok: true },
    })
    await send(name, { title: 'B', category: 'orders', data: { n: 1, ok: false } }, { tenant: 'acme' })
    await send(name, { title: 'C', tags: ['vip'], data: { n: '1' } }, { tenant: 'acme' })
    await send(name, { title: 'D', category: 'billing' }, { tenant: 'beta' })
    return { name, ids: (await list(name)).data.map(({ id }) => id).reverse() }
  }

  it('carries tags, tenant and expiry with an item, and says nothing of what it has not', async () => {
    const name = await aUser()
    const expiresAt = new Date(test.clock.now().getTime() + 3_600_000).toISOString()
    await send(name, { title: 'Sale', tags: ['sale', 'new "one", \\ {x}'], expiresAt }, { tenant: 'acme' })
    await send(name, { title: 'Plain' })
    const [plain, sale] = (await list(name)).data
    expect(sale).toMatchObject({ tags: ['sale', 'new "one", \\ {x}'], tenant: 'acme', expiresAt })
    for (const field of ['tags', 'tenant', 'expiresAt', 'archivedAt', 'snoozedUntil', 'pinnedAt'])
      expect(plain).not.toHaveProperty(field)
  })

  it('filters by category, tag, tenant and data, alone and together', async () => {
    const { name } = await aMixedFeed()
    expect(await titles(name, { category: 'orders' })).toEqual(['B', 'A'])
    expect(await titles(name, { tag: 'vip' })).toEqual(['C', 'A'])
    expect(await titles(name, { tag: 'new "one", \\ {x}' })).toEqual(['A'])
    expect(await titles(name, { tenant: 'acme' })).toEqual(['C', 'B'])
    expect(await titles(name, { tenant: 'acme', category: 'orders' })).toEqual(['B'])
    expect(await titles(name, { data: '{"n":1}' })).toEqual(['B', 'A'])
    expect(await titles(name, { data: '{"n":1,"ok":true}', category: 'orders' })).toEqual(['A'])
    expect(await titles(name, { data: '{"n":"1"}' })).toEqual(['C'])
    expect(await titles(name, { tag: 'nobody' })).toEqual([])
    expect(await titles(name, { tenant: 'nobody' })).toEqual([])
  })

  it('counts a filter without its unread, along with items that were elsewhere once', async () => {
    const { name, ids } = await aMixedFeed()
    await act(name, ids[0], 'views')
    await act(name, ids[1], 'click')
    const orders = { unseen: 0, unread: 1, total: 2 }
    expect((await list(name, { category: 'orders' })).filtered).toEqual(orders)
    expect(await list(name, { category: 'orders', filter: 'unread' })).toMatchObject({
      data: [{ title: 'A' }],
      filtered: orders,
      pagination: { totalCount: 1 },
    })
    expect((await list(name, { category: 'orders', filter: 'read' })).pagination.totalCount).toBe(1)
    await act(name, ids[0], 'archive')
    expect((await list(name, { category: 'orders' })).filtered).toEqual({ unseen: 0, unread: 0, total: 1 })
    expect((await list(name, { category: 'orders', filter: 'archived' })).filtered).toEqual({
      unseen: 0,
      unread: 1,
      total: 1,
    })
    expect((await list(name, { category: 'billing', filter: 'archived' })).data).toEqual([])
    await act(name, ids[0], 'unarchive')
    expect((await list(name, { tag: 'vip' })).filtered).toEqual({ unseen: 1, unread: 2, total: 2 })
    for (const query of [
      {},
      { filter: 'unread' },
      { filter: 'read' },
      { data: '{"n":1}' },
      { filter: 'interacted' },
    ])
      expect(await list(name, query)).not.toHaveProperty('filtered')
    expect(await list(name, { data: '{"n":1}' })).toMatchObject({ pagination: { totalCount: 2 } })
  })

  it('counts filters along with changes, at the same position', async () => {
    const { name, ids } = await aMixedFeed()
    const { epoch, seq } = await list(name)
    await act(name, ids[1], 'snooze', { until: new Date(test.clock.now().getTime() + 1000).toISOString() })
    const filters = [
      { category: 'orders' },
      {},
      { state: 'unread' },
      { state: 'snoozed' },
      { tag: 'vip', data: { n: 1 } },
      { tenant: 'acme', state: 'unread' },
    ]
    const query = new URLSearchParams({ epoch, since: String(seq), filters: JSON.stringify(filters) })
    const answer = await test.call('GET', `/v3/notifications/changes?${query}`, test.asUser(name))
    expect(answer.body as never as ChangesAnswer).toMatchObject({
      reset: false,
      seq: seq + 1,
      changes: [{ id: ids[1] }],
      filtered: [
        { unseen: 1, unread: 1, total: 1 },
        null,
        null,
        { unseen: 1, unread: 1, total: 1 },
        null,
        { unseen: 1, unread: 1, total: 1 },
      ],
    })
    const plain = await test.call(
      'GET',
      `/v3/notifications/changes?epoch=${epoch}&since=${seq}`,
      test.asUser(name),
    )
    expect(plain.body).not.toHaveProperty('filtered')
  })

  it('answers connect’s first page with any filter', async () => {
    const { name, ids } = await aMixedFeed()
    await act(name, ids[3], 'archive')
    const connect = (filter: object) =>
      test.call('POST', '/v3/sdk/connect', test.asUser(name), { feed: { limit: 5, filter } })
    expect((await connect({ state: 'archived', category: 'billing' })).body['feed']).toMatchObject({
      data: [{ title: 'D' }],
      filtered: { total: 1 },
    })
    expect((await connect({ tenant: 'acme', data: { n: '1' } })).body['feed']).toMatchObject({
      data: [{ title: 'C' }],
    })
    expect((await connect({ tags: ['vip'] })).body['fields']).toMatchObject([{ field: 'feed.filter' }])
  })

  it('says what a filter may be', async () => {
    const name = await aUser()
    const refusal = async (query: Record<string, string>) =>
      (await test.call('GET', `/v3/notifications?${new URLSearchParams(query)}`, test.asUser(name))).body[
        'fields'
      ]
    expect(await refusal({ data: '{' })).toEqual([{ field: 'data', message: 'must be JSON' }])
    expect(await refusal({ data: '{}' })).toEqual([{ field: 'data', message: 'must have 1 to 5 values' }])
    expect(await refusal({ data: '[1]' })).toMatchObject([{ field: 'data' }])
    expect(await refusal({ data: '{"a":{"b":1}}' })).toMatchObject([{ field: 'data.a' }])
    expect(await refusal({ filter: 'gone' })).toMatchObject([{ field: 'filter' }])
    const many = JSON.stringify(Array.from({ length: 11 }, () => ({})))
    const changes = await test.call(
      'GET',
      `/v3/notifications/changes?${new URLSearchParams({ epoch: 'x', since: '0', filters: many })}`,
      test.asUser(name),
    )
    expect(changes).toMatchObject({ status: 400, body: { fields: [{ field: 'filters' }] } })
  })

  it('says what tags and an expiry may be', async () => {
    const refusal = async (notification: object, more: object = {}) =>
      (
        await test.call('POST', '/v3/notifications', test.asApp, {
          notification: { title: 'x', ...notification },
          sendTo: { recipients: ['a'] },
          ...more,
        })
      ).body['fields']
    expect(await refusal({ tags: [] })).toMatchObject([{ field: 'notification.tags' }])
    expect(await refusal({ tags: ['a', 'a'] })).toEqual([
      { field: 'notification.tags', message: 'must be different from one another' },
    ])
    expect(await refusal({ tags: ['x'.repeat(65)] })).toMatchObject([{ field: 'notification.tags[0]' }])
    expect(await refusal({ expiresAt: '2030' })).toMatchObject([{ field: 'notification.expiresAt' }])
    const late = 'must be later than now and sendAt, by at most ten years'
    expect(await refusal({ expiresAt: '2020-01-01T00:00:00Z' })).toEqual([
      { field: 'notification.expiresAt', message: late },
    ])
    const inHours = (hours: number) => new Date(test.clock.now().getTime() + hours * 3_600_000).toISOString()
    expect(await refusal({ expiresAt: inHours(1) }, { sendAt: inHours(2) })).toEqual([
      { field: 'notification.expiresAt', message: late },
    ])
  })

  it('deletes an item when it expires, wherever it is', async () => {
    const name = await aUser()
    const expiresAt = new Date(test.clock.now().getTime() + 3_600_000).toISOString()
    for (const title of ['A', 'B', 'C', 'D']) await send(name, { title, expiresAt })
    const ids = (await list(name)).data.map(({ id }) => id)
    await act(name, ids[0], 'click')
    await act(name, ids[1], 'archive')
    await act(name, ids[2], 'pin')
    const { epoch, seq } = await list(name)
    await test.advance('59m')
    expect(await list(name)).toMatchObject({ seq, counts: { unseen: 2, unread: 2, total: 3 } })
    await test.advance('2m')
    expect(await list(name)).toMatchObject({
      seq: seq + 4,
      data: [],
      counts: { unseen: 0, unread: 0, total: 0 },
    })
    expect((await list(name, { filter: 'archived' })).data).toEqual([])
    const told = await test.call(
      'GET',
      `/v3/notifications/changes?epoch=${epoch}&since=${seq}`,
      test.asUser(name),
    )
    expect(told.body['changes']).toMatchObject(ids.map(() => ({ item: null, operationId: null })))
    expect((await act(name, ids[0], 'click')).status).toBe(404)
  })
})
