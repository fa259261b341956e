import type { Change, Counts, Filter, Flags, Notification } from '@inboxkit/protocol'
import { aHead, aNotification, noMarks } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { aPending } from '../testing/builders.js'
import { fromServer, shownCounts, type Tally } from './counts.js'
import { coverOf } from './covering.js'
import { keyOf } from './filters.js'
import { addRecord, createItems, dropRecord, type Items, put } from './items.js'
import { moveCounts, recount } from './tallying.js'

const at = '2030-01-01T00:00:00.000Z'
const head = aHead()
const plain = (counts: Counts = head.counts): Tally => ({ filter: {}, counts, isStale: false })
const tallyOf = (filter: Filter, unseen: number, unread: number, total: number): Tally => ({
  filter,
  counts: fromServer({ unseen, unread, total }),
  isStale: false,
})

const withItems = (...given: Partial<Notification>[]): Items => {
  const items = createItems()
  items.head = head
  for (const one of given) {
    const item = aNotification(one)
    put(items, item.id, item.seq, item, null)
  }
  return items
}
const shownIn = (items: Items, tally: Tally, ...others: Tally[]): number[] =>
  Object.values(
    shownCounts(
      items,
      tally,
      coverOf(items, new Map([tally, ...others].map((one) => [keyOf(one.filter), one]))),
    ) ?? {},
  )
const three = [{ id: 1 }, { id: 2 }, { id: 3 }]
const category = { id: 1, identifier: 'orders', name: 'Orders' }

describe('shown counts', () => {
  it('are the confirmed ones when nothing is pending, and not known when those are not', () => {
    expect(shownIn(withItems(...three), plain())).toEqual([3, 3, 3])
    const unknown = { ...plain(), counts: null }
    expect(shownCounts(withItems(...three), unknown, undefined)).toBeNull()
  })

  it('take the effect of an act, once', () => {
    const items = withItems(...three)
    for (const verb of ['read', 'read', 'seen'] as const) addRecord(items, aPending({ verb }))
    expect(shownIn(items, plain())).toEqual([2, 2, 3])
  })

  it('do not move by an act that is confirmed already', () => {
    const items = withItems({ id: 2 }, { id: 3 })
    put(items, 1, 9, aNotification({ id: 1, seq: 9, seenAt: at, readAt: at }), null)
    const record = aPending({ verb: 'read' })
    addRecord(items, record)
    const counts = plain({ unseen: 2, unread: 2, total: 3 })
    expect(shownIn(items, counts)).toEqual([2, 2, 3])
    dropRecord(items, record)
    expect(shownIn(items, counts)).toEqual([2, 2, 3])
  })

  it('know a deletion and an undoing', () => {
    const items = withItems(...three)
    addRecord(items, aPending({ verb: 'delete' }))
    expect(shownIn(items, plain())).toEqual([2, 2, 2])
    items.laid.clear()
    addRecord(items, aPending({ verb: 'restore' }))
    expect(shownIn(items, plain())).toEqual([3, 3, 3])
  })

  it('move what is archived or snoozed from one filter to another', () => {
    const items = withItems({ id: 1, category }, { id: 2, category })
    addRecord(items, aPending({ verb: 'archive' }))
    addRecord(items, aPending({ verb: 'snooze', id: 2, until: at }))
    expect(shownIn(items, plain({ unseen: 5, unread: 6, total: 7 }))).toEqual([3, 4, 5])
    expect(shownIn(items, tallyOf({ state: 'archived' }, 0, 0, 4))).toEqual([1, 1, 5])
    expect(shownIn(items, tallyOf({ state: 'snoozed' }, 0, 0, 0))).toEqual([1, 1, 1])
    expect(shownIn(items, tallyOf({ category: 'orders' }, 2, 2, 2))).toEqual([0, 0, 0])
    expect(shownIn(items, tallyOf({ category: 'news' }, 2, 2, 2))).toEqual([2, 2, 2])
  })

  it('add what is ahead of them, by what it was before', () => {
    const items = withItems({ id: 1 })
    const was = { seenAt: false, readAt: false, category: null }
    put(items, 20, 20, aNotification({ id: 20 }), null)
    put(items, 1, 11, aNotification({ id: 1, seq: 11, readAt: at }), was)
    put(items, 2, 12, aNotification({ id: 2, seq: 12, readAt: at }), was)
    expect(shownIn(items, plain())).toEqual([2, 2, 4])
  })

  it('count one that woke while it is ahead as what it was', () => {
    const items = withItems()
    const was = { seenAt: true, readAt: true, snoozedUntil: true, category: null }
    put(items, 2, 12, aNotification({ id: 2, seq: 12, sort: 12 }), was)
    expect(shownIn(items, plain())).toEqual([4, 4, 4])
    expect(shownIn(items, tallyOf({ state: 'snoozed' }, 0, 0, 3))).toEqual([0, 0, 2])
  })
})

