import { aNotification } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { openFeeds } from '../testing/open-feeds.js'
import { inverse } from './undo.js'

const at = '2030-01-01T00:00:00.000Z'
const later = '2030-01-02T00:00:00.000Z'
const now = Date.parse(at)

describe('the inverse of an act', () => {
  const plain = aNotification()
  const verbs = (before: Partial<typeof plain> | null, after: Partial<typeof plain> | null): unknown[] =>
    inverse(
      1,
      before ? { ...plain, ...before } : undefined,
      after ? { ...plain, ...after } : undefined,
      now,
    ).map((act) => ('until' in act ? [act.verb, act.until] : act.verb))

  it('undoes what was changed, and nothing else', () => {
    expect(verbs({}, {})).toEqual([])
    expect(verbs({}, { readAt: at, seenAt: at })).toEqual(['unread', 'unseen'])
    expect(verbs({ seenAt: at }, { readAt: at, seenAt: at })).toEqual(['unread'])
    expect(verbs({ readAt: at, seenAt: at }, { seenAt: at })).toEqual(['read'])
    expect(verbs({}, { archivedAt: at })).toEqual(['unarchive'])
    expect(verbs({ archivedAt: at }, {})).toEqual(['archive'])
    expect(verbs({}, { snoozedUntil: later })).toEqual(['unsnooze'])
    expect(verbs({ pinnedAt: at }, {})).toEqual(['pin'])
    expect(verbs({}, { pinnedAt: at })).toEqual(['unpin'])
  })

  it('brings back where it was, and the pin', () => {
    expect(verbs({ snoozedUntil: later }, { archivedAt: at })).toEqual([['snooze', later]])
    expect(verbs({ snoozedUntil: later }, { snoozedUntil: at })).toEqual([['snooze', later]])
    expect(verbs({ archivedAt: at }, { snoozedUntil: later })).toEqual(['archive'])
    expect(verbs({ pinnedAt: at }, { archivedAt: at })).toEqual(['unarchive', 'pin'])
    expect(verbs({ pinnedAt: at, archivedAt: at, readAt: at }, null)).toEqual(['restore', 'pin'])
    expect(verbs(null, {})).toEqual(['delete'])
  })

  it('does not snooze until a time that has passed', () => {
    expect(verbs({ snoozedUntil: at }, { archivedAt: at })).toEqual(['unarchive'])
    expect(verbs({ snoozedUntil: at }, { snoozedUntil: later })).toEqual(['unsnooze'])
  })
})

