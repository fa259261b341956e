import { describe, expect, it } from 'vitest'
import { keepNewest } from './keep-newest.js'

describe('a map of the newest', () => {
  const keep = (keys: string[], most: number) => {
    const kept = new Map<string, number>()
    for (const [at, key] of keys.entries()) keepNewest(kept, key, at, most)
    return [...kept]
  }

  it('keeps everything while there is room', () => {
    expect(keep(['a', 'b'], 2)).toEqual([
      ['a', 0],
      ['b', 1],
    ])
  })

  it('lets the oldest go for one more', () => {
    expect(keep(['a', 'b', 'c', 'd'], 2)).toEqual([
      ['c', 2],
      ['d', 3],
    ])
  })

  it('counts what is put again as new, with its new value', () => {
    expect(keep(['a', 'b', 'a', 'c'], 2)).toEqual([
      ['a', 2],
      ['c', 3],
    ])
  })

  it('lets nothing go for what is there already', () => {
    expect(keep(['a', 'b', 'b', 'a'], 2)).toEqual([
      ['b', 2],
      ['a', 3],
    ])
  })
})
