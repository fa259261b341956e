/** What an inbox asks for the time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `run` once after `delayMs`; the returned function takes that back. */
  setTimeout(run: () => void, delayMs: number): () => void
}

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  /** Lets time pass, and everything that time and settled promises lead to happen. */
  advance(ms: number): Promise<void>
  /** The machine sleeps: time passes and nothing happens. */
  sleep(ms: number): void
  timers(): number
}

/** The machine's own. Waiting for it keeps no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(run, delayMs) {
    const timer = globalThis.setTimeout(run, delayMs) as number | { unref?: () => void }
    if (typeof timer === 'object') timer.unref?.()
    return () => clearTimeout(timer as number)
  },
}

const { setImmediate, setTimeout } = globalThis as typeof globalThis & {
  setImmediate?: (run: () => void) => unknown
}

/** Lets everything happen that needs no time. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => (setImmediate ? setImmediate(() => resolve()) : setTimeout(resolve)))

export const createClock = (startAt: number = Date.UTC(2030, 0, 1)): TestClock => {
  let now = startAt
  let made = 0
  const timers = new Map<number, { at: number; run: () => void }>()
  const first = (): [number, { at: number; run: () => void }] | undefined =>
    [...timers].sort(([a, { at }], [b, { at: other }]) => at - other || a - b)[0]

  return {
    now: () => now,
    setTimeout(run, delayMs) {
      const id = ++made
      timers.set(id, { at: now + Math.max(0, delayMs), run })
      return () => timers.delete(id)
    },
    async advance(ms) {
      const end = now + ms
      await settled()
      for (let due = first(); due && due[1].at <= end; due = first()) {
        const [id, { at, run }] = due
        timers.delete(id)
        now = Math.max(now, at)
        run()
        await settled()
      }
      now = end
    },
    sleep: (ms) => {
      now += ms
    },
    timers: () => timers.size,
  }
}
