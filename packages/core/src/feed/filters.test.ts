import { aNotification } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { broaden, cleaned, keyOf, matches, placeOf } from './filters.js'

const at = '2030-01-01T00:00:00.000Z'
const plain = aNotification()
const read = aNotification({ readAt: at })
const archived = aNotification({ archivedAt: at })
const snoozed = aNotification({ snoozedUntil: at, readAt: at })
const order = aNotification({ category: { id: 1, identifier: 'orders', name: 'Orders' } })

describe('a filter', () => {
  it('shows by state, and what is archived or snoozed only when it asks for that', () => {
    const shown = (state?: 'unread' | 'read' | 'archived' | 'snoozed'): boolean[] =>
      [plain, read, archived, snoozed].map((item) => matches(state ? { state } : {}, item))
    expect(shown()).toEqual([true, true, false, false])
    expect(shown('unread')).toEqual([true, false, false, false])
    expect(shown('read')).toEqual([false, true, false, false])
    expect(shown('archived')).toEqual([false, false, true, false])
    expect(shown('snoozed')).toEqual([false, false, false, true])
  })

  it('asks for category, tag and tenant, all of them', () => {
    const sale = { ...order, tags: ['new', 'sale'], tenant: 'acme' }
    expect(matches({ category: 'orders' }, order)).toBe(true)
    expect(matches({ category: 'orders' }, plain)).toBe(false)
    expect(matches({ category: 'orders', state: 'read' }, order)).toBe(false)
    expect(matches({ category: 'orders', tag: 'sale', tenant: 'acme' }, sale)).toBe(true)
    for (const other of [{ tag: 'old' }, { tenant: 'globex' }, { category: 'news' }])
      expect(matches({ category: 'orders', tag: 'sale', tenant: 'acme', ...other }, sale)).toBe(false)
    expect(matches({ tag: 'sale' }, plain)).toBe(false)
  })

  it('asks for values of data, each of its kind', () => {
    const item = aNotification({ data: { project: 7, urgent: true, name: 'x' } })
    expect(matches({ data: { project: 7, urgent: true } }, item)).toBe(true)
    expect(matches({ data: { project: '7' } }, item)).toBe(false)
    expect(matches({ data: { project: 7 } }, plain)).toBe(false)
  })

  it('is the same whatever the order of its keys', () => {
    expect(keyOf({ tag: 'a', state: 'read', data: { x: 1, y: 2 } })).toBe(
      keyOf({ data: { y: 2, x: 1 }, state: 'read', tag: 'a' }),
    )
    expect(keyOf({ tag: 'a' })).not.toBe(keyOf({ tenant: 'a' }))
    expect(keyOf({ data: { x: 1 } })).not.toBe(keyOf({ data: { x: '1' } }))
  })

  it('is what it says and nothing that comes along, as with a click', () => {
    expect(cleaned({ type: 'click', target: {}, tag: undefined } as object)).toEqual({})
    expect(cleaned({ tag: 'a', state: 'read' })).toEqual({ tag: 'a', state: 'read' })
  })

  it('counts what is read and unread together', () => {
    expect(broaden({ state: 'unread', tag: 'a' })).toEqual({ tag: 'a' })
    expect(broaden({ state: 'archived', tag: 'a' })).toEqual({ state: 'archived', tag: 'a' })
  })
})

describe('the place in a feed', () => {
  it('is first for what is pinned, and by sort within', () => {
    const places = [
      aNotification({ sort: 3, pinnedAt: at }),
      aNotification({ sort: 2, pinnedAt: at }),
      aNotification({ sort: 2 ** 50 }),
      aNotification({ sort: 1 }),
    ].map(placeOf)
    expect(places).toEqual(places.toSorted((a, b) => b - a))
    expect(new Set(places).size).toBe(4)
  })
})
