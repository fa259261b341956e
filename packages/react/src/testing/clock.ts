import { act } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'

/** Timers that only `wait` moves on, for the tests beside the call. The clock says `now`, else what it is. */
export function holdClock(now?: Date): void {
  beforeEach(() => {
    vi.useFakeTimers(now && { now })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/** Lets so much time pass, and draws what comes of it. */
export const wait = (ms: number): void =>
  act(() => {
    vi.advanceTimersByTime(ms)
  })
