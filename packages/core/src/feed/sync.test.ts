import type { FeedChanges } from '@inboxkit/protocol'
import { createClock, createTestFeed, type TestFeed } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { type Opened, openInbox, type Setting, type World } from '../testing/open-inbox.js'

/** An inbox that is live, with its list on the screen, and a network that waits to be told. */
const openLive = async (setting: Setting = {}) => {
  const opened = openInbox(setting)
  const list = opened.inbox.feed()
  list.subscribe(() => {})
  await opened.pass()
  const events: FeedChanges[] = []
  opened.feed.listen(({ payload }) => events.push(structuredClone(payload) as FeedChanges))
  const [wire] = opened.network.wires
  if (!wire) throw new Error('no socket was opened')
  /** Makes what happens next reach the client only when a test says so. */
  const silence = (): void => {
    opened.network.isInstant = false
  }
  return { ...opened, list, wire, events, silence, asked: () => paths(opened) }
}
const paths = ({ network }: Opened): string[] => network.requests.map(({ path }) => path).slice(1)
const changes = '/v3/notifications/changes'
const elsewhere = { operationId: 'elsewhere' }

const aWorld = (prepare: (feed: TestFeed) => void): World => {
  const clock = createClock()
  const feed = createTestFeed(clock)
  prepare(feed)
  return { clock, feed }
}

/** The bell as it was after each update. */
const bells = ({ inbox }: Opened): unknown[] => {
  const seen: unknown[] = []
  inbox.counts.subscribe(() => seen.push(inbox.counts.get()?.unread))
  return seen
}

describe('an event', () => {
  it('applies when it starts where we stand, and does no harm twice', async () => {
    const { inbox, list, feed, wire, events, silence, asked, pass } = await openLive({ notifications: 1 })
    silence()
    feed.create()
    for (let times = 0; times < 3; times++) wire.emit('feed', events[0])
    await pass(1000)
    expect(list.get().ids).toEqual([1002, 1001])
    expect(inbox.counts.get()?.total).toBe(2)
    expect(asked()).toEqual([])
  })

  it('after a gap shows its items and counts them, and the rest is asked for after 200 ms and jitter', async () => {
    const { inbox, list, feed, network, wire, events, silence, asked, pass } = await openLive({
      notifications: 1,
    })
    silence()
    feed.create()
    feed.create()
    wire.emit('feed', events[1])
    expect(list.get().ids).toEqual([1003, 1001])
    expect(inbox.counts.get()).toEqual({ unseen: 2, unread: 2, total: 2 })
    await pass(199)
    expect(asked()).toEqual([])
    await pass(201)
    expect(asked()).toEqual([changes])
    network.calls[0]?.answer()
    await pass()
    expect(list.get().ids).toEqual([1003, 1002, 1001])
    expect(inbox.counts.get()).toEqual({ unseen: 3, unread: 3, total: 3 })
  })

  it('P3: after a gap leaves an older item that we do not know to the answer, which brings its count too', async () => {
    const { feed, inbox, list, wire, pass, silence, network } = await openLive({
      world: aWorld((feed) => feed.act({ verb: 'archive', id: feed.create().id })),
    })
    silence()
    feed.act({ verb: 'unarchive', id: 1001 })
    wire.lose(0)
    feed.act({ verb: 'read', id: 1001 })
    wire.deliver(0)
    expect([list.get().ids, inbox.counts.get()?.total]).toEqual([[], 0])
    network.isInstant = true
    await pass(500)
    expect([list.get().ids, inbox.counts.get()?.total]).toEqual([[1001], 1])
  })

  it('that comes late fills its gap', async () => {
    const { inbox, list, feed, wire, events, silence, pass } = await openLive({ notifications: 1 })
    silence()
    feed.create()
    feed.batch([{ ...elsewhere, verb: 'read', id: 1001 }])
    for (const at of [1, 0, 1]) wire.emit('feed', events[at])
    expect(list.get().ids).toEqual([1002, 1001])
    expect(inbox.counts.get()).toEqual({ unseen: 1, unread: 1, total: 2 })
    await pass()
  })

  it('does not bring back what is deleted', async () => {
    const { list, feed, wire, events, silence } = await openLive({ notifications: 1 })
    silence()
    feed.create()
    feed.batch([{ ...elsewhere, verb: 'delete', id: 1002 }])
    for (const at of [1, 0, 0]) wire.emit('feed', events[at])
    expect(list.get().ids).toEqual([1001])
  })

  it('of another epoch loads everything anew, with nothing doubled', async () => {
    const { inbox, list, feed, asked, pass } = await openLive({ notifications: 30 })
    await list.loadMore()
    await Promise.all([inbox.markRead(1030), pass()])
    feed.renew()
    feed.create()
    await pass(1000)
    expect(list.get().ids).toEqual(
      feed
        .list()
        .slice(0, 30)
        .map(({ id }) => id),
    )
    expect(inbox.counts.get()).toEqual(feed.head().counts)
    expect(asked().filter((path) => path === changes)).toHaveLength(1)
    feed.create()
    await pass()
    expect(list.get().ids).toHaveLength(31)
  })
})

