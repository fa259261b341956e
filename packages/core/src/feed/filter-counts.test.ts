import type { Filter } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { openFeeds } from '../testing/open-feeds.js'
import type { Setting } from '../testing/open-inbox.js'

const orders = { category: 'orders' }

/** An inbox that is live, with the plain feed's rows and some filters' counts on the screen. */
const openCounts = async (filters: readonly Filter[], setting: Setting) => {
  const opened = await openFeeds([{}], setting)
  const feeds = filters.map((filter) => opened.inbox.feed(filter))
  let told = 0
  for (const { counts } of feeds) counts.subscribe(() => told++)
  await opened.pass(1000)
  const counts = () => feeds.map((feed) => feed.counts.get() && Object.values(feed.counts.get() ?? {}))
  return { ...opened, feeds, counts, told: () => told }
}
const some = (length: number, item: object = orders): object[] => Array.from({ length }, () => item)

describe('counts of a feed', () => {
  it('come from the head for the plain feed and its parts', async () => {
    const { inbox } = await openCounts([], { notifications: 3 })
    void inbox.markRead(1001)
    const shown = [{}, { state: 'unread' }, { state: 'read' }].map((filter) =>
      inbox.feed(filter as Filter).counts.get(),
    )
    for (const counts of shown) expect(counts).toBe(inbox.counts.get())
    expect(shown[0]).toEqual({ unseen: 2, unread: 2, total: 3 })
  })

  it('are asked for in one request, without rows', async () => {
    const filters: Filter[] = [orders, { tag: 'sale' }, { state: 'archived' }, { tenant: 'acme' }]
    const { counts, feeds, asked } = await openCounts(filters, {
      notifications: [orders, { ...orders, tags: ['sale'] }, { tenant: 'acme' }],
    })
    expect(counts()).toEqual([
      [2, 2, 2],
      [1, 1, 1],
      [0, 0, 0],
      [1, 1, 1],
    ])
    expect(asked()).toHaveLength(1)
    expect(feeds[0]?.get()).toMatchObject({ status: { kind: 'idle' }, ids: [] })
  })

  it('come with the page of their feed', async () => {
    const { inbox, network, pass } = await openFeeds([orders], { notifications: some(2) })
    expect(inbox.feed(orders).counts.get()).toEqual({ unseen: 2, unread: 2, total: 2 })
    const archived = inbox.feed({ state: 'archived' })
    archived.subscribe(() => {})
    archived.counts.subscribe(() => {})
    await pass(1000)
    expect(archived.counts.get()).toEqual({ unseen: 0, unread: 0, total: 0 })
    expect(network.requests.map(({ path }) => path)).toEqual(['/v3/sdk/connect', '/v3/notifications'])
  })

  it('are not known before, for filters by data, and of what nobody listens to after a gap', async () => {
    const { inbox, network, feed, pass } = await openFeeds([orders], { notifications: some(2) })
    expect(inbox.feed({ tag: 'sale' }).counts.get()).toBeNull()
    const byData = inbox.feed({ data: { project: 7 } })
    byData.counts.subscribe(() => {})
    await pass(1000)
    expect(byData.counts.get()).toBeNull()
    expect(network.requests).toHaveLength(1)
    network.wires[0]?.cut()
    feed.create(orders)
    await pass(5000)
    expect(inbox.feed(orders).counts.get()).toBeNull()
  })

  it('move with what arrives and changes, without asking', async () => {
    const { counts, asked, feed, told, pass } = await openCounts([orders, { state: 'archived' }], {
      notifications: some(3),
    })
    asked()
    const before = told()
    feed.create(orders)
    feed.create()
    await pass()
    expect(counts()).toEqual([
      [4, 4, 4],
      [0, 0, 0],
    ])
    expect(told() - before).toBe(1)
    feed.act({ verb: 'read', id: 1001 })
    feed.act({ verb: 'archive', id: 1002 })
    feed.act({ verb: 'delete', id: 1003 })
    await pass()
    expect(counts()).toEqual([
      [1, 1, 2],
      [1, 1, 1],
    ])
    feed.act({ verb: 'restore', id: 1003 })
    feed.act({ verb: 'unarchive', id: 1002 })
    await pass(1000)
    expect(counts()).toEqual([
      [3, 3, 4],
      [0, 0, 0],
    ])
    expect(asked()).toEqual([])
  })

  it('move by acts at once, and hold when they are confirmed', async () => {
    const { inbox, counts, asked, told, pass } = await openCounts([orders, { state: 'archived' }], {
      notifications: some(3),
    })
    const acts = [inbox.markRead(1001), inbox.archive(1002)]
    expect(counts()).toEqual([
      [1, 1, 2],
      [1, 1, 1],
    ])
    const before = told()
    asked()
    await Promise.all([...acts, pass(1000)])
    expect(counts()).toEqual([
      [1, 1, 2],
      [1, 1, 1],
    ])
    expect(told()).toBe(before)
    expect(asked()).toEqual(['/batch?'])
  })

  it('fall for rows that are not loaded, too, when all are marked', async () => {
    const { inbox, counts, asked, pass } = await openCounts([orders], {
      notifications: [...some(60), ...some(20, {})],
    })
    asked()
    const marked = inbox.markAllRead(orders)
    expect(counts()).toEqual([[0, 0, 60]])
    expect(inbox.counts.get()).toEqual({ unseen: 20, unread: 20, total: 80 })
    await Promise.all([marked, pass(1000)])
    expect(counts()).toEqual([[0, 0, 60]])
    expect(inbox.counts.get()).toEqual({ unseen: 20, unread: 20, total: 80 })
    expect(asked()).toEqual(['/batch?'])
  })

  it('follow a watermark without asking when nothing came between', async () => {
    const { inbox, counts, asked, feed, pass } = await openCounts([orders], { notifications: some(60) })
    asked()
    feed.actOnAll('readAll')
    await pass(1000)
    expect(counts()).toEqual([[0, 0, 60]])
    expect(asked()).toEqual([])
    await Promise.all([inbox.removeAll(), pass(1000)])
    expect(counts()).toEqual([[0, 0, 0]])
    expect(asked()).toEqual(['/batch?'])
  })

  it('are asked anew when something came between, and do not jump meanwhile', async () => {
    const { inbox, counts, feed, network, pass } = await openCounts([orders], { notifications: some(60) })
    const seen: unknown[] = []
    inbox.feed(orders).counts.subscribe(() => seen.push(counts()[0]))
    network.isInstant = false
    const marked = inbox.markAllRead()
    await pass()
    feed.create(orders)
    network.wires[0]?.deliver(0)
    network.isInstant = true
    network.calls[0]?.answer()
    await Promise.all([marked, pass(1000)])
    expect(seen).toEqual([
      [0, 0, 60],
      [1, 1, 61],
    ])
  })

  it('are asked anew after a gap', async () => {
    const { counts, feed, network, pass } = await openCounts([orders], { notifications: some(3) })
    network.wires[0]?.cut()
    feed.create(orders)
    feed.act({ verb: 'read', id: 1001 })
    await pass(5000)
    expect(counts()).toEqual([[3, 3, 4]])
  })

  it('say 1,000 for more, and are asked anew when one leaves', async () => {
    const { counts, feed, asked, pass } = await openCounts([orders], { notifications: some(1001) })
    expect(counts()).toEqual([[1000, 1000, 1000]])
    asked()
    feed.act({ verb: 'delete', id: 1001 })
    feed.act({ verb: 'delete', id: 1002 })
    await pass(1000)
    expect(counts()).toEqual([[999, 999, 999]])
    expect(asked()).toHaveLength(1)
  })

  it('of more than ten filters are asked ten at a time', async () => {
    const filters = Array.from({ length: 12 }, (_, at) => ({ tag: `tag-${at}` }))
    const { counts, asked } = await openCounts(filters, { notifications: [{ tags: ['tag-11'] }] })
    expect(counts()).toEqual([...filters.slice(1).map(() => [0, 0, 0]), [1, 1, 1]])
    expect(asked()).toHaveLength(2)
  })
})
