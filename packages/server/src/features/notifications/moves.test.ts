import { randomUUID } from 'node:crypto'
import type { BatchAnswer, ChangesAnswer, FeedPage, Notification } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { maintain } from '../maintenance/service.js'

const hourMs = 3_600_000

describe('archive, snooze and pins', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  let names = 0
  const aUserWith = async (count: number): Promise<{ name: string; ids: number[] }> => {
    const name = `mover-${names++}`
    await test.call('PUT', `/v3/users/${name}`, test.asApp, {})
    const ids: number[] = []
    for (let at = 1; at <= count; at++) ids.push((await test.send([name], { title: `Note ${at}` }))[0] ?? 0)
    return { name, ids }
  }
  const list = async (name: string, query = ''): Promise<FeedPage> =>
    (await test.call('GET', `/v3/notifications?limit=50&${query}`, test.asUser(name))).body as never
  const titles = (page: FeedPage): string[] => page.data.map(({ title }) => title)
  const act = (name: string, id: number | undefined, verb: string, body?: object) =>
    test.call('POST', `/v3/notifications/${id}/${verb}`, test.asUser(name), body)
  const batch = async (name: string, operations: object[]): Promise<BatchAnswer> => {
    const answer = await test.call('POST', '/v3/notifications/batch', test.asUser(name), {
      operations: operations.map((one) => ({ operationId: randomUUID(), ...one })),
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body as never
  }
  const changes = async (name: string, epoch: string, since: number, more = ''): Promise<ChangesAnswer> =>
    (
      await test.call(
        'GET',
        `/v3/notifications/changes?epoch=${epoch}&since=${since}${more}`,
        test.asUser(name),
      )
    ).body as never
  const inHours = (hours: number): string =>
    new Date(test.clock.now().getTime() + hours * hourMs).toISOString()

  it('takes an archived item out of the feed and its counts, and puts it back at its place', async () => {
    const { name, ids } = await aUserWith(3)
    const archived = await act(name, ids[1], 'archive')
    expect(archived).toMatchObject({
      status: 200,
      body: {
        id: ids[1],
        seq: 4,
        sort: 2,
        archivedAt: test.clock.now().toISOString(),
        seenAt: null,
        readAt: null,
      },
    })
    expect(await list(name)).toMatchObject({ seq: 4, counts: { unseen: 2, unread: 2, total: 2 } })
    expect(titles(await list(name))).toEqual(['Note 3', 'Note 1'])
    expect(titles(await list(name, 'filter=unread'))).toEqual(['Note 3', 'Note 1'])
    expect(await list(name, 'filter=archived')).toMatchObject({
      data: [{ id: ids[1] }],
      filtered: { unseen: 1, unread: 1, total: 1 },
      pagination: { totalCount: 1 },
    })
    expect((await act(name, ids[1], 'archive')).body).toEqual(archived.body)
    const back = await act(name, ids[1], 'unarchive')
    expect(back.body).toMatchObject({ seq: 5, sort: 2 })
    expect(back.body).not.toHaveProperty('archivedAt')
    expect(titles(await list(name))).toEqual(['Note 3', 'Note 2', 'Note 1'])
    expect(await list(name)).toMatchObject({ counts: { unseen: 3, unread: 3, total: 3 } })
  })

  it('pages through a feed of which some were elsewhere once', async () => {
    const { name, ids } = await aUserWith(7)
    for (const at of [1, 2, 4]) await act(name, ids[at], 'archive')
    for (const at of [1, 4]) await act(name, ids[at], 'unarchive')
    const pages: string[][] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: FeedPage = (
        await test.call(
          'GET',
          `/v3/notifications?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
          test.asUser(name),
        )
      ).body as never
      pages.push(titles(page))
      cursor = page.nextCursor
    }
    expect(pages).toEqual([
      ['Note 7', 'Note 6'],
      ['Note 5', 'Note 4'],
      ['Note 2', 'Note 1'],
    ])
    const second = await test.call('GET', '/v3/notifications?limit=2&pageNo=2', test.asUser(name))
    expect(titles(second.body as never)).toEqual(['Note 5', 'Note 4'])
  })

  it('tells sockets’ and other clients’ changes with what an item was', async () => {
    const { name, ids } = await aUserWith(1)
    const { epoch } = await list(name)
    const answer = await batch(name, [{ verb: 'archive', id: ids[0] }])
    expect(answer.changes).toMatchObject([
      {
        id: ids[0],
        seq: 2,
        was: { seen: false, read: false, archived: false, snoozed: false, category: null },
      },
    ])
    expect((await changes(name, epoch, 1)).changes).toMatchObject([
      { item: { archivedAt: expect.any(String) } },
    ])
    const back = await batch(name, [{ verb: 'unarchive', id: ids[0] }])
    expect(back.changes).toMatchObject([{ was: { archived: true, snoozed: false } }])
  })

  it('brings a snoozed item back on top and unseen when its time has come', async () => {
    const { name, ids } = await aUserWith(2)
    await act(name, ids[0], 'click')
    const snoozed = await act(name, ids[0], 'snooze', { until: inHours(3) })
    expect(snoozed.body).toMatchObject({ snoozedUntil: inHours(3), readAt: expect.any(String), sort: 1 })
    expect(titles(await list(name))).toEqual(['Note 2'])
    expect(titles(await list(name, 'filter=snoozed'))).toEqual(['Note 1'])
    await test.advance('2h')
    expect(titles(await list(name))).toEqual(['Note 2'])
    await test.advance('2h')
    const page = await list(name)
    expect(page).toMatchObject({
      seq: 5,
      counts: { unseen: 2, unread: 2, total: 2 },
      data: [{ id: ids[0], sort: 5, seq: 5, seenAt: null, readAt: null }, { id: ids[1] }],
    })
    expect(page.data[0]).not.toHaveProperty('snoozedUntil')
    expect(await list(name, 'filter=snoozed')).toMatchObject({ data: [], filtered: { total: 0 } })
  })

  it('wakes several of one user in the order of their times, and not one that is deleted', async () => {
    const { name, ids } = await aUserWith(3)
    for (const [at, hours] of [
      [2, 0.09],
      [0, 0.05],
      [1, 0.07],
    ] as const)
      await act(name, ids[at], 'snooze', { until: inHours(hours) })
    await test.call('DELETE', `/v3/notifications/${ids[1]}`, test.asUser(name))
    test.clock.jump(0.1 * hourMs)
    await test.settle()
    expect(titles(await list(name))).toEqual(['Note 3', 'Note 1'])
    await act(name, ids[1], 'restore')
    await test.settle()
    expect(titles(await list(name))).toEqual(['Note 2', 'Note 3', 'Note 1'])
    expect(await list(name)).toMatchObject({ counts: { unseen: 3, unread: 3, total: 3 } })
  })

  it('refuses an until that cannot be, and wakes at once what was over before it arrived', async () => {
    const { name, ids } = await aUserWith(2)
    const wrong = await act(name, ids[0], 'snooze', { until: inHours(-1) })
    expect(wrong).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_request',
        fields: [{ field: 'until', message: 'must be later than now, by at most a year' }],
      },
    })
    expect((await act(name, ids[0], 'snooze', { until: 'tomorrow' })).body['fields']).toMatchObject([
      { field: 'until', message: expect.stringContaining('ISO 8601') },
    ])
    const answer = await batch(name, [
      { verb: 'snooze', id: ids[0], until: inHours(24 * 400) },
      { verb: 'snooze', id: ids[0], until: inHours(-1), ageMs: 2 * hourMs },
      { verb: 'snooze', id: ids[1], until: inHours(-3), ageMs: 2 * hourMs },
    ])
    expect(answer.results).toMatchObject([
      { outcome: 'refused', message: 'until must be later than now, by at most a year' },
      { outcome: 'applied' },
      { outcome: 'refused' },
    ])
    expect(titles(await list(name))).toEqual(['Note 1', 'Note 2'])
    expect((await list(name)).data[0]).toMatchObject({ sort: 3, seq: 3 })
  })

  it('takes a snooze back as if nothing had been, and one act of moving replaces the other', async () => {
    const { name, ids } = await aUserWith(2)
    await act(name, ids[0], 'views')
    await act(name, ids[0], 'snooze', { until: inHours(1) })
    expect((await act(name, ids[0], 'unsnooze')).body).toMatchObject({ sort: 1, seenAt: expect.any(String) })
    await act(name, ids[0], 'snooze', { until: inHours(1) })
    const archived = (await act(name, ids[0], 'archive')).body
    expect(archived).not.toHaveProperty('snoozedUntil')
    const snoozed = (await act(name, ids[0], 'snooze', { until: inHours(1) })).body
    expect(snoozed).not.toHaveProperty('archivedAt')
    await test.advance('2h')
    expect(titles(await list(name))).toEqual(['Note 1', 'Note 2'])
  })

  it('shows pinned items first, on the first page and beyond its limit, and at most five', async () => {
    const { name, ids } = await aUserWith(8)
    for (const at of [0, 2, 1, 3]) expect((await act(name, ids[at], 'pin')).status).toBe(200)
    const first = await list(name)
    expect(titles(first)).toEqual([
      'Note 4',
      'Note 3',
      'Note 2',
      'Note 1',
      'Note 8',
      'Note 7',
      'Note 6',
      'Note 5',
    ])
    const small = await test.call('GET', '/v3/notifications?limit=2', test.asUser(name))
    expect(titles(small.body as never)).toEqual(['Note 4', 'Note 3', 'Note 2', 'Note 1', 'Note 8', 'Note 7'])
    const rest = await test.call(
      'GET',
      `/v3/notifications?limit=5&cursor=${small.body['nextCursor']}`,
      test.asUser(name),
    )
    expect(titles(rest.body as never)).toEqual(['Note 6', 'Note 5'])
    const byNumber = await test.call('GET', '/v3/notifications?limit=3&pageNo=1', test.asUser(name))
    expect(titles(byNumber.body as never)).toEqual(['Note 8', 'Note 7', 'Note 6'])
    const answer = await batch(name, [
      { verb: 'pin', id: ids[3] },
      { verb: 'pin', id: ids[4] },
      { verb: 'pin', id: ids[5] },
      { verb: 'unpin', id: ids[0] },
      { verb: 'pin', id: ids[6] },
    ])
    expect(answer.results.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'applied',
      'refused',
      'applied',
      'applied',
    ])
    expect(answer.results[2]?.message).toBe('At most 5 notifications can be pinned')
    expect(await act(name, ids[5], 'pin')).toMatchObject({
      status: 422,
      body: { code: 'unprocessable', message: 'At most 5 notifications can be pinned' },
    })
    await test.call('DELETE', `/v3/notifications/${ids[6]}`, test.asUser(name))
    await act(name, ids[1], 'archive')
    expect((await act(name, ids[5], 'pin')).body).toMatchObject({ pinnedAt: expect.any(String) })
    expect((await act(name, ids[6], 'restore')).body).not.toHaveProperty('pinnedAt')
    expect((await act(name, ids[1], 'unarchive')).body).not.toHaveProperty('pinnedAt')
    expect(titles(await list(name, 'filter=unread'))[0]).toBe('Note 6')
  })

  it('lets what is archived or snoozed survive a deletion of everything', async () => {
    const { name, ids } = await aUserWith(4)
    const { epoch } = await list(name)
    await act(name, ids[0], 'archive')
    await act(name, ids[1], 'snooze', { until: inHours(1) })
    await act(name, ids[2], 'archive')
    await test.call('POST', '/v3/notifications/markAllNotificationsAsDeleted', test.asUser(name))
    expect(await list(name)).toMatchObject({ data: [], counts: { unseen: 0, unread: 0, total: 0 } })
    expect(titles(await list(name, 'filter=archived'))).toEqual(['Note 3', 'Note 1'])
    expect((await act(name, ids[0], 'unarchive')).body).toMatchObject({ sort: 9, seq: 9 })
    await test.advance('2h')
    expect(titles(await list(name))).toEqual(['Note 2', 'Note 1'])
    await maintain(test.db, new Date(test.clock.now().getTime() + hourMs))
    expect(titles(await list(name, 'filter=archived'))).toEqual(['Note 3'])
    expect(titles(await list(name))).toEqual(['Note 2', 'Note 1'])
    expect((await changes(name, epoch, 0)).changes.map(({ item }) => item?.title)).toEqual([
      'Note 3',
      'Note 1',
      'Note 2',
    ])
  })

  it('tells by name what is gone, to a client that knows it as archived', async () => {
    const { name, ids } = await aUserWith(2)
    await act(name, ids[0], 'archive')
    const { epoch, seq } = await list(name)
    await act(name, ids[0], 'unarchive')
    await test.call('POST', '/v3/notifications/markAllNotificationsAsDeleted', test.asUser(name))
    const told = async () => (await changes(name, epoch, seq)).changes
    expect(await told()).toMatchObject([{ id: ids[0], seq: 4, item: null }])
    await maintain(test.db, new Date(test.clock.now().getTime() + hourMs))
    expect(await told()).toMatchObject([{ id: ids[0], seq: 4, item: null }])
    await maintain(test.db, new Date(test.clock.now().getTime() + 31 * 24 * hourMs))
    expect(await changes(name, epoch, seq)).toMatchObject({ reset: true })
  })

  it('marks the archive read with everything else, and counts a mark again when an item is back', async () => {
    const { name, ids } = await aUserWith(2)
    await act(name, ids[0], 'archive')
    await test.call('POST', '/v3/notifications/markAllNotificationsAsRead', test.asUser(name))
    expect(await list(name, 'filter=archived')).toMatchObject({
      data: [{ readAt: expect.any(String) }],
      filtered: { unseen: 0, unread: 0, total: 1 },
    })
    await act(name, ids[0], 'unarchive')
    expect(await list(name)).toMatchObject({ counts: { unseen: 0, unread: 0, total: 2 } })
  })

  it('gets nobody else’s items, and says what there is not', async () => {
    const { ids } = await aUserWith(1)
    const { name: other } = await aUserWith(0)
    for (const verb of ['archive', 'unarchive', 'unsnooze', 'pin', 'unpin'])
      expect(await act(other, ids[0], verb)).toMatchObject({
        status: 404,
        body: { code: 'notification_not_found' },
      })
    expect((await act(other, ids[0], 'snooze', { until: inHours(1) })).status).toBe(404)
    const asApp = await test.call('POST', `/v3/notifications/${ids[0]}/archive`, test.asApp)
    expect((asApp.body as never as Notification).archivedAt).toBeDefined()
    const asOther = await test.call('POST', `/v3/notifications/${ids[0]}/unarchive`, test.asOtherApp)
    expect(asOther.status).toBe(404)
  })
})