describe('shown counts under a pending act on all', () => {
  const withLater = (): Items => {
    const items = withItems({ id: 1, category }, { id: 2 })
    items.head = aHead({ seq: 11 })
    items.touched.add(11)
    put(items, 11, 11, aNotification({ id: 11, category }), null)
    return items
  }
  const many = plain({ unseen: 90, unread: 95, total: 100 })

  it('leave of everything only what came later, loaded or not', () => {
    const expected = {
      readAll: [1, 1, 100],
      seenAll: [1, 95, 100],
      archiveAll: [1, 1, 1],
      deleteAll: [1, 1, 1],
    }
    for (const [verb, counts] of Object.entries(expected)) {
      const items = withLater()
      addRecord(items, aPending({ verb: verb as 'readAll', throughSeq: 10 }))
      expect([verb, shownIn(items, many)]).toEqual([verb, counts])
    }
  })

  it('cover every filter when it has none, but for deleting what is archived', () => {
    const items = withLater()
    addRecord(items, aPending({ verb: 'readAll', throughSeq: 10 }))
    expect(shownIn(items, tallyOf({ category: 'orders' }, 20, 30, 40))).toEqual([1, 1, 40])
    expect(shownIn(items, tallyOf({ state: 'archived' }, 20, 30, 40))).toEqual([0, 0, 40])
    addRecord(items, aPending({ verb: 'deleteAll', throughSeq: 10 }))
    expect(shownIn(items, tallyOf({ category: 'orders' }, 20, 30, 40))).toEqual([1, 1, 1])
    expect(shownIn(items, tallyOf({ state: 'archived' }, 0, 30, 40))).toEqual([0, 30, 40])
  })

  it('know what is read, or unread', () => {
    const gone = (state: 'read' | 'unread'): number[] => {
      const items = withItems()
      addRecord(items, aPending({ verb: 'deleteAll', throughSeq: 10, filter: { state } }))
      return shownIn(items, many)
    }
    expect(gone('read')).toEqual([90, 95, 95])
    expect(gone('unread')).toEqual([0, 0, 5])
  })

  it('take from everything what its filter counts', () => {
    const items = withLater()
    addRecord(items, aPending({ verb: 'readAll', throughSeq: 10, filter: { category: 'orders' } }))
    const orders = tallyOf({ category: 'orders' }, 20, 30, 40)
    expect(shownIn(items, orders)).toEqual([1, 1, 40])
    expect(shownIn(items, many, orders)).toEqual([71, 66, 100])
  })

  it('look at what is here where filters overlap, or the number is not known', () => {
    const items = withLater()
    addRecord(items, aPending({ verb: 'readAll', throughSeq: 10, filter: { category: 'orders' } }))
    expect(shownIn(items, many)).toEqual([89, 94, 100])
    expect(shownIn(items, many, tallyOf({ category: 'orders' }, 20, 30, 1000))).toEqual([89, 94, 100])
    expect(shownIn(items, tallyOf({ tag: 'sale' }, 5, 5, 5))).toEqual([5, 5, 5])
  })
})

