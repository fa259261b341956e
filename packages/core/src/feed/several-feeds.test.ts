import { describe, expect, it } from 'vitest'
import { openFeeds } from '../testing/open-feeds.js'
import { openInbox } from '../testing/open-inbox.js'

const batch = ['/batch?']

describe('several feeds', () => {
  it('are loaded over one connection, each once, and are the same handle whatever the order of keys', async () => {
    const { inbox, feeds, network, rows } = await openFeeds(
      [{}, { tag: 'sale', category: 'orders' }, { data: { project: 7 } }],
      {
        notifications: [
          { tags: ['sale'], category: 'orders' },
          { tags: ['sale'], data: { project: 7, other: true } },
        ],
      },
    )
    expect(rows()).toEqual([[1002, 1001], [1001], [1002]])
    expect(inbox.feed({ category: 'orders', tag: 'sale' })).toBe(feeds[1])
    expect(network.requests).toHaveLength(3)
    expect(network.opened()).toBe(1)
  })

  it('are loaded also when somebody wanted them before the code that does it was there', async () => {
    let arrive = () => {}
    const loaded = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const { inbox, pass } = openInbox({ notifications: [{ category: 'orders' }, {}], loaded })
    inbox.feed().subscribe(() => {})
    await pass()
    expect(inbox.feed().get().ids).toEqual([1002, 1001])
    const orders = inbox.feed({ category: 'orders' })
    orders.subscribe(() => {})
    expect(orders.get().status).toEqual({ kind: 'idle' })
    arrive()
    await pass()
    expect(orders.get()).toMatchObject({ status: { kind: 'ready' }, ids: [1001] })
  })

  it('hand an item on when it is archived and brought back, at its place, without asking', async () => {
    const { inbox, rows, asked, pass } = await openFeeds([{}, { state: 'archived' }], { notifications: 3 })
    void inbox.archive(1002)
    expect(rows()).toEqual([[1003, 1001], [1002]])
    await pass()
    void inbox.archive(1003)
    expect(rows()).toEqual([[1001], [1003, 1002]])
    void inbox.unarchive(1002)
    expect(rows()).toEqual([[1002, 1001], [1003]])
    await pass(1000)
    expect(rows()).toEqual([[1002, 1001], [1003]])
    expect(asked()).toEqual([...batch, ...batch])
  })

  it('hide what is snoozed until it wakes on top, unseen', async () => {
    const { inbox, rows, clock, asked, pass } = await openFeeds([{}, { state: 'snoozed' }], {
      notifications: 3,
    })
    await Promise.all([inbox.markRead(1001), pass()])
    void inbox.snooze(1001, new Date(clock.now() + 60_000))
    expect(rows()).toEqual([[1003, 1002], [1001]])
    await pass(59_000)
    expect(inbox.counts.get()).toEqual({ unseen: 2, unread: 2, total: 2 })
    await pass(2000)
    expect(rows()).toEqual([[1001, 1003, 1002], []])
    expect(inbox.item(1001).get()).toMatchObject({ seenAt: null, readAt: null })
    expect(inbox.counts.get()).toEqual({ unseen: 3, unread: 3, total: 3 })
    expect(asked()).toEqual([...batch, ...batch])
  })

  it('let one that wakes wait while they are held', async () => {
    const { inbox, feeds, clock, pass } = await openFeeds([{}], { notifications: 2 })
    await Promise.all([inbox.snooze(1001, new Date(clock.now() + 5000)), pass()])
    feeds[0]?.hold(true)
    await pass(6000)
    expect(feeds[0]?.get()).toMatchObject({ ids: [1002], waiting: 1 })
  })

  it('take archived, snoozed and deleted rows away at once, by whatever filter', async () => {
    const { inbox, rows, clock } = await openFeeds([{}, { state: 'unread' }, { category: 'orders' }], {
      notifications: Array.from({ length: 4 }, () => ({ category: 'orders' })),
    })
    void inbox.archive(1001)
    void inbox.snooze(1002, new Date(clock.now() + 1000).toISOString())
    void inbox.remove(1003)
    void inbox.markRead(1004)
    expect(rows()).toEqual([[1004], [1004], [1004]])
  })

  it('put pinned ones first, below everything loaded or not, and page past them', async () => {
    const { inbox, feeds, feed, rows, pass } = await openFeeds([{}], { notifications: 100 })
    const [list] = feeds
    feed.act({ verb: 'pin', id: 1001 })
    await pass()
    expect(rows()[0]?.slice(0, 2)).toEqual([1001, 1100])
    void inbox.pin(1090)
    expect(rows()[0]?.slice(0, 3)).toEqual([1090, 1001, 1100])
    await pass()
    while (list?.get().hasMore) await list.loadMore()
    expect(rows()[0]).toHaveLength(100)
    expect(rows()[0]?.at(-1)).toBe(1002)
    await Promise.all([inbox.unpin([1001, 1090]), pass()])
    expect(rows()[0]?.slice(0, 2)).toEqual([1100, 1099])
    expect(rows()[0]?.at(-1)).toBe(1001)
  })

  it('come with the pinned ones first, and drop one that is unpinned below what is loaded', async () => {
    const { inbox, feed, feeds, rows, pass } = await openFeeds([], { notifications: 100 })
    feed.act({ verb: 'pin', id: 1010 })
    const list = inbox.feed()
    list.subscribe(() => {})
    await pass()
    expect(list.get().ids.slice(0, 2)).toEqual([1010, 1100])
    expect(list.get().ids).toHaveLength(26)
    await Promise.all([inbox.unpin(1010), pass()])
    expect(list.get().ids).toHaveLength(25)
    await list.loadMore()
    await list.loadMore()
    expect(list.get().ids).toHaveLength(100)
    expect([feeds, rows()]).toEqual([[], []])
  })

  it('give a sixth pin back, with the reason', async () => {
    const { inbox, rows, pass } = await openFeeds([{}], { notifications: 7 })
    const five = inbox.pin([1001, 1002, 1003, 1004, 1005])
    const sixth = inbox.pin(1006).catch((problem: unknown) => problem)
    expect(rows()[0]?.[0]).toBe(1006)
    await Promise.all([five, pass()])
    expect(await sixth).toMatchObject({ code: 'refused', message: 'At most 5 notifications can be pinned' })
    expect(rows()[0]).toEqual([1005, 1004, 1003, 1002, 1001, 1007, 1006])
  })

  it('lose what expires', async () => {
    const expiresAt = new Date(Date.UTC(2030, 0, 1) + 5000).toISOString()
    const { rows, inbox, pass } = await openFeeds([{}, { category: 'orders' }], {
      notifications: [{ category: 'orders', expiresAt }, {}],
    })
    expect(rows()).toEqual([[1002, 1001], [1001]])
    await pass(6000)
    expect(rows()).toEqual([[1002], []])
    expect(inbox.counts.get()?.total).toBe(1)
  })

  it('are loaded again when everything was made anew', async () => {
    const { inbox, feed, clock, rows, pass } = await openFeeds([{}, { category: 'orders' }], {
      notifications: [{ category: 'orders' }, {}, {}],
    })
    await Promise.all([inbox.snooze(1003, new Date(clock.now() + 1000)), pass()])
    feed.renew()
    feed.create({ category: 'orders' })
    await pass(2000)
    expect(rows()).toEqual([
      [1003, 1004, 1002, 1001],
      [1004, 1001],
    ])
  })

  it('say what is wrong with a time to snooze until', async () => {
    const { inbox, clock, rows, pass } = await openFeeds([{}], { notifications: 1 })
    await expect(inbox.snooze(1001, 'tomorrow')).rejects.toMatchObject({ code: 'refused' })
    const past = inbox.snooze(1001, new Date(clock.now() - 1)).catch((problem: unknown) => problem)
    await pass()
    expect(await past).toMatchObject({ code: 'refused', message: expect.stringContaining('until') })
    expect(rows()).toEqual([[1001]])
  })
})

