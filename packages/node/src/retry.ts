import { Problem } from '@inboxkit/protocol'

const firstMs = 500
const ceilingMs = 8_000
/** A server that asks for more patience than this gets none: the problem says when to come back. */
const longestWaitMs = 60_000

/**
 * How long to wait after `attempt` failures (0 = the first): doubles from 0.5 s to 8 s, between half and all of that.
 * What the server asked for (`floorMs`) is never undercut, and gets up to a quarter of itself on top, so that those
 * who were turned away together do not come back together.
 */
export const backoffMs = (attempt: number, random: number, floorMs: number = 0): number => {
  const fullMs = Math.min(ceilingMs, firstMs * 2 ** attempt)
  return Math.max((fullMs * (1 + random)) / 2, floorMs * (1 + random / 4))
}

/** The outside world, as far as repeating needs it. */
export interface Patience {
  random: () => number
  /** Resolves after `ms`; rejects with the signal's reason when that comes first. */
  wait: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

/**
 * Runs until it works, at most `retries` + 1 times. What is refused for good is not repeated.
 * @throws Problem the last failure, or the signal's reason
 */
export const retry = async <T>(
  run: () => Promise<T>,
  retries: number,
  { random, wait }: Patience,
  signal: AbortSignal | undefined,
): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await run()
    } catch (failure) {
      if (!(failure instanceof Problem) || !failure.retryable || attempt >= retries) throw failure
      if ((failure.retryAfterMs ?? 0) > longestWaitMs) throw failure
      await wait(backoffMs(attempt, random(), failure.retryAfterMs), signal)
    }
  }
}

/** Waits on real timers. */
export const wait: Patience['wait'] = (ms, signal) =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      if (signal?.aborted) reject(signal.reason as Error)
      else resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
  })