describe('a beacon', () => {
  it('that is ahead or behind leads to one question, and one that agrees to none', async () => {
    const { feed, wire, silence, asked, network, pass } = await openLive({ notifications: 2 })
    const { epoch, seq } = feed.head()
    wire.emit('beacon', { epoch, seq })
    await pass(1000)
    expect(asked()).toEqual([])
    wire.emit('beacon', { epoch, seq: seq - 1 })
    await pass(1000)
    expect(asked()).toEqual([changes])
    silence()
    feed.create()
    network.isInstant = true
    wire.emit('beacon', { epoch, seq: seq + 1 })
    await pass(1000)
    expect(asked()).toEqual([changes, changes])
  })

  it('heals the loss of the last event', async () => {
    const { inbox, list, feed, wire, silence, network, pass } = await openLive({ notifications: 1 })
    silence()
    feed.create()
    wire.lose(0)
    network.isInstant = true
    wire.emit('beacon', { epoch: feed.head().epoch, seq: feed.head().seq })
    await pass(1000)
    expect(list.get().ids).toEqual([1002, 1001])
    expect(inbox.counts.get()?.total).toBe(2)
  })

  it('shows that a database was restored', async () => {
    const { inbox, list, feed, wire, pass } = await openLive({ notifications: 2 })
    const restore = feed.backUp()
    feed.create()
    await pass()
    expect(list.get().ids).toHaveLength(3)
    restore()
    wire.emit('beacon', { epoch: feed.head().epoch, seq: feed.head().seq })
    await pass(1000)
    expect(list.get().ids).toEqual([1002, 1001])
    expect(inbox.counts.get()?.total).toBe(2)
  })
})

describe('an answer to "what has changed"', () => {
  it('that came too late to matter does not move us back', async () => {
    const { inbox, list, feed, wire, events, silence, network, pass } = await openLive({ notifications: 1 })
    silence()
    feed.create()
    wire.emit('beacon', { epoch: feed.head().epoch, seq: feed.head().seq })
    await pass(500)
    network.calls[0]?.arrive()
    feed.create()
    for (const event of events) wire.emit('feed', event)
    network.calls[0]?.answer()
    await pass()
    expect(list.get().ids).toEqual([1003, 1002, 1001])
    expect(inbox.counts.get()?.total).toBe(3)
  })

  it('that says reset loads the rows that are shown, however many pages', async () => {
    const { inbox, list, feed, network, silence, wire, asked, pass } = await openLive({ notifications: 200 })
    await list.loadMore()
    await list.loadMore()
    expect(list.get().ids).toHaveLength(125)
    silence()
    for (let made = 0; made < 501; made++) feed.create()
    network.isInstant = true
    const before = asked().length
    wire.emit('beacon', { epoch: feed.head().epoch, seq: feed.head().seq })
    await pass(2000)
    expect(asked().slice(before)).toEqual([changes, '/v3/notifications', '/v3/notifications', changes])
    expect(list.get().ids).toEqual(
      feed
        .list()
        .slice(0, 125)
        .map(({ id }) => id),
    )
    expect(inbox.counts.get()?.total).toBe(701)
  })

  it('is asked for again, with patience, when it is lost', async () => {
    const { list, feed, wire, silence, network, asked, pass } = await openLive({ notifications: 1 })
    silence()
    feed.create()
    wire.emit('beacon', { epoch: feed.head().epoch, seq: feed.head().seq })
    await pass(500)
    network.calls[0]?.lose()
    await pass(500)
    expect(asked()).toHaveLength(1)
    network.isInstant = true
    await pass(500)
    expect(asked()).toHaveLength(2)
    expect(list.get().ids).toEqual([1002, 1001])
  })
})

