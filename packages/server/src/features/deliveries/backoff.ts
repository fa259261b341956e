export interface Backoff {
  baseMs: number
  factor: number
  mostMs: number
}

/** Of deliveries and of the app's webhooks. */
export const backoff: Backoff = { baseMs: 5_000, factor: 3, mostMs: 3_600_000 }

/** Longer than this nobody is left alone, whatever they ask for. */
const mostRetryAfterMs = 24 * 3_600_000

/**
 * How long to wait after a failure: anything up to a bound that grows with each, so that those who failed together do
 * not come back together, and never less than was asked for.
 * @param failures 1 or more
 * @param random 0 to 1
 */
export const waitMs = (failures: number, retryAfterMs: number | null, random: () => number): number => {
  const bound = Math.min(backoff.mostMs, backoff.baseMs * backoff.factor ** (failures - 1))
  return Math.max(Math.round(random() * bound), Math.min(retryAfterMs ?? 0, mostRetryAfterMs))
}
