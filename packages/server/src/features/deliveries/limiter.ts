interface Lane {
  running: number
  waiting: (() => void)[]
  /** When what is running was begun, in the order of its beginning. */
  begun: Set<{ at: number }>
  /** How long the last took that ended. */
  lastMs: number
}

export interface Limiter {
  /** Runs at most so many pieces of work of one name at a time; the others wait in order. */
  <T>(name: string, work: () => Promise<T>): Promise<T>
  /** Whether work of this name takes so long that more of it had better not wait here. */
  isJammed(name: string): boolean
}

/** @param slowMs from which on work counts as slow */
export const createLimiter = (most: number, slowMs = 2_000): Limiter => {
  const lanes = new Map<string, Lane>()

  const run = async <T>(lane: Lane, work: () => Promise<T>): Promise<T> => {
    const one = { at: performance.now() }
    lane.begun.add(one)
    try {
      return await work()
    } finally {
      lane.begun.delete(one)
      lane.lastMs = performance.now() - one.at
    }
  }

  const limit = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const lane = lanes.get(name) ?? { running: 0, waiting: [], begun: new Set(), lastMs: 0 }
    lanes.set(name, lane)
    // Whoever ends hands its place on, so nobody gets in between.
    if (lane.running >= most) await new Promise<void>((turn) => lane.waiting.push(turn))
    else lane.running++
    try {
      return await run(lane, work)
    } finally {
      const next = lane.waiting.shift()
      if (next) next()
      else if (--lane.running === 0) lanes.delete(name)
    }
  }

  const isJammed = (name: string): boolean => {
    const lane = lanes.get(name)
    if (!lane || lane.waiting.length === 0) return false
    const [oldest] = lane.begun
    const ageMs = oldest ? performance.now() - oldest.at : 0
    return Math.max(ageMs, lane.lastMs) >= slowMs
  }

  return Object.assign(limit, { isJammed })
}

/** Waits for all of them, also when one fails. @throws what the first failed with */
export const settle = async (work: readonly (Promise<unknown> | undefined)[]): Promise<void> => {
  const settled = await Promise.allSettled(work.filter((one) => one !== undefined))
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