describe('confirmed counts of a filter', () => {
  const flags: Flags = { seen: false, read: false, archived: false, snoozed: false, category: 'orders' }
  const change = (item: Notification | null, was: Flags | null): Change => ({
    id: item?.id ?? 1,
    seq: 20,
    item,
    was,
    operationId: null,
  })
  const order = aNotification({ category })
  const moved = (tally: Tally, ...changes: Change[]): unknown[] => {
    moveCounts(tally, changes)
    return [...Object.values(tally.counts ?? {}), tally.isStale]
  }

  it('move by what an item was and is', () => {
    const orders = (): Tally => tallyOf({ category: 'orders' }, 2, 3, 4)
    expect(moved(orders(), change(order, null))).toEqual([3, 4, 5, false])
    expect(moved(orders(), change({ ...order, readAt: at }, flags))).toEqual([1, 2, 4, false])
    expect(moved(orders(), change(null, flags))).toEqual([1, 2, 3, false])
    expect(moved(orders(), change({ ...order, archivedAt: at }, flags))).toEqual([1, 2, 3, false])
    expect(moved(orders(), change({ ...order, category: null }, { ...flags, category: null }))).toEqual([
      2,
      3,
      4,
      false,
    ])
    const sale = tallyOf({ tag: 'sale', tenant: 'acme' }, 1, 1, 1)
    expect(moved(sale, change(null, { ...flags, tags: ['new', 'sale'], tenant: 'acme' }))).toEqual([
      0,
      0,
      0,
      false,
    ])
  })

  it('are to be asked anew when one leaves that was not counted exactly', () => {
    const many = (): Tally => tallyOf({ category: 'orders' }, 5, 1000, 1000)
    expect(moved(many(), change(order, null))).toEqual([6, Infinity, Infinity, false])
    expect(moved(many(), change(null, flags))).toEqual([4, Infinity, Infinity, true])
    expect(shownIn(withItems(), many())).toEqual([5, 1000, 1000])
  })

  it('say 1,000 for more, however many there are known to be', () => {
    const nearly = tallyOf({ category: 'orders' }, 0, 0, 999)
    moved(nearly, change({ ...order, readAt: at }, null), change({ ...order, id: 2, readAt: at }, null))
    expect(shownIn(withItems(), nearly)).toEqual([0, 0, 1000])
  })

  it('are never less than none, though what is known of an item beyond a gap is not what was counted', () => {
    const items = withItems()
    // It was archived between where we stand and where this event begins.
    put(items, 1, 12, aNotification({ seq: 12, snoozedUntil: at }), { ...aNotification(), archivedAt: at })
    expect(shownIn(items, tallyOf({ state: 'archived' }, 0, 0, 0))).toEqual([0, 0, 0])
    expect(shownIn(items, tallyOf({ state: 'snoozed' }, 0, 0, 0))).toEqual([1, 1, 1])
  })

  it('hold under moved watermarks only what is newer', () => {
    const items = withItems({ id: 1, category }, { id: 9, category }, { id: 10 })
    items.head = aHead({ marks: { ...noMarks, readAll: 8, seenAll: 8, readAllAt: at, seenAllAt: at } })
    const orders = tallyOf({ category: 'orders' }, 20, 30, 40)
    recount(items, orders, noMarks, [1, 9, 10])
    expect(orders.counts).toEqual({ unseen: 1, unread: 1, total: 40 })
    const archived = tallyOf({ state: 'archived' }, 20, 30, 40)
    items.head = aHead({ marks: { ...noMarks, cleared: 8 } })
    for (const tally of [orders, archived]) recount(items, tally, noMarks, [1, 9, 10])
    expect(orders.counts).toEqual({ unseen: 1, unread: 1, total: 1 })
    expect(archived.counts).toEqual({ unseen: 20, unread: 30, total: 40 })
  })
})
