import { aNotification, noMarks } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { aPending } from '../testing/builders.js'
import { isAll, marked, overlay } from './overlay.js'

const at = '2030-01-01T00:00:00.000Z'
const unread = aNotification()
const read = aNotification({ seenAt: at, readAt: at, clickedAt: at })

describe('overlay', () => {
  it('shows what is confirmed when nothing is pending', () => {
    expect(overlay(unread, undefined, [])).toBe(unread)
  })

  it('reads, and reading implies seeing', () => {
    const shown = overlay(unread, undefined, [aPending({ verb: 'read' })])
    expect(shown).toMatchObject({ seenAt: at, readAt: at, clickedAt: at })
  })

  it('changes nothing that is so already, and keeps the reference', () => {
    const acts = (['read', 'seen'] as const).map((verb) => aPending({ verb }))
    expect(overlay(read, undefined, acts)).toBe(read)
    expect(overlay(unread, undefined, [aPending({ verb: 'unread' }), aPending({ verb: 'unseen' })])).toBe(
      unread,
    )
  })

  it('applies acts in their order', () => {
    const shown = overlay(read, undefined, [
      aPending({ verb: 'unread' }),
      aPending({ verb: 'unseen' }),
      aPending({ verb: 'state', state: 'accepted' }),
    ])
    expect(shown).toMatchObject({ seenAt: null, readAt: null, clickedAt: null, state: 'accepted' })
  })

  it('deletes, and brings back what it has deleted', () => {
    const remove = aPending({ verb: 'delete' })
    expect(overlay(unread, undefined, [remove])).toBeUndefined()
    expect(overlay(unread, undefined, [remove, aPending({ verb: 'restore' })])).toBe(unread)
    expect(overlay(undefined, unread, [aPending({ verb: 'restore' })])).toBe(unread)
    expect(overlay(undefined, undefined, [aPending({ verb: 'restore' })])).toBeUndefined()
  })

  it('covers with "all" what was there, and nothing that came later', () => {
    const all = aPending({ verb: 'readAll', throughSeq: 1 })
    expect(overlay(unread, undefined, [all])?.readAt).toBe(at)
    expect(overlay(aNotification({ id: 2 }), undefined, [all])?.readAt).toBeNull()
    expect(overlay(unread, undefined, [aPending({ verb: 'deleteAll', throughSeq: 1 })])).toBeUndefined()
    expect(overlay(unread, undefined, [all, aPending({ verb: 'unread' })])?.readAt).toBeNull()
  })

  it('covers with a filter what matches it, and without one what is archived too, but for deleting', () => {
    const order = aNotification({ category: { id: 1, identifier: 'orders', name: 'Orders' } })
    const archived = aNotification({ archivedAt: at })
    const orders = aPending({ verb: 'readAll', throughSeq: 1, filter: { category: 'orders' } })
    expect(overlay(order, undefined, [orders])?.readAt).toBe(at)
    expect(overlay(unread, undefined, [orders])).toBe(unread)
    expect(overlay(archived, undefined, [aPending({ verb: 'readAll', throughSeq: 1 })])?.readAt).toBe(at)
    expect(overlay(archived, undefined, [aPending({ verb: 'deleteAll', throughSeq: 1 })])).toBe(archived)
    const inArchive = { state: 'archived' } as const
    const emptied = aPending({ verb: 'deleteAll', throughSeq: 1, filter: inArchive })
    expect(overlay(archived, undefined, [emptied])).toBeUndefined()
    const all = aPending({ verb: 'archiveAll', throughSeq: 1 })
    expect(overlay(unread, undefined, [all])?.archivedAt).toBe(at)
  })

  it('archives, snoozes and pins, of which one ends the other', () => {
    const after = (...acts: Parameters<typeof aPending>[0][]) =>
      overlay(unread, undefined, acts.map(aPending))
    const snooze = { verb: 'snooze', until: '2030-01-02T00:00:00.000Z' } as const
    expect(after({ verb: 'pin' })).toEqual({ ...unread, pinnedAt: at })
    expect(after({ verb: 'pin' }, { verb: 'archive' })).toStrictEqual({ ...unread, archivedAt: at })
    expect(after({ verb: 'archive' }, snooze)).toStrictEqual({ ...unread, snoozedUntil: snooze.until })
    expect(after(snooze, { verb: 'archive' })).toStrictEqual({ ...unread, archivedAt: at })
    expect(after({ verb: 'archive' }, { verb: 'unarchive' })).toStrictEqual(unread)
    expect(after(snooze, { verb: 'unsnooze' })).toStrictEqual(unread)
    expect(after({ verb: 'pin' }, { verb: 'unpin' })).toStrictEqual(unread)
    expect(after({ verb: 'unpin' }, { verb: 'unarchive' }, { verb: 'unsnooze' })).toBe(unread)
    expect(after({ verb: 'pin' }, { verb: 'delete' }, { verb: 'restore' })).toStrictEqual(unread)
  })

  it('knows "all" from an act on one', () => {
    expect(isAll(aPending({ verb: 'seenAll', throughSeq: 1 }))).toBe(true)
    expect(isAll(aPending({ verb: 'seen' }))).toBe(false)
  })
})

describe('watermarks', () => {
  it('make seen and read by the last change, gone by the place', () => {
    const item = aNotification({ id: 1, seq: 7, sort: 3 })
    expect(marked(item, noMarks)).toBe(item)
    expect(marked(item, { ...noMarks, readAll: 6, readAllAt: at, seenAll: 7, seenAllAt: at })).toMatchObject({
      seenAt: at,
      readAt: null,
    })
    expect(marked(item, { ...noMarks, readAll: 7, readAllAt: at })).toMatchObject({
      readAt: at,
      clickedAt: at,
    })
    expect(marked(item, { ...noMarks, cleared: 2 })).toBe(item)
    expect(marked(item, { ...noMarks, cleared: 3 })).toBeUndefined()
    for (const away of [{ archivedAt: at }, { snoozedUntil: at }])
      expect(marked({ ...item, ...away }, { ...noMarks, cleared: 3 })).toMatchObject(away)
    expect(marked(read, { ...noMarks, readAll: 7, readAllAt: 'later', seenAll: 7 })).toBe(read)
  })
})
