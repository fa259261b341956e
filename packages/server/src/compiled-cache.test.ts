import { describe, expect, it, vi } from 'vitest'
import { cachedByContent } from './compiled-cache.js'

describe('a cache by content', () => {
  it('makes once of the same content, and anew of another', () => {
    const make = vi.fn(({ text }: { text: string }) => ({ upper: text.toUpperCase() }))
    const upper = cachedByContent(10, make)
    const source = { text: 'a' }
    expect(upper(source)).toEqual({ upper: 'A' })
    expect(upper(source)).toBe(upper({ text: 'a' }))
    expect(upper({ text: 'b' })).toEqual({ upper: 'B' })
    expect(make).toHaveBeenCalledTimes(2)
  })

  it('forgets what was asked for longest ago', () => {
    const make = vi.fn(({ n }: { n: number }) => ({ n }))
    const cached = cachedByContent(2, make)
    for (const n of [1, 2, 1, 3]) cached({ n })
    expect(make).toHaveBeenCalledTimes(3)
    cached({ n: 1 })
    expect(make).toHaveBeenCalledTimes(3)
    cached({ n: 2 })
    expect(make).toHaveBeenCalledTimes(4)
  })

  it('keeps nothing of what could not be made', () => {
    let isBroken = true
    const cached = cachedByContent(2, ({ n }: { n: number }) => {
      if (isBroken) throw new Error('broken')
      return { n }
    })
    expect(() => cached({ n: 1 })).toThrow('broken')
    isBroken = false
    expect(cached({ n: 1 })).toEqual({ n: 1 })
  })
})
