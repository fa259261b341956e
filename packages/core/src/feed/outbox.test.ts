import { problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { type Opened, openInbox, type Setting } from '../testing/open-inbox.js'

const openLive = async (setting: Setting = { notifications: 5 }): Promise<Opened> => {
  const opened = openInbox(setting)
  opened.inbox.feed().subscribe(() => {})
  await opened.pass()
  return opened
}

interface Sent {
  operationId: string
  verb: string
  id: number
  ageMs: number
}
/** The operations of each batch that was sent. */
const batches = ({ network }: Opened): Sent[][] =>
  network.requests
    .filter(({ path }) => path === '/v3/notifications/batch')
    .map(({ body }) => (body as { operations: Sent[] }).operations)

describe('acts', () => {
  it('of one moment travel together, in order, and outlive their page', async () => {
    const opened = await openLive()
    const { inbox, network, pass } = opened
    void inbox.markRead([1001, 1002])
    void inbox.remove(1001)
    void inbox.markAllSeen()
    await pass()
    expect(batches(opened)).toMatchObject([
      [
        { verb: 'read', id: 1001, ageMs: 0 },
        { verb: 'read', id: 1002 },
        { verb: 'delete', id: 1001 },
        { verb: 'seenAll', throughSeq: 5 },
      ],
    ])
    expect(network.requests.at(-1)?.keepalive).toBe(true)
    const ids = batches(opened)[0]?.map(({ operationId }) => operationId) ?? []
    expect(new Set(ids).size).toBe(4)
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })

  it('travel 500 at a time', async () => {
    const opened = await openLive({ notifications: 0 })
    void opened.inbox.markRead(Array.from({ length: 1200 }, (_, at) => at + 1))
    await opened.pass()
    expect(batches(opened).map((batch) => batch.length)).toEqual([500, 500, 200])
    expect(opened.network.requests[1]?.keepalive).toBe(false)
  })

  it('wait for the batch before them', async () => {
    const opened = await openLive()
    const { inbox, network, pass } = opened
    network.isInstant = false
    void inbox.markRead(1001)
    await pass()
    void inbox.markUnread(1001)
    await pass()
    expect(batches(opened)).toHaveLength(1)
    network.isInstant = true
    network.calls[0]?.answer()
    await pass()
    expect(batches(opened)).toMatchObject([[{ verb: 'read' }], [{ verb: 'unread' }]])
    expect(inbox.item(1001).get()?.readAt).toBeNull()
  })
})

describe('what was seen', () => {
  it('is gathered for a second, each row once', async () => {
    const opened = await openLive()
    const { inbox, pass } = opened
    void inbox.markSeen(1001)
    await pass(600)
    void inbox.markSeen([1001, 1002])
    expect(inbox.counts.get()?.unseen).toBe(3)
    await pass(300)
    expect(batches(opened)).toEqual([])
    await pass(100)
    expect(batches(opened)).toMatchObject([
      [
        { id: 1001, ageMs: 1000 },
        { id: 1002, ageMs: 400 },
      ],
    ])
  })

  it('goes with the next act, and when the page is hidden', async () => {
    const opened = await openLive()
    const { inbox, platform, pass } = opened
    void inbox.markSeen(1001)
    void inbox.markRead(1002)
    await pass()
    expect(batches(opened)).toMatchObject([[{ verb: 'seen' }, { verb: 'read' }]])
    void inbox.markSeen(1003)
    platform.setVisible(false)
    await pass()
    expect(batches(opened)).toHaveLength(2)
  })
})

describe('without a network', () => {
  it('acts stay, are not sent, and go out in order when it is back, once each', async () => {
    const opened = await openLive()
    const { inbox, network, platform, feed, pass } = opened
    network.setDown(true)
    platform.setOnline(false)
    const done = [inbox.markRead(1001), inbox.remove(1002)]
    await pass(600_000)
    expect(batches(opened).length).toBeLessThanOrEqual(1)
    expect(inbox.isPending(1001).get()).toBe(true)
    network.setDown(false)
    platform.setOnline(true)
    await pass(1000)
    await Promise.all(done)
    expect(batches(opened).at(-1)).toMatchObject([{ verb: 'read', ageMs: 600_000 }, { verb: 'delete' }])
    expect(feed.list().map(({ id }) => id)).not.toContain(1002)
    expect(inbox.isPending(1001).get()).toBe(false)
  })

  it('a lost answer is asked for again, and the act takes effect once', async () => {
    const opened = await openLive()
    const { inbox, network, feed, pass } = opened
    network.isInstant = false
    const done = inbox.setState(1001, 'accepted')
    await pass()
    network.calls[0]?.arrive()
    network.calls[0]?.lose()
    network.wires[0]?.lose(0)
    network.isInstant = true
    const { seq } = feed.head()
    await pass(2000)
    await done
    expect(batches(opened)).toHaveLength(2)
    expect(batches(opened)[0]?.[0]?.operationId).toBe(batches(opened)[1]?.[0]?.operationId)
    expect(feed.head().seq).toBe(seq)
  })

  it('what an event has confirmed meanwhile is not sent again', async () => {
    const opened = await openLive()
    const { inbox, network, pass } = opened
    network.isInstant = false
    const done = inbox.markRead(1001)
    await pass()
    network.calls[0]?.arrive()
    network.calls[0]?.lose()
    network.wires[0]?.deliver(0)
    await done
    await pass(60_000)
    expect(batches(opened)).toHaveLength(1)
  })
})

describe('a batch that is refused', () => {
  it('goes back as a whole and is not repeated', async () => {
    const opened = await openLive()
    const { inbox, network, pass } = opened
    network.intercept = ({ path }) => (path.endsWith('batch') ? problem('unprocessable') : undefined)
    const done = Promise.allSettled([inbox.markRead(1001), inbox.remove(1002)])
    await pass(60_000)
    expect(await done).toMatchObject([
      { reason: { code: 'unprocessable' } },
      { reason: { code: 'unprocessable' } },
    ])
    expect(batches(opened)).toHaveLength(1)
    expect(inbox.counts.get()).toEqual({ unseen: 5, unread: 5, total: 5 })
  })

  it('for now waits as long as the server asks, even when the network changes', async () => {
    const opened = await openLive()
    const { inbox, network, platform, pass } = opened
    network.intercept = ({ path }) =>
      path.endsWith('batch') ? problem('rate_limited', { retryAfterMs: 90_000 }) : undefined
    const done = inbox.markRead(1001)
    await pass(1000)
    network.intercept = () => undefined
    platform.setOnline(false)
    platform.setOnline(true)
    await pass(88_000)
    expect(batches(opened)).toHaveLength(1)
    await pass(2500)
    await done
    expect(batches(opened)).toHaveLength(2)
  })
})

describe('closing', () => {
  it('sends what is left once, and rejects what could not be sent', async () => {
    const opened = await openLive()
    const { inbox, feed, pass } = opened
    const seen = inbox.markSeen(1001)
    inbox.close()
    await pass()
    await seen
    expect(feed.list().at(-1)?.seenAt).not.toBeNull()
    await expect(inbox.markRead(1001)).rejects.toMatchObject({ code: 'closed' })
    expect(inbox.connection.get()).toEqual({ kind: 'idle' })
  })

  it('gives up what the network does not carry', async () => {
    const { inbox, network, pass } = await openLive()
    network.setDown(true)
    const read = inbox.markRead(1001).catch((reason: unknown) => reason)
    await pass()
    inbox.close()
    await pass()
    expect(await read).toMatchObject({ code: 'closed' })
  })

  it('by signing out forgets everything', async () => {
    const { inbox, network, clock, platform, pass, feed } = await openLive()
    const list = inbox.feed()
    void inbox.markSeen(1001)
    const left = inbox.signOut()
    expect(list.get().ids).toEqual([])
    expect(inbox.item(1001).get()).toBeUndefined()
    expect([inbox.counts.get(), inbox.app.get()]).toEqual([null, null])
    await pass()
    await left
    expect(feed.list().at(-1)?.seenAt).not.toBeNull()
    expect([network.wires.length, platform.listeners(), clock.timers()]).toEqual([0, 0, 0])
  })
})
