import { aHead, aNotification, noMarks } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { aPending } from '../testing/builders.js'
import { shownCounts } from './counts.js'
import { addRecord, applyMarks, createItems, dropRecord, type Items, put, show } from './items.js'

const head = aHead()
const at = '2030-01-01T00:00:00.000Z'

const withItems = (...ids: number[]): Items => {
  const items = createItems()
  for (const id of ids) {
    const item = aNotification({ id })
    put(items, head, id, item.seq, item, null)
    show(items, id)
  }
  return items
}

describe('the table', () => {
  it('keeps the version with the higher seq', () => {
    const items = withItems(1)
    put(items, head, 1, 5, aNotification({ id: 1, seq: 5, title: 'new' }), null)
    put(items, head, 1, 4, aNotification({ id: 1, seq: 4, title: 'old' }), null)
    expect(items.confirmed.get(1)?.title).toBe('new')
  })

  it('does not bring back what is deleted, unless it was restored later', () => {
    const items = withItems(1)
    put(items, head, 1, 6, null, null)
    put(items, head, 1, 5, aNotification({ id: 1, seq: 5 }), null)
    expect(items.confirmed.has(1)).toBe(false)
    put(items, head, 1, 7, aNotification({ id: 1, seq: 7 }), null)
    expect(items.confirmed.has(1)).toBe(true)
    expect(items.gone.size).toBe(0)
  })

  it('remembers a bounded number of deleted items', () => {
    const items = createItems()
    for (let id = 1; id <= 2000; id++) put(items, aHead({ seq: 5000 }), id, id, null, null)
    expect(items.gone.size).toBeLessThanOrEqual(500)
    expect(items.gone.has(2000)).toBe(true)
  })

  it('lays the watermarks over what comes, and over what is there when they move', () => {
    const items = withItems(1, 2)
    const marks = { ...noMarks, readAll: 1, readAllAt: at, cleared: 0 }
    expect(applyMarks(items, marks)).toEqual([1])
    expect(items.confirmed.get(1)?.readAt).toBe(at)
    put(items, aHead({ marks: { ...noMarks, cleared: 3 } }), 3, 3, aNotification({ id: 3 }), null)
    expect(items.confirmed.has(3)).toBe(false)
  })

  it('holds what is newer than the head apart, and shows it', () => {
    const items = withItems(1)
    put(items, head, 1, 12, aNotification({ id: 1, seq: 12, title: 'ahead' }), null)
    show(items, 1)
    expect(items.confirmed.get(1)?.title).toBe('Notification 1')
    expect(items.shown.get(1)?.title).toBe('ahead')
  })
})

describe('the counts', () => {
  it('are those of the head when nothing is pending', () => {
    expect(shownCounts(withItems(1, 2, 3), head)).toEqual({ unseen: 3, unread: 3, total: 3 })
  })

  it('take the effect of an act, once', () => {
    const items = withItems(1, 2, 3)
    for (const verb of ['read', 'read', 'seen'] as const) addRecord(items, aPending({ verb }))
    show(items, 1)
    expect(shownCounts(items, head)).toEqual({ unseen: 2, unread: 2, total: 3 })
  })

  it('do not move by an act that is confirmed already', () => {
    const items = withItems(2, 3)
    put(items, head, 1, 9, aNotification({ id: 1, seq: 9, seenAt: at, readAt: at }), null)
    const record = aPending({ verb: 'read' })
    addRecord(items, record)
    show(items, 1)
    const counts = { unseen: 2, unread: 2, total: 3 }
    expect(shownCounts(items, aHead({ counts }))).toEqual(counts)
    dropRecord(items, record)
    show(items, 1)
    expect(shownCounts(items, aHead({ counts }))).toEqual(counts)
  })

  it('know a deletion and an undoing', () => {
    const items = withItems(1, 2, 3)
    addRecord(items, aPending({ verb: 'delete' }))
    show(items, 1)
    expect(shownCounts(items, head)).toEqual({ unseen: 2, unread: 2, total: 2 })
    addRecord(items, aPending({ verb: 'restore' }))
    show(items, 1)
    expect(shownCounts(items, head)).toEqual({ unseen: 3, unread: 3, total: 3 })
  })

  it('leave under "mark all" only what came later', () => {
    const items = withItems(1, 2, 3)
    const later = aHead({ seq: 11, counts: { unseen: 90, unread: 95, total: 100 } })
    put(items, later, 11, 11, aNotification({ id: 11 }), null)
    addRecord(items, aPending({ verb: 'readAll', throughSeq: 10 }))
    for (const id of items.confirmed.keys()) show(items, id)
    expect(shownCounts(items, later)).toEqual({ unseen: 1, unread: 1, total: 100 })
  })

  it('add what is ahead of them, by what it was before', () => {
    const items = withItems(1)
    const was = { seenAt: false, readAt: false }
    put(items, head, 20, 20, aNotification({ id: 20 }), null)
    put(items, head, 1, 11, aNotification({ id: 1, seq: 11, readAt: at }), was)
    put(items, head, 2, 12, aNotification({ id: 2, seq: 12, readAt: at }), was)
    for (const id of [1, 2, 20]) show(items, id)
    expect(shownCounts(items, head)).toEqual({ unseen: 2, unread: 2, total: 4 })
  })
})
