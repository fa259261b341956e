/** Time as a dependency, so that tests can move it. */
export interface Clock {
  now(): Date
  /** Calls `work` once, `delayMs` from now, however long that is. @returns calls it off */
  after(delayMs: number, work: () => void): () => void
  /** Calls `work` every `intervalMs`. @returns ends it */
  every(intervalMs: number, work: () => void): () => void
}

/** Node fires a longer timer at once. */
const longestTimerMs = 2 ** 31 - 1

/** The real clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => new Date(),
  after: (delayMs, work) => {
    const endsAt = Date.now() + delayMs
    let timer: NodeJS.Timeout
    const wait = (): void => {
      const leftMs = endsAt - Date.now()
      timer =
        leftMs > longestTimerMs ? setTimeout(wait, longestTimerMs) : setTimeout(work, Math.max(0, leftMs))
      timer.unref()
    }
    wait()
    return () => clearTimeout(timer)
  },
  every: (intervalMs, work) => {
    const timer = setInterval(work, intervalMs).unref()
    return () => clearInterval(timer)
  },
}
