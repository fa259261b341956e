import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaveMs, useRows, withLeaving } from './use-rows.js'

describe('withLeaving', () => {
  it('puts those that left back where they stood', () => {
    const { ids, leaving } = withLeaving([5, 4, 3, 2, 1], [4, 2])
    expect(ids).toEqual([5, 4, 3, 2, 1])
    expect([...leaving]).toEqual([5, 3, 1])
  })

  it('knows arrivals at the top from older ones at the end', () => {
    const { ids, arrived } = withLeaving([3, 2], [5, 4, 3, 2, 1])
    expect(ids).toEqual([5, 4, 3, 2, 1])
    expect([...arrived]).toEqual([5, 4])
  })

  it('does not follow many that leave at once', () => {
    const { ids, leaving } = withLeaving([7, 6, 5, 4, 3, 2, 1], [1])
    expect(ids).toEqual([1])
    expect(leaving.size).toBe(0)
  })

  it('holds an arrival and a departure apart', () => {
    const { ids, leaving, arrived } = withLeaving([3, 2, 1], [4, 3, 1])
    expect(ids).toEqual([4, 3, 2, 1])
    expect([...leaving]).toEqual([2])
    expect([...arrived]).toEqual([4])
  })
})

describe('useRows', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('lets a row go once it has folded away', () => {
    const { result, rerender } = renderHook(({ ids }) => useRows(ids, 'feed'), {
      initialProps: { ids: [3, 2, 1] },
    })
    rerender({ ids: [3, 1] })
    expect(result.current.ids).toEqual([3, 2, 1])
    act(() => {
      vi.advanceTimersByTime(leaveMs)
    })
    expect(result.current.ids).toEqual([3, 1])
  })

  it('begins anew with another feed', () => {
    const { result, rerender } = renderHook(({ ids, feed }) => useRows(ids, feed), {
      initialProps: { ids: [3, 2, 1], feed: 'all' },
    })
    rerender({ ids: [3], feed: 'unread' })
    expect(result.current.ids).toEqual([3])
  })
})
