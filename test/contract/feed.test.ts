import { expect, it } from 'vitest'
import { onBoth } from './on-both.js'
import type { Person } from './world.js'

let made = 0
const uuid = (): string => `10000000-1000-4000-8000-${String(++made).padStart(12, '0')}`
const minuteMs = 60_000

const titles = async (person: Person, query = ''): Promise<string[]> => {
  const { body } = await person.call('GET', `/notifications?limit=100&${query}`)
  return body.data.map(({ title }: { title: string }) => title)
}

onBoth('a feed', (world) => {
  it('comes with the app when a front end connects', async () => {
    const ann = await world().person()
    const id = await ann.send({ title: 'Shipped', data: { n: 1 } })
    const { status, body } = await ann.call('POST', '/sdk/connect', { feed: { limit: 5 } })
    expect(status).toBe(200)
    expect(body).toEqual({
      unreadCount: 1,
      app: {
        id: expect.any(String),
        name: expect.any(String),
        enableWebPush: expect.any(Boolean),
        publicKey: expect.any(String),
        hideBranding: true,
        channels: ['inApp'],
        categories: expect.any(Array),
      },
      feed: {
        epoch: expect.any(String),
        seq: 1,
        counts: { unseen: 1, unread: 1, total: 1 },
        marks: { seenAll: 0, seenAllAt: null, readAll: 0, readAllAt: null, cleared: 0, operationId: null },
        nextCursor: null,
        unreadCount: 1,
        pagination: { totalCount: 1 },
        data: [
          {
            id,
            seq: 1,
            sort: 1,
            title: 'Shipped',
            message: null,
            icon: null,
            url: null,
            data: { n: 1 },
            category: null,
            blocks: [],
            createdAt: expect.any(String),
            seenAt: null,
            readAt: null,
            clickedAt: null,
            state: null,
          },
        ],
      },
    })
    expect((await ann.call('POST', '/sdk/connect')).body).not.toHaveProperty('feed')
  })

  it('takes acts on one item by routes of their own', async () => {
    const ann = await world().person()
    const id = await ann.send({ title: 'Shipped' })
    const at = `/notifications/${id}`
    const act = async (method: string, path: string, body?: object) =>
      (await ann.call(method, at + path, body)).body
    expect(await act('GET', '')).toMatchObject({ id, seenAt: expect.any(String), readAt: null })
    expect(await act('POST', '/click')).toMatchObject({ readAt: expect.any(String) })
    expect(await act('DELETE', '/reads')).toMatchObject({ readAt: null })
    expect(await act('DELETE', '/views')).toMatchObject({ seenAt: null })
    expect(await act('POST', '/views')).toMatchObject({ seenAt: expect.any(String) })
    expect(await act('PUT', '/state', { state: 'accepted' })).toMatchObject({ state: 'accepted' })
    expect(await act('POST', '/pin')).toMatchObject({ pinnedAt: expect.any(String) })
    expect(await act('POST', '/unpin')).not.toHaveProperty('pinnedAt')
    expect(await act('POST', '/archive')).toMatchObject({ archivedAt: expect.any(String) })
    const until = new Date(world().clock.now() + minuteMs).toISOString()
    const snoozed = await act('POST', '/snooze', { until })
    expect(snoozed).toMatchObject({ snoozedUntil: until })
    expect(snoozed).not.toHaveProperty('archivedAt')
    expect(await act('POST', '/unsnooze')).not.toHaveProperty('snoozedUntil')
    expect(await act('POST', '/snooze', { until: '2020-01-01T00:00:00Z' })).toMatchObject({
      code: 'invalid_request',
      message: ['until must be later than now, by at most a year'],
    })
    expect(await act('DELETE', '')).toEqual({
      statusCode: 200,
      message: 'Notification deleted successfully',
    })
    expect(await act('DELETE', '')).toMatchObject({ code: 'notification_not_found' })
    expect(await act('POST', '/restore')).toMatchObject({ id, state: 'accepted' })
    const bob = await world().person()
    expect(await bob.call('GET', at)).toMatchObject({ status: 404, body: { code: 'notification_not_found' } })
    expect((await ann.call('POST', '/notifications/markAllNotificationsAsRead')).body).toEqual({
      message: 'All notifications marked as read',
    })
    expect((await ann.call('POST', '/notifications/markAllNotificationsAsDeleted')).body).toEqual({
      message: 'All notifications deleted',
    })
    expect(await titles(ann)).toEqual([])
  })

  it('stands with at most five pinned ones first, which are in no other page', async () => {
    const ann = await world().person()
    const ids = await ann.sendMany(9)
    const results = []
    for (const id of ids.slice(0, 6))
      results.push((await ann.batch({ operationId: uuid(), verb: 'pin', id })).body.results[0])
    expect(results.map((result) => result?.outcome)).toEqual([...Array(5).fill('applied'), 'refused'])
    expect(results[5]?.message).toBe('At most 5 notifications can be pinned')
    const first = await ann.call('GET', '/notifications?limit=2')
    const shown = ({ body }: typeof first) => body.data.map(({ id }: { id: number }) => ids.indexOf(id) + 1)
    expect(shown(first)).toEqual([5, 4, 3, 2, 1, 9, 8])
    const next = await ann.call('GET', `/notifications?limit=2&cursor=${first.body.nextCursor}`)
    expect([shown(next), next.body.nextCursor]).toEqual([[7, 6], null])
    expect(shown(await ann.call('GET', '/notifications?limit=4&pageNo=1'))).toEqual([9, 8, 7, 6])
  })

  it('wakes what was snoozed on top and unseen, and tells it', async () => {
    const ann = await world().person()
    const [id = 0] = await ann.sendMany(2)
    const ear = await ann.listen()
    const until = new Date(world().clock.now() + minuteMs).toISOString()
    await ann.batch(
      { operationId: uuid(), verb: 'read', id },
      { operationId: uuid(), verb: 'snooze', id, until },
    )
    expect(await titles(ann)).toEqual(['Number 2'])
    expect(await titles(ann, 'filter=snoozed')).toEqual(['Number 1'])
    await world().clock.advance(minuteMs + 500)
    await expect.poll(() => titles(ann)).toEqual(['Number 1', 'Number 2'])
    await expect
      .poll(() => ear.events.filter(([name]) => name === 'feed').at(-1))
      .toMatchObject([
        'feed',
        {
          seq: 5,
          counts: { unseen: 2, unread: 2, total: 2 },
          changes: [
            {
              item: { id, sort: 5, seenAt: null, readAt: null },
              was: { read: true, snoozed: true },
              operationId: null,
            },
          ],
        },
      ])
    ear.close()
  })

  it('lets go of what has expired; of what was cleared before there is nothing to take from a count', async () => {
    const ann = await world().person()
    const expiresAt = new Date(world().clock.now() + minuteMs).toISOString()
    await ann.send({ title: 'Cleared', expiresAt })
    await ann.batch({ operationId: uuid(), verb: 'deleteAll', throughSeq: 1 })
    const id = await ann.send({ title: 'Offer', expiresAt })
    const ear = await ann.listen()
    await world().clock.advance(minuteMs + 500)
    await expect.poll(() => titles(ann)).toEqual([])
    await expect.poll(() => ear.events.filter(([name]) => name === 'feed').length).toBe(1)
    const [, told] = ear.events.find(([name]) => name === 'feed') ?? []
    expect((told as { changes: object[] }).changes).toMatchObject([
      { item: null, was: null, operationId: null },
      { id, item: null, was: { seen: false, read: false }, operationId: null },
    ])
    ear.close()
  })

  it('answers a batch that changed more than 500 items with a gap, and hints at it', async () => {
    const ann = await world().person()
    await ann.sendMany(501)
    const ear = await ann.listen()
    const { body } = await ann.batch({ operationId: uuid(), verb: 'archiveAll', throughSeq: 501 })
    expect(body).toMatchObject({
      from: 1002,
      seq: 1002,
      changes: [],
      results: [{ outcome: 'applied' }],
      counts: { unseen: 0, unread: 0, total: 0 },
    })
    await expect.poll(() => ear.events.at(-1)).toEqual(['beacon', { epoch: body.epoch, seq: 1002 }])
    const changes = (since: number) =>
      ann.call('GET', `/notifications/changes?epoch=${body.epoch}&since=${since}`)
    expect((await changes(501)).body).toMatchObject({ reset: true, changes: [] })
    expect((await changes(502)).body.changes).toHaveLength(500)
    expect((await changes(1003)).body.reset).toBe(true)
    ear.close()
  })

  it('is made anew when a watermark goes back, for ten minutes', async () => {
    const ann = await world().person()
    await ann.sendMany(2)
    const [readAll, deleteAll] = [uuid(), uuid()]
    const before = (await ann.batch({ operationId: readAll, verb: 'readAll', throughSeq: 2 })).body
    expect(before.counts).toEqual({ unseen: 0, unread: 0, total: 2 })
    await ann.batch({ operationId: deleteAll, verb: 'deleteAll', throughSeq: 2 })
    const undo = async (of: string) => (await ann.batch({ operationId: uuid(), verb: 'undo', of })).body
    expect((await undo(readAll)).results).toMatchObject([
      { outcome: 'refused', message: 'This can no longer be undone' },
    ])
    const after = await undo(deleteAll)
    expect(after).toMatchObject({
      results: [{ outcome: 'applied' }],
      counts: { unseen: 0, unread: 0, total: 2 },
      changes: [],
      from: after.seq,
    })
    expect(after.epoch).not.toBe(before.epoch)
    expect((await undo(deleteAll)).results).toMatchObject([{ outcome: 'applied' }])
    await world().clock.advance(10 * minuteMs + 1)
    expect((await undo(readAll)).results).toMatchObject([{ outcome: 'refused' }])
    expect((await undo(uuid())).results).toMatchObject([{ outcome: 'refused' }])
  })
})

