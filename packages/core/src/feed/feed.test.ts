import { describe, expect, it } from 'vitest'
import type { Feed, Inbox } from '../inbox.js'
import { openInbox, type Setting } from '../testing/open-inbox.js'

/** An inbox that is live, with one feed on the screen. */
const openFeed = async (setting: Setting & { filter?: Parameters<Inbox['feed']>[0] } = {}) => {
  const opened = openInbox(setting)
  const list = opened.inbox.feed(setting.filter)
  const leave = list.subscribe(() => {})
  await opened.pass()
  return { ...opened, list, leave }
}

/** How often it is told that something changed. */
const counted = (value: { subscribe(listener: () => void): () => void }): (() => number) => {
  let times = 0
  value.subscribe(() => times++)
  return () => times
}

const isRead = (inbox: Inbox, id: number): boolean => Boolean(inbox.item(id).get()?.readAt)
const elsewhere = { operationId: 'elsewhere' }

describe('a feed', () => {
  it('comes with the connect, newest first, with the counts', async () => {
    const { inbox, list, network } = await openFeed({ notifications: 3 })
    expect(list.get()).toEqual({
      status: { kind: 'ready' },
      ids: [1003, 1002, 1001],
      waiting: 0,
      hasMore: false,
      more: 'idle',
    })
    expect(inbox.counts.get()).toEqual({ unseen: 3, unread: 3, total: 3 })
    expect(network.requests).toHaveLength(1)
  })

  it('is the same handle for the same filter, and its view the same until it changes', async () => {
    const { inbox, list } = await openFeed({ notifications: 1 })
    expect(inbox.feed({})).toBe(list)
    expect(inbox.feed({ state: 'unread' })).toBe(inbox.feed({ state: 'unread' }))
    expect(inbox.feed({ state: 'unread' })).not.toBe(list)
    expect(list.get()).toBe(list.get())
    expect(inbox.item(1001)).toBe(inbox.item(1001))
  })

  it('loads page after page, and never one of them twice', async () => {
    const { list, network, pass } = await openFeed({ notifications: 100 })
    expect(list.get()).toMatchObject({ hasMore: true })
    expect(list.get().ids).toHaveLength(25)
    const [first, second] = [list.loadMore(), list.loadMore()]
    expect(list.get().more).toBe('loading')
    await pass()
    await Promise.all([first, second])
    expect(list.get().ids).toHaveLength(75)
    expect(network.requests).toHaveLength(2)
    await list.loadMore()
    await list.loadMore()
    expect(list.get().ids).toHaveLength(100)
    expect(new Set(list.get().ids).size).toBe(100)
    expect(list.get().hasMore).toBe(false)
    expect(network.requests).toHaveLength(3)
  })

  it('tells how loading went, and tries again when asked to', async () => {
    const { list, network } = await openFeed({ notifications: 100 })
    network.intercept = () => ({ status: 500, body: 'oops', headers: {} })
    await list.loadMore()
    expect(list.get().more).toMatchObject({ problem: { code: 'internal' } })
    await list.refresh()
    expect(list.get().status).toMatchObject({ kind: 'failed', problem: { code: 'internal' } })
    expect(list.get().ids).toHaveLength(25)
    network.intercept = () => undefined
    await list.refresh()
    await list.loadMore()
    expect(list.get()).toMatchObject({ status: { kind: 'ready' }, more: 'idle' })
    expect(list.get().ids).toHaveLength(75)
  })

  it('asks for the older ones that did not come once it is live again', async () => {
    const { list, network, pass } = await openFeed({ notifications: 100 })
    network.setDown(true)
    await list.loadMore()
    expect(list.get().more).toMatchObject({ problem: { code: 'offline' } })
    network.setDown(false)
    await pass(1000)
    expect(list.get()).toMatchObject({ status: { kind: 'ready' }, more: 'idle' })
    expect(list.get().ids).toHaveLength(75)
  })

  it('takes in what arrives at its place, with the counts in the same update', async () => {
    const { inbox, list, feed, pass } = await openFeed({ notifications: 2 })
    const seen: unknown[] = []
    inbox.counts.subscribe(() => seen.push([inbox.counts.get()?.total, list.get().ids.length]))
    list.subscribe(() => seen.push([inbox.counts.get()?.total, list.get().ids.length]))
    feed.create()
    await pass()
    expect(list.get().ids).toEqual([1003, 1002, 1001])
    expect(seen).toEqual([
      [3, 3],
      [3, 3],
    ])
  })

  it('leaves alone what is below the loaded rows', async () => {
    const { inbox, list, feed, pass } = await openFeed({ notifications: 100, filter: { state: 'unread' } })
    feed.batch([{ ...elsewhere, verb: 'read', id: 1010 }])
    feed.batch([{ operationId: 'other', verb: 'unread', id: 1010 }])
    await pass()
    expect(list.get().ids).not.toContain(1010)
    await list.loadMore()
    await list.loadMore()
    expect(list.get().ids).toHaveLength(100)
    expect(inbox.item(1010).get()?.readAt).toBeNull()
  })
})

