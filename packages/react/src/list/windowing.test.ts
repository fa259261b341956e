import { describe, expect, it } from 'vitest'
import { ChunkHeights } from './chunk-heights.js'
import { chunksIn, segmentsOf } from './windowing.js'

describe('segmentsOf', () => {
  it('draws the chunks in range and leaves a space before and after', () => {
    expect(segmentsOf(200, { first: 3, last: 4 }, [])).toEqual([
      { kind: 'space', from: 0, to: 60 },
      { kind: 'rows', from: 60, to: 100 },
      { kind: 'space', from: 100, to: 200 },
    ])
  })

  it('keeps the chunk of a row that must stay, wherever the range is', () => {
    expect(segmentsOf(200, { first: 8, last: 9 }, [18, 19, 20])).toEqual([
      { kind: 'rows', from: 0, to: 40 },
      { kind: 'space', from: 40, to: 160 },
      { kind: 'rows', from: 160, to: 200 },
    ])
  })

  it('covers each row exactly once, whatever the range', () => {
    for (let first = 0; first < 6; first++)
      for (let last = first; last < 8; last++) {
        const segments = segmentsOf(93, { first, last }, [-1, 5, 92, 93])
        expect(segments.flatMap(({ from, to }) => [from, to])).toEqual([
          0,
          ...segments.slice(1).flatMap(({ from }) => [from, from]),
          93,
        ])
      }
  })

  it('has nothing to draw of an empty list', () => {
    expect(segmentsOf(0, { first: 0, last: 1 }, [])).toEqual([])
  })
})

describe('chunksIn', () => {
  const tall = () => 1000

  it('finds the chunks that touch a stretch of the list', () => {
    expect(chunksIn(10, tall, 0, 600)).toEqual({ first: 0, last: 0 })
    expect(chunksIn(10, tall, 2500, 3500)).toEqual({ first: 2, last: 3 })
  })

  it('takes the last chunk when the stretch is beyond the end', () => {
    expect(chunksIn(10, tall, 90_000, 91_000)).toEqual({ first: 9, last: 9 })
  })

  it('takes the first chunk when the stretch is before the beginning', () => {
    expect(chunksIn(10, tall, -900, -100)).toEqual({ first: 0, last: 0 })
  })
})

describe('the heights of chunks', () => {
  const ids = Array.from({ length: 45 }, (_, at) => at + 1)

  it('are those of their rows, the average where they were never drawn, and of their heads', () => {
    const heights = new ChunkHeights()
    heights.take(ids, (index) => index === 0 || index === 21)
    expect([0, 1, 2].map((chunk) => heights.of(chunk))).toEqual([20 * 62 + 28, 20 * 62 + 28, 5 * 62])
    heights.set(1, 40)
    heights.set(2, 60)
    heights.recount(0)
    expect([0, 1, 2].map((chunk) => heights.of(chunk))).toEqual([100 + 18 * 50 + 28, 20 * 50 + 28, 5 * 50])
  })

  it('are known by row, wherever it lies', () => {
    const heights = new ChunkHeights()
    heights.take(ids, () => false)
    expect(heights.set(3, 100)).toBe(true)
    expect(heights.set(3, 100)).toBe(false)
    heights.take([3, 4], () => false)
    expect(heights.of(0)).toBe(200)
    heights.take([], () => false)
    expect(heights.of(0)).toBe(0)
  })
})