describe('undo', () => {
  it('takes back without a request what was not sent, and all is answered', async () => {
    const { inbox, rows, asked, pass } = await openFeeds([{}], { notifications: 2 })
    const archived = inbox.archive(1001)
    const marked = inbox.markAllRead()
    await Promise.all([archived.undo(), marked.undo()])
    expect(rows()).toEqual([[1002, 1001]])
    expect(inbox.counts.get()).toEqual({ unseen: 2, unread: 2, total: 2 })
    await Promise.all([archived, marked, pass(2000)])
    expect(asked()).toEqual([])
  })

  it('brings each item back to what it was, at once', async () => {
    const { inbox, feed, rows, pass } = await openFeeds([{}, { state: 'archived' }], { notifications: 4 })
    await Promise.all([inbox.markRead(1001), inbox.pin(1002), inbox.archive(1003), pass()])
    const before = feed.list()
    const acts = [inbox.markRead([1001, 1002]), inbox.archive([1002, 1003]), inbox.remove([1001, 1004])]
    await Promise.all([...acts, pass()])
    expect(rows()).toEqual([[], [1003, 1002]])
    const undone = acts.reverse().map((act) => act.undo())
    expect(rows()).toEqual([[1002, 1004, 1001], [1003]])
    await Promise.all([...undone, pass()])
    expect(rows()).toEqual([[1002, 1004, 1001], [1003]])
    const essence = ({ id, readAt, seenAt, pinnedAt }: (typeof before)[number]): unknown => [
      id,
      !readAt,
      !seenAt,
      !pinnedAt,
    ]
    expect(feed.list().map(essence)).toEqual(before.map(essence))
    expect(inbox.counts.get()).toEqual(feed.head().counts)
  })

  it('snoozes again until the earlier time', async () => {
    const { inbox, clock, feed, pass } = await openFeeds([{ state: 'snoozed' }], { notifications: 1 })
    const until = new Date(clock.now() + 60_000).toISOString()
    await Promise.all([inbox.snooze(1001, until), pass()])
    const moved = inbox.snooze(1001, new Date(clock.now() + 120_000))
    await Promise.all([moved, pass()])
    await Promise.all([moved.undo(), pass()])
    expect(feed.find(1001)?.snoozedUntil).toBe(until)
  })

  it('goes after what is under way, and does once what is asked twice', async () => {
    const { inbox, network, rows, feed, pass } = await openFeeds([{}], { notifications: 1 })
    network.isInstant = false
    const archived = inbox.archive(1001)
    await pass()
    network.isInstant = true
    const undone = archived.undo()
    expect(archived.undo()).toBe(undone)
    expect(rows()).toEqual([[1001]])
    network.calls[0]?.answer()
    await Promise.all([archived, undone, pass(1000)])
    expect(rows()).toEqual([[1001]])
    expect(feed.find(1001)?.archivedAt).toBeUndefined()
  })

  it('leaves alone what the act did not change, or was refused', async () => {
    const { inbox, feed, network, pass } = await openFeeds([{}], { notifications: 2 })
    await Promise.all([inbox.markRead(1001), pass()])
    feed.refuse = ({ verb }) => (verb === 'archive' ? 'not on Sundays' : undefined)
    const acts = [inbox.markRead([1001, 1002]), inbox.archive(1002)]
    await Promise.all([...acts.map((act) => act.catch(() => {})), pass()])
    await Promise.all([...acts.map((act) => act.undo()), pass()])
    expect(feed.list().map(({ readAt }) => Boolean(readAt))).toEqual([false, true])
    const sent = network.requests.at(-1)?.body as { operations: { verb: string; id: number }[] }
    expect(sent.operations.map(({ verb, id }) => [verb, id])).toEqual([
      ['unread', 1002],
      ['unseen', 1002],
    ])
  })

  it('is refused after 10 minutes', async () => {
    const { inbox, pass } = await openFeeds([{}], { notifications: 1 })
    const read = inbox.markRead(1001)
    await Promise.all([read, pass()])
    await pass(10 * 60_000)
    await expect(read.undo()).rejects.toMatchObject({
      code: 'refused',
      message: 'This can no longer be undone',
    })
  })

  it('of an act on all loads the feed anew, and every feed that is looked at', async () => {
    const { inbox, rows, feed, pass } = await openFeeds([{}, { state: 'unread' }], { notifications: 30 })
    await Promise.all([inbox.markRead(1030), pass()])
    const marked = inbox.markAllRead()
    await Promise.all([marked, pass()])
    expect(inbox.counts.get()?.unread).toBe(0)
    await Promise.all([marked.undo(), pass(1000)])
    expect(inbox.counts.get()).toEqual({ unseen: 29, unread: 29, total: 30 })
    expect(rows()[1]).toEqual(
      feed
        .list({ state: 'unread' })
        .slice(0, 25)
        .map(({ id }) => id),
    )
    const removed = inbox.removeAll()
    await Promise.all([removed, pass()])
    await Promise.all([removed.undo(), pass(1000)])
    expect(rows()[0]).toHaveLength(25)
    expect(inbox.counts.get()?.total).toBe(30)
  })

  it('of an act on all of a filter changes its items back', async () => {
    const orders = { category: 'orders' }
    const { inbox, rows, feed, pass } = await openFeeds([{}], { notifications: [orders, {}, orders] })
    const archived = inbox.archiveAll(orders)
    await Promise.all([archived, pass()])
    expect(rows()).toEqual([[1002]])
    const { epoch } = feed.head()
    await Promise.all([archived.undo(), pass()])
    expect(rows()).toEqual([[1003, 1002, 1001]])
    expect(feed.head().epoch).toBe(epoch)
  })

  it('of an act on all that is under way shows at once', async () => {
    const { inbox, network, pass } = await openFeeds([{}], { notifications: 3 })
    network.isInstant = false
    const marked = inbox.markAllRead()
    await pass()
    expect(inbox.counts.get()?.unread).toBe(0)
    const undone = marked.undo()
    expect(inbox.counts.get()?.unread).toBe(3)
    network.isInstant = true
    network.calls[0]?.answer()
    await Promise.all([marked, undone, pass(1000)])
    expect(inbox.counts.get()?.unread).toBe(3)
  })

  it('of an act on all says when another one has followed', async () => {
    const { inbox, feed, pass } = await openFeeds([{}], { notifications: 3 })
    const marked = inbox.markAllRead()
    await Promise.all([marked, pass()])
    feed.create()
    feed.actOnAll('readAll')
    await pass()
    const late = marked.undo().catch((problem: unknown) => problem)
    await pass()
    expect(await late).toMatchObject({ code: 'refused', message: 'This can no longer be undone' })
  })

  it('is nothing once the inbox is closed', async () => {
    const { inbox, pass } = await openFeeds([{}], { notifications: 1 })
    const read = inbox.markRead(1001)
    await Promise.all([read, pass()])
    inbox.close()
    await expect(inbox.archive(1001)).rejects.toMatchObject({ code: 'closed' })
    await expect(read.undo()).rejects.toMatchObject({ code: 'closed' })
  })
})