describe('one change', () => {
  it('is told to its item and the counts, and to nobody else, at any length', async () => {
    const { inbox, list, feed, pass } = await openFeed({ notifications: 1000 })
    while (list.get().hasMore) await list.loadMore()
    expect(list.get().ids).toHaveLength(1000)
    const [view, item, other, counts, connection] = [
      counted(list),
      counted(inbox.item(1500)),
      counted(inbox.item(1501)),
      counted(inbox.counts),
      counted(inbox.connection),
    ]
    const { ids } = list.get()
    void inbox.markRead(1500)
    expect([view(), item(), other(), counts(), connection()]).toEqual([0, 1, 0, 1, 0])
    await pass()
    expect([view(), other(), counts(), connection()]).toEqual([0, 0, 1, 0])
    feed.batch([{ ...elsewhere, verb: 'read', id: 1501 }])
    await pass()
    expect([view(), other(), counts(), connection()]).toEqual([0, 1, 2, 0])
    expect(list.get().ids).toBe(ids)
  })
})

describe('a filter', () => {
  const filter = { state: 'unread' } as const

  it('keeps a row that its user has read until the feed is left, with the counts at once', async () => {
    const { inbox, list, leave, pass } = await openFeed({ notifications: 3, filter })
    await Promise.all([inbox.markRead(1002), pass()])
    expect(list.get().ids).toEqual([1003, 1002, 1001])
    expect(inbox.counts.get()?.unread).toBe(2)
    leave()
    await pass()
    list.subscribe(() => {})
    expect(list.get().ids).toEqual([1003, 1001])
  })

  it('keeps it until a refresh, too', async () => {
    const { inbox, list, pass } = await openFeed({ notifications: 3, filter })
    await Promise.all([inbox.markAllRead(), pass()])
    expect(list.get().ids).toEqual([1003, 1002, 1001])
    await list.refresh()
    expect(list.get().ids).toEqual([])
  })

  it('loses a row that is read elsewhere', async () => {
    const { list, feed, pass } = await openFeed({ notifications: 3, filter })
    feed.batch([{ ...elsewhere, verb: 'read', id: 1002 }])
    await pass()
    expect(list.get().ids).toEqual([1003, 1001])
    feed.batch([{ operationId: 'all', verb: 'readAll', throughSeq: 99 }])
    await pass()
    expect(list.get().ids).toEqual([])
  })

  it('gets a row that matches now, at its place, without asking', async () => {
    const { inbox, list, feed, network, pass } = await openFeed({
      notifications: 3,
      filter: { state: 'read' },
    })
    inbox.feed().subscribe(() => {})
    await pass()
    const asked = network.requests.length
    void inbox.markRead([1001, 1003])
    expect(list.get().ids).toEqual([1003, 1001])
    feed.batch([{ ...elsewhere, verb: 'read', id: 1002 }])
    await pass()
    expect(list.get().ids).toEqual([1003, 1002, 1001])
    expect(network.requests.slice(asked).map(({ path }) => path)).toEqual(['/v3/notifications/batch'])
  })

  it('asks again for what is read when everything was marked read, loaded or not', async () => {
    const { list, feed, pass } = await openFeed({ notifications: 3, filter: { state: 'read' } })
    expect(list.get().ids).toEqual([])
    feed.batch([{ ...elsewhere, verb: 'readAll', throughSeq: 2 }])
    await pass()
    expect(list.get().ids).toEqual([1002, 1001])
  })

  it('stands for a category', async () => {
    const { list, feed, pass } = await openFeed({
      notifications: [{ category: 'orders' }, {}],
      filter: { category: 'orders' },
    })
    expect(list.get().ids).toEqual([1001])
    feed.create({ category: 'orders' })
    feed.create({ category: 'news' })
    await pass()
    expect(list.get().ids).toEqual([1003, 1001])
  })

  it('is kept beside another one, each loaded once', async () => {
    const { inbox, network, pass } = await openFeed({ notifications: 3, filter })
    const all = inbox.feed()
    all.subscribe(() => {})
    expect(all.get().status).toEqual({ kind: 'loading' })
    await pass()
    expect(all.get().ids).toEqual([1003, 1002, 1001])
    expect(network.requests.map(({ path }) => path)).toEqual(['/v3/sdk/connect', '/v3/notifications'])
  })

  it('is released 5 s after it was left, and loaded anew', async () => {
    const { inbox, list, leave, network, pass } = await openFeed({ notifications: 1, filter })
    inbox.counts.subscribe(() => {})
    leave()
    await pass(4900)
    expect(list.get().status).toEqual({ kind: 'ready' })
    await pass(200)
    expect(list.get()).toMatchObject({ status: { kind: 'idle' }, ids: [] })
    list.subscribe(() => {})
    await pass()
    expect(list.get().ids).toEqual([1001])
    expect(network.requests).toHaveLength(2)
  })
})

