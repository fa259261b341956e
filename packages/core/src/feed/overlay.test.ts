import { aNotification, noMarks } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { aPending } from '../testing/builders.js'
import { isAll, marked, matches, overlay } from './overlay.js'

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
    expect(marked(read, { ...noMarks, readAll: 7, readAllAt: 'later', seenAll: 7 })).toBe(read)
  })
})

describe('filters', () => {
  it('ask for the state and the category', () => {
    const order = aNotification({ category: { id: 1, identifier: 'orders', name: 'Orders' } })
    expect(matches({}, unread)).toBe(true)
    expect(matches({ state: 'unread' }, unread)).toBe(true)
    expect(matches({ state: 'unread' }, read)).toBe(false)
    expect(matches({ state: 'read' }, read)).toBe(true)
    expect(matches({ category: 'orders' }, order)).toBe(true)
    expect(matches({ category: 'orders' }, unread)).toBe(false)
    expect(matches({ category: 'orders', state: 'read' }, order)).toBe(false)
  })
})