onBoth('a socket', (world) => {
  it('speaks Engine.IO 4 and greets with where the feed stands', async () => {
    const ann = await world().person()
    await ann.send({ title: 'Shipped' })
    const ear = await ann.listen()
    expect(ear.frames.map((frame) => frame.replace(/,"maxPayload.*/, ''))).toEqual([
      '0{"sid":"…","upgrades":[],"pingInterval":25000,"pingTimeout":20000',
      '40{"sid":"…"}',
    ])
    expect(ear.events).toEqual([
      ['beacon', { epoch: expect.any(String), seq: 1, counts: { unseen: 1, unread: 1, total: 1 } }],
    ])
    await ann.send({ title: 'Paid' })
    await expect.poll(() => ear.events.length).toBe(2)
    expect(ear.events[1]).toMatchObject([
      'feed',
      { from: 1, seq: 2, changes: [{ seq: 2, item: { title: 'Paid' }, was: null, operationId: null }] },
    ])
    ear.close()
  })

  it('is turned away with a problem', async () => {
    const ann = await world().person()
    for (const [auth, code] of [
      [{ protocol: 1, apiKey: 'wrong', userId: ann.id }, 'invalid_credentials'],
      [{ protocol: 1, apiKey: world().apiKey }, 'missing_credentials'],
    ] as const) {
      const ear = await ann.listen(auth)
      const refused = ear.frames.at(-1) ?? ''
      expect(refused.startsWith('44{"message":')).toBe(true)
      expect(JSON.parse(refused.slice(2))).toMatchObject({ data: { code, statusCode: 401, status: 'error' } })
      ear.close()
    }
  })
})
