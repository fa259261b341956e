import { createRandom } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { place, type Row, type Rows } from './rows.js'

const row = (sort: number): Row => ({ id: 1000 + sort, sort })
const sorts = (rows: Rows): number[] => rows.flat().map(({ sort }) => sort)

describe('rows', () => {
  it('stand highest first, each once', () => {
    const rows: Rows = []
    for (const sort of [2, 5, 1, 5, 3]) place(rows, row(sort), true)
    expect(sorts(rows)).toEqual([5, 3, 2, 1])
  })

  it('say whether they were there', () => {
    const rows: Rows = []
    expect(place(rows, row(1), false)).toBe(false)
    expect(place(rows, row(1), true)).toBe(false)
    expect(place(rows, row(1), true)).toBe(true)
    expect(place(rows, row(1), false)).toBe(true)
    expect(rows).toEqual([])
  })

  it('move only the page that is concerned', () => {
    const rows: Rows = []
    for (let sort = 1; sort <= 1000; sort++) place(rows, row(sort), true)
    const pages = [...rows]
    const before = rows.map((page) => [...page])
    place(rows, row(500.5), true)
    place(rows, row(499), false)
    const changed = rows.filter((page, at) => page !== pages[at] || page.length !== before[at]?.length)
    expect(Math.max(...rows.map((page) => page.length))).toBeLessThanOrEqual(100)
    expect(changed.length).toBeLessThanOrEqual(2)
    expect(sorts(rows)).toHaveLength(1000)
  })

  it('agree with a sorted list, whatever comes and goes', () => {
    const random = createRandom(7)
    const rows: Rows = []
    const truth = new Set<number>()
    for (let step = 0; step < 5000; step++) {
      const sort = random.below(700)
      const isIn = random.chance(0.6)
      expect(place(rows, row(sort), isIn)).toBe(truth.has(sort))
      if (isIn) truth.add(sort)
      else truth.delete(sort)
    }
    expect(sorts(rows)).toEqual([...truth].sort((a, b) => b - a))
    expect(rows.every((page) => page.length > 0)).toBe(true)
  })
})
