import type { FeedHead, Notification } from '@inboxkit/protocol'
import { aHead, aNotification, noMarks } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { aPending } from '../testing/builders.js'
import { addRecord, confirmedOf, createItems, type Items, put, shown } from './items.js'

const at = '2030-01-01T00:00:00.000Z'

const withItems = (head: FeedHead, ...ids: number[]): Items => {
  const items = createItems()
  items.head = head
  for (const id of ids) put(items, id, id, aNotification({ id }), null)
  return items
}
const take = (items: Items, item: Notification): void => put(items, item.id, item.seq, item, null)

describe('the table', () => {
  it('keeps the version with the higher seq', () => {
    const items = withItems(aHead(), 1)
    take(items, aNotification({ id: 1, seq: 5, title: 'new' }))
    take(items, aNotification({ id: 1, seq: 4, title: 'old' }))
    expect(confirmedOf(items, 1)?.title).toBe('new')
  })

  it('does not bring back what is deleted, unless it was restored later', () => {
    const items = withItems(aHead(), 1)
    put(items, 1, 6, null, null)
    take(items, aNotification({ id: 1, seq: 5 }))
    expect(confirmedOf(items, 1)).toBeUndefined()
    take(items, aNotification({ id: 1, seq: 7 }))
    expect(confirmedOf(items, 1)?.seq).toBe(7)
    expect(items.gone.size).toBe(0)
  })

  it('remembers a bounded number of deleted items', () => {
    const items = withItems(aHead({ seq: 5000 }))
    for (let id = 1; id <= 2000; id++) put(items, id, id, null, null)
    expect(items.gone.size).toBeLessThanOrEqual(500)
    expect(items.gone.has(2000)).toBe(true)
  })

  it('lays the watermarks over what comes, and over what is there when they have moved', () => {
    const items = withItems(aHead(), 1, 2)
    items.head = aHead({ marks: { ...noMarks, readAll: 1, readAllAt: at } })
    expect([1, 2].map((id) => confirmedOf(items, id)?.readAt)).toEqual([at, null])
    expect(confirmedOf(items, 1)).toBe(confirmedOf(items, 1))
    items.head = aHead({ marks: { ...noMarks, cleared: 3 } })
    take(items, aNotification({ id: 3 }))
    expect([1, 2, 3].map((id) => confirmedOf(items, id))).toEqual([undefined, undefined, undefined])
    expect(items.confirmed.size).toBe(0)
  })

  it('holds what is newer than the head apart, and shows it', () => {
    const items = withItems(aHead(), 1)
    take(items, aNotification({ id: 1, seq: 12, title: 'ahead' }))
    expect(confirmedOf(items, 1)?.title).toBe('Notification 1')
    expect(shown(items, 1)?.title).toBe('ahead')
  })

  it('shows the same until something about it changes', () => {
    const items = withItems(aHead(), 1, 2)
    addRecord(items, aPending({ verb: 'read' }))
    expect(shown(items, 1)?.readAt).toBe(at)
    expect(shown(items, 1)).toBe(shown(items, 1))
    expect(shown(items, 2)).toBe(confirmedOf(items, 2))
  })
})
