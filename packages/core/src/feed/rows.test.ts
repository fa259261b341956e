import { createRandom } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { idsOf, place, type Rows } from './rows.js'

const put = (rows: Rows, at: number, isIn = true): boolean => place(rows, 1000 + at, at, isIn)
const places = (rows: Rows): number[] => rows.flatMap((page) => page.places)

describe('rows', () => {
  it('stand highest first, each once', () => {
    const rows: Rows = []
    for (const at of [2, 5, 1, 5, 3]) put(rows, at)
    expect(places(rows)).toEqual([5, 3, 2, 1])
    expect(idsOf(rows)).toEqual([1005, 1003, 1002, 1001])
  })

  it('say whether they were there', () => {
    const rows: Rows = []
    expect(put(rows, 1, false)).toBe(false)
    expect(put(rows, 1)).toBe(false)
    expect(put(rows, 1)).toBe(true)
    expect(put(rows, 1, false)).toBe(true)
    expect(rows).toEqual([])
  })

  it('move only the page that is concerned', () => {
    const rows: Rows = []
    for (let at = 1; at <= 1000; at++) put(rows, at)
    const pages = [...rows]
    const before = rows.map(({ ids }) => ids.length)
    put(rows, 500.5)
    put(rows, 499, false)
    const changed = rows.filter((page, index) => page !== pages[index] || page.ids.length !== before[index])
    expect(Math.max(...rows.map(({ ids }) => ids.length))).toBeLessThanOrEqual(100)
    expect(changed.length).toBeLessThanOrEqual(2)
    expect(places(rows)).toHaveLength(1000)
  })

  it('agree with a sorted list, whatever comes and goes', () => {
    const random = createRandom(7)
    const rows: Rows = []
    const truth = new Set<number>()
    for (let step = 0; step < 5000; step++) {
      const at = random.below(700)
      const isIn = random.chance(0.6)
      expect(put(rows, at, isIn)).toBe(truth.has(at))
      if (isIn) truth.add(at)
      else truth.delete(at)
    }
    const sorted = [...truth].sort((a, b) => b - a)
    expect(places(rows)).toEqual(sorted)
    expect(idsOf(rows)).toEqual(sorted.map((at) => 1000 + at))
    expect(rows.every(({ ids }) => ids.length > 0)).toBe(true)
  })
})
