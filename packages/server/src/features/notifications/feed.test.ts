import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDb, type TestDb } from '../../testing/test-db.js'
import { insertApp } from '../apps/queries.js'
import { deliverPage } from '../triggers/deliver.js'
import { insertTriggers } from '../triggers/queries.js'
import { saveUser } from '../users/service.js'
import { markAll } from './mark-all.js'
import { markItems } from './mark-items.js'
import { listChanges, listNotifications } from './service.js'

describe('the feed protocol in SQL', () => {
  let test: TestDb
  let appId: number
  beforeAll(async () => {
    test = await openTestDb()
    appId = (await insertApp(test.db, 'Shop', 'key', new Date()))?.id ?? 0
  })
  afterAll(() => test.close())

  const now = () => new Date()
  let names = 0

  const aFeed = async (count: number): Promise<{ userId: number; ids: number[] }> => {
    const user = await saveUser(test.db, appId, `user-${names++}`, {}, now(), () => undefined)
    for (let at = 0; at < count; at++) await deliver([user.id])
    const page = await listNotifications(test.db, user.id, { limit: 100 })
    return { userId: user.id, ids: page.data.map(({ id }) => id).reverse() }
  }

  const deliver = (userIds: number[], told: number[] = []) =>
    test.db.transaction(async (tx) => {
      const content = {
        title: 'Order shipped',
        message: 'Friday',
        icon: null,
        url: null,
        category: null,
        data: { a: 1 },
        blocks: null,
      }
      const [trigger] = await insertTriggers(tx, [
        { appId, requestId: crypto.randomUUID(), content, recipients: [], acceptedAt: now() },
      ])
      const triggerId = trigger?.id ?? 0
      return deliverPage(
        tx,
        [triggerId],
        userIds.map((userId) => ({ triggerId, step: 0, userId, content: 0 })),
        [{ ...content, categoryId: null, isRequired: false }],
        told,
        now(),
      )
    })

  it('numbers new items without holes and tells what changed', async () => {
    const { userId } = await aFeed(2)
    const { inserted, events } = await deliver([userId], [userId])
    expect(inserted).toBe(1)
    expect(events).toMatchObject([
      {
        userId,
        event: {
          from: 2,
          seq: 3,
          counts: { unseen: 3, unread: 3, total: 3 },
          changes: [{ seq: 3, was: null, item: { title: 'Order shipped', data: { a: 1 } } }],
        },
      },
    ])
    const page = await listNotifications(test.db, userId, { limit: 2 })
    expect(page).toMatchObject({ seq: 3, unreadCount: 3, pagination: { totalCount: 3 }, nextCursor: '2' })
    expect(page.data.map(({ sort }) => sort)).toEqual([3, 2])
  })

  it('marks one item read with one seq, and once', async () => {
    const { userId, ids } = await aFeed(3)
    const mark = [{ id: ids[1] ?? 0, at: now(), operationId: null }]
    const first = await markItems(test.db, userId, 'read', mark, now())
    expect(first).toMatchObject({ from: 3, head: { seq: 4, counts: { unseen: 2, unread: 2, total: 3 } } })
    expect(first?.changes).toMatchObject([
      { seq: 4, was: { seen: false, read: false }, item: { readAt: expect.any(String) } },
    ])
    const again = await markItems(test.db, userId, 'read', mark, now())
    expect(again).toMatchObject({ from: 4, head: { seq: 4 }, changes: [] })
    expect(again?.outcomes.get(ids[1] ?? 0)).toBe('applied')
  })

  it('moves a watermark for mark all, up to what was looked at', async () => {
    const { userId, ids } = await aFeed(3)
    await deliver([userId])
    const marked = await test.db.transaction((tx) =>
      markAll(tx, userId, 'readAll', { throughSeq: 3, at: now(), operationId: null }, now()),
    )
    expect(marked).toMatchObject({
      from: 4,
      head: { seq: 5, counts: { unseen: 1, unread: 1, total: 4 }, marks: { readAll: 3, seenAll: 3 } },
      changes: [],
    })
    const page = await listNotifications(test.db, userId, { limit: 10 })
    expect(page.data.map(({ readAt }) => readAt !== null)).toEqual([false, true, true, true])
    const unread = await markItems(
      test.db,
      userId,
      'unread',
      [{ id: ids[0] ?? 0, at: new Date(Date.now() + 10), operationId: null }],
      now(),
    )
    expect(unread).toMatchObject({ head: { seq: 6, counts: { unseen: 1, unread: 2 } } })
  })

  it('lists unread and read items apart, wherever they lie', async () => {
    const { userId, ids } = await aFeed(6)
    const read = [ids[0] ?? 0, ids[3] ?? 0, ids[5] ?? 0]
    const marks = read.map((id) => ({ id, at: now(), operationId: null }))
    await markItems(test.db, userId, 'read', marks, now())
    const unread = [ids[4], ids[2], ids[1]]
    const listed = async (query: Parameters<typeof listNotifications>[2]) => {
      const { data, nextCursor } = await listNotifications(test.db, userId, query)
      return { ids: data.map(({ id }) => id), nextCursor }
    }
    expect(await listed({ limit: 3, state: 'unread' })).toEqual({ ids: unread, nextCursor: null })
    expect(await listed({ limit: 2, state: 'unread' })).toEqual({ ids: unread.slice(0, 2), nextCursor: '3' })
    expect(await listed({ limit: 2, state: 'unread', before: 3 })).toEqual({
      ids: [ids[1]],
      nextCursor: null,
    })
    expect(await listed({ limit: 2, state: 'unread', offset: 2 })).toEqual({
      ids: [ids[1]],
      nextCursor: null,
    })
    expect((await listed({ limit: 10, state: 'read' })).ids).toEqual([...read].reverse())
  })

  it('marks items that changed behind the screen one by one', async () => {
    const { userId, ids } = await aFeed(3)
    await markItems(test.db, userId, 'seen', [{ id: ids[0] ?? 0, at: now(), operationId: null }], now())
    const marked = await test.db.transaction((tx) =>
      markAll(tx, userId, 'readAll', { throughSeq: 3, at: now(), operationId: null }, now()),
    )
    expect(marked).toMatchObject({ from: 4, head: { seq: 6, counts: { unseen: 0, unread: 0, total: 3 } } })
    expect(marked?.changes).toMatchObject([{ id: ids[0], seq: 5, was: { seen: true, read: false } }])
  })

  it('deletes, restores and clears', async () => {
    const { userId, ids } = await aFeed(3)
    const mark = (at = now()) => [{ id: ids[2] ?? 0, at, operationId: null }]
    const gone = await markItems(test.db, userId, 'delete', mark(), now())
    expect(gone).toMatchObject({
      head: { seq: 4, counts: { unseen: 2, unread: 2, total: 2 } },
      changes: [{ item: null }],
    })
    expect((await markItems(test.db, userId, 'read', mark(), now()))?.outcomes.get(ids[2] ?? 0)).toBe('gone')
    const back = await markItems(test.db, userId, 'restore', mark(), now())
    expect(back).toMatchObject({
      head: { seq: 5, counts: { unseen: 3, unread: 3, total: 3 } },
      changes: [{ was: null }],
    })
    const cleared = await test.db.transaction((tx) =>
      markAll(tx, userId, 'deleteAll', { at: now(), operationId: null }, now()),
    )
    expect(cleared).toMatchObject({
      head: { seq: 6, counts: { unseen: 0, unread: 0, total: 0 }, marks: { cleared: 5 } },
    })
    expect((await listNotifications(test.db, userId, { limit: 10 })).data).toEqual([])
  })

  it('answers changes since a position, and resets when it cannot', async () => {
    const { userId, ids } = await aFeed(3)
    const { epoch } = await listNotifications(test.db, userId, { limit: 1 })
    await markItems(test.db, userId, 'read', [{ id: ids[0] ?? 0, at: now(), operationId: null }], now())
    await deliver([userId])
    const changes = await listChanges(test.db, userId, { epoch, since: 2 })
    expect(changes).toMatchObject({ reset: false, from: 2, seq: 5 })
    expect(changes.changes.map(({ seq }) => seq)).toEqual([3, 4, 5])
    expect((await listChanges(test.db, userId, { epoch, since: 6 })).reset).toBe(true)
    expect((await listChanges(test.db, userId, { epoch: 'another', since: 2 })).reset).toBe(true)
  })

  it('lets a later act elsewhere supersede an earlier one that arrives late', async () => {
    const { userId, ids } = await aFeed(1)
    const act = (minutesAgo: number) => [
      { id: ids[0] ?? 0, at: new Date(Date.now() - minutesAgo * 60_000), operationId: null },
    ]
    await markItems(test.db, userId, 'read', act(5), now())
    const late = await markItems(test.db, userId, 'unread', act(10), now())
    expect(late).toMatchObject({ changes: [], head: { seq: 2 } })
    expect(late?.outcomes.get(ids[0] ?? 0)).toBe('superseded')
  })
})
