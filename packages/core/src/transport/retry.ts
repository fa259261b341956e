import type { Clock } from '../platform/clock.js'
import { toProblem } from './problems.js'

const firstMs = 1000
const ceilingMs = 30_000

/**
 * How long to wait after `attempt` failures in a row (0 = the first): doubles from 1 s to 30 s, between half and all
 * of that. What the server asked for (`floorMs`) is never undercut, and gets up to 1 s of its own jitter.
 */
export const backoffMs = (attempt: number, random: number, floorMs: number = 0): number => {
  const fullMs = Math.min(ceilingMs, firstMs * 2 ** attempt)
  return Math.max((fullMs * (1 + random)) / 2, floorMs && floorMs + random * 1000)
}

export interface Patience {
  clock: Clock
  random: () => number
  /** Ends a wait early: a network has come back. */
  subscribeWake(listener: () => void): () => void
  /** While there is no network, only a wake ends a wait. */
  isOffline(): boolean
}

/**
 * Runs until it works. A refused request (`retryable: false`) is not repeated.
 * @throws Problem the last failure: refused, or aborted while waiting
 */
export const retry = async <T>(
  run: () => Promise<T>,
  patience: Patience,
  signal: AbortSignal,
): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const failure = toProblem(error)
      if (!failure.retryable || signal.aborted) throw failure
      await pause(attempt, failure.retryAfterMs, patience, signal)
      if (signal.aborted) throw failure
    }
  }
}

const pause = (
  attempt: number,
  floorMs: number | undefined,
  { clock, random, subscribeWake, isOffline }: Patience,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      cancel?.()
      forget()
      signal.removeEventListener('abort', done)
      resolve()
    }
    // A server that named a time is left alone until then, whatever the network does.
    const forget = floorMs === undefined ? subscribeWake(done) : () => {}
    const waits = floorMs === undefined && isOffline()
    const cancel = waits ? undefined : clock.setTimeout(done, backoffMs(attempt, random(), floorMs))
    signal.addEventListener('abort', done)
  })
