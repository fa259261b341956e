import { describe, expect, it } from 'vitest'
import { ChunkHeights } from './chunk-heights.js'
import { chunkSize, chunksIn, segmentsOf } from './windowing.js'

describe('segmentsOf', () => {
  it('draws the chunks in range and leaves a space before and after', () => {
    expect(segmentsOf(10 * chunkSize, { first: 3, last: 4 }, [])).toEqual([
      { kind: 'space', from: 0, to: 3 * chunkSize },
      { kind: 'rows', from: 3 * chunkSize, to: 5 * chunkSize },
      { kind: 'space', from: 5 * chunkSize, to: 10 * chunkSize },
    ])
  })

  it('keeps the chunk of a row that must stay, wherever the range is', () => {
    const kept = [chunkSize - 2, chunkSize - 1, chunkSize]
    expect(segmentsOf(10 * chunkSize, { first: 8, last: 9 }, kept)).toEqual([
      { kind: 'rows', from: 0, to: 2 * chunkSize },
      { kind: 'space', from: 2 * chunkSize, to: 8 * chunkSize },
      { kind: 'rows', from: 8 * chunkSize, to: 10 * chunkSize },
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
  const ids = Array.from({ length: 2 * chunkSize + 2 }, (_, at) => at + 1)

  it('are those of their rows, the average where they were never drawn, and of their heads', () => {
    const heights = new ChunkHeights()
    const all = () => [0, 1, 2].map((chunk) => heights.of(chunk))
    heights.take(ids, (index) => index === 0 || index === chunkSize + 1)
    expect(all()).toEqual([chunkSize * 62 + 28, chunkSize * 62 + 28, 2 * 62])
    heights.set(1, 40)
    heights.set(2, 60)
    heights.recount(0)
    expect(all()).toEqual([100 + (chunkSize - 2) * 50 + 28, chunkSize * 50 + 28, 2 * 50])
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