describe('a held feed', () => {
  const held = async (): ReturnType<typeof openFeed> => {
    const opened = await openFeed({ notifications: 2 })
    opened.list.hold(true)
    opened.feed.create()
    opened.feed.create()
    await opened.pass()
    return opened
  }
  const rows = (list: Feed): unknown => [list.get().ids, list.get().waiting]

  it('lets arrivals wait, while the bell counts them', async () => {
    const { inbox, list } = await held()
    expect(rows(list)).toEqual([[1002, 1001], 2])
    expect(inbox.counts.get()?.unseen).toBe(4)
  })

  it('lets them in when the pill is pressed, and holds the next', async () => {
    const { list, feed, pass } = await held()
    list.showWaiting()
    expect(rows(list)).toEqual([[1004, 1003, 1002, 1001], 0])
    feed.create()
    await pass()
    expect(rows(list)).toEqual([[1004, 1003, 1002, 1001], 1])
  })

  it('lets them in when it is let go', async () => {
    const { list } = await held()
    list.hold(false)
    expect(rows(list)).toEqual([[1004, 1003, 1002, 1001], 0])
  })

  it('forgets those that are deleted meanwhile', async () => {
    const { list, feed, pass } = await held()
    feed.batch([{ ...elsewhere, verb: 'delete', id: 1003 }])
    await pass()
    expect(rows(list)).toEqual([[1002, 1001], 1])
  })

  it('does not hold back what its user brings back', async () => {
    const { inbox, list, pass } = await held()
    await Promise.all([inbox.remove(1002), pass()])
    expect(rows(list)).toEqual([[1001], 2])
    await Promise.all([inbox.restore(1002), pass()])
    expect(rows(list)).toEqual([[1002, 1001], 2])
  })

  it('holds what is new even when all is loaded anew', async () => {
    const { list, feed, network, pass } = await held()
    feed.renew()
    feed.create()
    network.wires[0]?.emit('beacon', { epoch: feed.head().epoch, seq: feed.head().seq })
    await pass(1000)
    expect(rows(list)).toEqual([[1002, 1001], 3])
  })
})

