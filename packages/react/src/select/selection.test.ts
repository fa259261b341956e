import { describe, expect, it } from 'vitest'
import type { Selection } from '../panel/context.js'
import { createValue } from '../root/value.js'
import { keepOnly, tickUpTo, toggle } from './selection.js'

const ids = [9, 8, 7, 6, 5, 4]
const selected = (...ticked: number[]) => createValue<Selection>(ticked.length > 0 ? new Set(ticked) : null)
const inOrder = (selection: ReturnType<typeof selected>) => [...(selection.get() ?? [])].sort((a, b) => b - a)

describe('toggle', () => {
  it('ticks, unticks, and ends selecting with the last one', () => {
    const selection = selected()
    toggle(selection, 7)
    toggle(selection, 5)
    expect(inOrder(selection)).toEqual([7, 5])
    toggle(selection, 7)
    expect(inOrder(selection)).toEqual([5])
    toggle(selection, 5)
    expect(selection.get()).toBeNull()
  })
})

describe('tickUpTo', () => {
  it('ticks all from the last ticked one, in either direction, and leaves others ticked', () => {
    const selection = selected(4, 8)
    tickUpTo(selection, 6, ids)
    expect(inOrder(selection)).toEqual([8, 7, 6, 4])
    tickUpTo(selection, 9, ids)
    expect(inOrder(selection)).toEqual([9, 8, 7, 6, 4])
  })

  it('ticks that one alone where nothing is ticked, or what was is gone', () => {
    const fresh = selected()
    tickUpTo(fresh, 6, ids)
    expect(inOrder(fresh)).toEqual([6])
    const gone = selected(100)
    tickUpTo(gone, 6, ids)
    expect(gone.get()).toEqual(new Set([100, 6]))
  })
})

describe('keepOnly', () => {
  it('drops what left the list, and is the same set where nothing did', () => {
    const selection = selected(8, 5)
    const before = selection.get()
    keepOnly(selection, ids)
    expect(selection.get()).toBe(before)
    keepOnly(selection, [9, 8])
    expect(inOrder(selection)).toEqual([8])
  })

  it('leaves selecting on with nothing ticked', () => {
    const selection = selected(8)
    keepOnly(selection, [])
    expect(selection.get()).toEqual(new Set())
  })
})