describe('an act on all of a filter', () => {
  const orders = { category: 'orders' }
  const setting = { notifications: [orders, {}, orders, {}] }

  it('leaves the others alone', async () => {
    const { inbox, rows, asked, pass } = await openFeeds([{}, { state: 'read' }], setting)
    const done = inbox.markAllRead(orders)
    expect(rows()).toEqual([
      [1004, 1003, 1002, 1001],
      [1003, 1001],
    ])
    expect(inbox.counts.get()).toEqual({ unseen: 2, unread: 2, total: 4 })
    await Promise.all([done, pass()])
    expect(inbox.counts.get()).toEqual({ unseen: 2, unread: 2, total: 4 })
    expect(asked()).toEqual(batch)
  })

  it('archives or deletes what is read', async () => {
    const { inbox, rows, pass } = await openFeeds([{}, { state: 'archived' }], setting)
    await Promise.all([inbox.markRead([1001, 1002]), pass()])
    const archived = inbox.archiveAll({ state: 'read' })
    expect(rows()).toEqual([
      [1004, 1003],
      [1002, 1001],
    ])
    expect(inbox.counts.get()).toEqual({ unseen: 2, unread: 2, total: 2 })
    await Promise.all([archived, pass()])
    const removed = inbox.removeAll({ state: 'archived' })
    expect(rows()).toEqual([[1004, 1003], []])
    await Promise.all([removed, pass()])
    expect(rows()).toEqual([[1004, 1003], []])
    expect(inbox.counts.get()).toEqual({ unseen: 2, unread: 2, total: 2 })
  })

  it('keeps rows of an unread list until it is left, but not those that were put elsewhere', async () => {
    const { inbox, rows, pass } = await openFeeds([{ state: 'unread' }], setting)
    await Promise.all([inbox.markAllRead(orders), pass()])
    expect(rows()).toEqual([[1004, 1003, 1002, 1001]])
    await Promise.all([inbox.archiveAll(orders), pass()])
    expect(rows()).toEqual([[1004, 1002]])
  })

  it('leaves what is archived when everything is removed', async () => {
    const { inbox, rows, pass } = await openFeeds([{}, { state: 'archived' }], { notifications: 3 })
    await Promise.all([inbox.archive(1002), pass()])
    await Promise.all([inbox.removeAll(), pass()])
    expect(rows()).toEqual([[], [1002]])
    await Promise.all([inbox.unarchive(1002), pass()])
    expect(rows()).toEqual([[1002], []])
  })

  it('is not one on all of what a click calls back with', async () => {
    const { inbox, network, pass } = await openFeeds([{}], { notifications: 1 })
    const click = { type: 'click', target: null } as object
    await Promise.all([inbox.markAllRead(click), pass()])
    const body = network.requests.at(-1)?.body as { operations: object[] } | undefined
    expect(body?.operations[0]).not.toHaveProperty('filter')
  })
})