describe('a page', () => {
  it('that is newer than we are waits until the bell knows as much', async () => {
    const { inbox, list, feed, network, silence, asked, pass } = await openLive({ notifications: 60 })
    const seen = bells({ inbox } as Opened)
    silence()
    feed.batch([{ ...elsewhere, verb: 'read', id: 1001 }])
    network.isInstant = true
    await list.loadMore()
    expect(asked()).toEqual(['/v3/notifications', changes])
    expect(list.get().ids).toHaveLength(60)
    expect(inbox.item(1001).get()?.readAt).not.toBeNull()
    expect(seen).toEqual([59])
    await pass(1000)
    expect(asked()).toHaveLength(2)
  })

  it('that is older than we are does not undo what is known since', async () => {
    const { inbox, list, feed, network, wire, events, silence, pass } = await openLive({ notifications: 60 })
    silence()
    void list.loadMore()
    await pass()
    network.calls[0]?.arrive()
    feed.batch([{ ...elsewhere, verb: 'read', id: 1001 }])
    feed.batch([{ operationId: 'second', verb: 'delete', id: 1002 }])
    feed.batch([{ operationId: 'third', verb: 'seenAll', throughSeq: 60 }])
    for (const event of events) wire.emit('feed', event)
    network.calls[0]?.answer()
    await pass()
    expect(list.get().ids).toHaveLength(59)
    expect(inbox.item(1001).get()?.readAt).not.toBeNull()
    expect(inbox.item(1002).get()).toBeUndefined()
    expect(inbox.item(1003).get()?.seenAt).not.toBeNull()
  })
})

describe('our own act', () => {
  const roads = {
    'its event before its answer': ['event', 'answer'],
    'its answer before its event': ['answer', 'event'],
    'its answer alone': ['answer'],
    'its event alone': ['event'],
  }
  for (const [name, road] of Object.entries(roads)) {
    it(`is confirmed in one update by ${name}`, async () => {
      const opened = await openLive({ notifications: 3 })
      const { inbox, network, wire, events, silence, pass } = opened
      silence()
      const done = inbox.markRead(1002)
      const seen = bells(opened)
      const shown: unknown[] = []
      inbox.item(1002).subscribe(() => shown.push(Boolean(inbox.item(1002).get()?.readAt)))
      await pass()
      network.calls[0]?.arrive()
      for (const step of road) {
        if (step === 'event') wire.emit('feed', events[0])
        else network.calls[0]?.answer()
        await pass()
      }
      await done
      expect(inbox.isPending(1002).get()).toBe(false)
      expect(inbox.counts.get()?.unread).toBe(2)
      expect(seen).toEqual([])
      expect(new Set(shown)).toEqual(new Set([true]))
    })
  }

  it('is confirmed by what has changed when both are lost', async () => {
    const opened = await openLive({ notifications: 3 })
    const { inbox, feed, network, wire, silence, pass } = opened
    silence()
    const done = inbox.markAllRead()
    const seen = bells(opened)
    await pass()
    network.calls[0]?.arrive()
    network.calls[0]?.lose()
    wire.lose(0)
    network.isInstant = true
    wire.emit('beacon', { epoch: feed.head().epoch, seq: feed.head().seq })
    await pass(5000)
    await done
    expect(inbox.counts.get()?.unread).toBe(0)
    expect(seen).toEqual([])
  })

  it('does not flicker when its answer tells of more than we know', async () => {
    const opened = await openLive({ notifications: 3 })
    const { inbox, feed, network, silence, pass } = opened
    silence()
    const done = inbox.markAllRead()
    const seen = bells(opened)
    await pass()
    feed.create()
    network.calls[0]?.answer()
    await pass()
    await done
    expect(inbox.counts.get()?.unread).toBe(0)
    network.isInstant = true
    await pass(1000)
    expect(inbox.counts.get()).toEqual({ unseen: 1, unread: 1, total: 4 })
    expect(seen).toEqual([1])
  })
})

describe('two clients of one user', () => {
  it('show each other what they do', async () => {
    const first = await openLive({ notifications: 3 })
    const second = await openLive({ world: first })
    void first.inbox.markRead(1001)
    void second.inbox.remove(1002)
    await first.pass()
    for (const { inbox, list } of [first, second]) {
      expect(list.get().ids).toEqual([1003, 1001])
      expect(inbox.counts.get()).toEqual({ unseen: 1, unread: 1, total: 2 })
      expect(inbox.item(1001).get()?.readAt).not.toBeNull()
    }
  })
})