describe('acts', () => {
  it('being seen is none that its user waits for', async () => {
    const { inbox, pass } = await openFeed({ notifications: 3 })
    const done = inbox.markSeen(1001)
    expect(inbox.item(1001).get()?.seenAt).not.toBeNull()
    expect(inbox.isPending(1001).get()).toBe(false)
    await pass(2000)
    await done
  })

  it('show at once and hold when they are confirmed', async () => {
    const { inbox, pass } = await openFeed({ notifications: 3 })
    const done = inbox.markRead([1001, 1002])
    expect(isRead(inbox, 1001)).toBe(true)
    expect(inbox.isPending(1001).get()).toBe(true)
    expect(inbox.counts.get()).toEqual({ unseen: 1, unread: 1, total: 3 })
    await pass()
    await done
    expect(isRead(inbox, 1001)).toBe(true)
    expect(inbox.isPending(1001).get()).toBe(false)
    expect(inbox.counts.get()).toEqual({ unseen: 1, unread: 1, total: 3 })
  })

  it('go back with a reason when they are refused', async () => {
    const { inbox, list, feed, pass } = await openFeed({ notifications: 3 })
    feed.refuse = ({ verb }) => (verb === 'seen' ? undefined : 'not on Sundays')
    const removed = inbox.remove(1002)
    const marked = inbox.markAllRead()
    expect(list.get().ids).toEqual([1003, 1001])
    expect(inbox.counts.get()).toEqual({ unseen: 0, unread: 0, total: 2 })
    const refusals = Promise.allSettled([removed, marked])
    await pass()
    for (const refusal of await refusals)
      expect(refusal).toMatchObject({ reason: { code: 'refused', message: 'not on Sundays' } })
    expect(list.get().ids).toEqual([1003, 1002, 1001])
    expect(inbox.counts.get()).toEqual({ unseen: 3, unread: 3, total: 3 })
  })

  it('go back when the server has forgotten that one could act so late', async () => {
    const { inbox, platform, network, pass, clock } = await openFeed({ notifications: 1 })
    network.setDown(true)
    platform.setOnline(false)
    const late = inbox.markRead(1001).catch((problem: unknown) => problem)
    clock.sleep(31 * 24 * 3600 * 1000)
    network.setDown(false)
    platform.setOnline(true)
    await pass(1000)
    expect(await late).toMatchObject({ code: 'refused' })
    expect(isRead(inbox, 1001)).toBe(false)
  })

  it('take an item away that is gone', async () => {
    const { inbox, list, feed, network, pass } = await openFeed({ notifications: 2 })
    network.wires[0]?.cut()
    feed.batch([{ ...elsewhere, verb: 'delete', id: 1002 }])
    const read = inbox.markRead(1002)
    await pass()
    await read
    expect(list.get().ids).toEqual([1001])
    expect(inbox.item(1002).get()).toBeUndefined()
    expect(inbox.counts.get()?.total).toBe(1)
  })

  it('undo a deletion, and say when that is too late', async () => {
    const { inbox, list, feed, pass } = await openFeed({ notifications: 2 })
    await Promise.all([inbox.remove([1001, 1002]), pass()])
    expect(list.get().ids).toEqual([])
    const undone = inbox.restore(1001)
    expect(list.get().ids).toEqual([1001])
    await pass()
    await undone
    feed.purge()
    const late = inbox.restore(1002).catch((problem: unknown) => problem)
    expect(list.get().ids).toEqual([1002, 1001])
    await pass()
    expect(await late).toMatchObject({ code: 'restore_expired' })
    expect(list.get().ids).toEqual([1001])
  })

  it('yield to what the user did later elsewhere', async () => {
    const { inbox, network, platform, feed, clock, pass } = await openFeed({ notifications: 1 })
    network.setDown(true)
    platform.setOnline(false)
    const read = inbox.markRead(1001)
    await clock.advance(1000)
    feed.batch([{ ...elsewhere, verb: 'state', id: 1001, state: 'later' }])
    network.setDown(false)
    platform.setOnline(true)
    await pass(3000)
    await read
    expect(isRead(inbox, 1001)).toBe(false)
    expect(inbox.item(1001).get()?.state).toBe('later')
  })

  it('mark all up to where this client stands, and leave alone what arrives meanwhile', async () => {
    const { inbox, feed, network, pass } = await openFeed({ notifications: 2 })
    network.isInstant = false
    feed.create()
    const marked = inbox.markAllRead()
    expect(inbox.counts.get()).toEqual({ unseen: 0, unread: 0, total: 2 })
    await pass()
    network.isInstant = true
    const [call] = network.calls
    expect(call?.request.body).toMatchObject({ operations: [{ verb: 'readAll', throughSeq: 2 }] })
    call?.answer()
    await pass(1000)
    await marked
    expect(inbox.counts.get()).toEqual({ unseen: 1, unread: 1, total: 3 })
    expect([1001, 1002, 1003].map((id) => isRead(inbox, id))).toEqual([true, true, false])
  })

  it('set a state, unsee, unread, see all and remove all', async () => {
    const { inbox, list, feed, pass } = await openFeed({ notifications: 3 })
    await Promise.all([inbox.markAllSeen(), inbox.setState(1001, 'accepted'), pass()])
    expect(inbox.counts.get()).toEqual({ unseen: 0, unread: 3, total: 3 })
    await Promise.all([inbox.markRead(1002), inbox.markUnread(1002), inbox.markUnseen(1002), pass()])
    expect(inbox.counts.get()).toEqual({ unseen: 1, unread: 3, total: 3 })
    expect(feed.list()).toMatchObject([
      { id: 1003 },
      { id: 1002, seenAt: null },
      { id: 1001, state: 'accepted' },
    ])
    await Promise.all([inbox.removeAll(), pass()])
    expect(list.get().ids).toEqual([])
    expect(inbox.counts.get()).toEqual({ unseen: 0, unread: 0, total: 0 })
  })

  it('on everything are refused before anything is known, and on nothing are done at once', async () => {
    const { inbox, network } = openInbox({ notifications: 1 })
    await expect(inbox.markAllRead()).rejects.toMatchObject({ code: 'refused' })
    await inbox.markRead([])
    expect(network.requests).toEqual([])
  })
})
