import type { Clock } from '../clock.js'

export interface FakeClock extends Clock {
  /** Moves time on and calls what became due, in order. */
  advance(ms: number): void
  /** Moves time on at one go: what is called again and again is called once, then. */
  jump(ms: number): void
}

interface Due {
  at: number
  work: () => void
  everyMs?: number
}

export const createFakeClock = (start = '2030-01-02T03:04:05.000Z'): FakeClock => {
  let nowMs = Date.parse(start)
  const waiting = new Set<Due>()
  const add = (due: Due): (() => void) => {
    waiting.add(due)
    return () => waiting.delete(due)
  }
  const next = (untilMs: number): Due | undefined =>
    [...waiting].filter(({ at }) => at <= untilMs).sort((a, b) => a.at - b.at)[0]

  return {
    now: () => new Date(nowMs),
    after: (delayMs, work) => add({ at: nowMs + delayMs, work }),
    every: (everyMs, work) => add({ at: nowMs + everyMs, work, everyMs }),
    advance(ms) {
      const untilMs = nowMs + ms
      for (let due = next(untilMs); due; due = next(untilMs)) {
        nowMs = due.at
        if (due.everyMs === undefined) waiting.delete(due)
        else due.at += due.everyMs
        due.work()
      }
      nowMs = untilMs
    },
    jump(ms) {
      nowMs += ms
      const called = [...waiting].filter(({ at, everyMs }) => at <= nowMs || everyMs !== undefined)
      for (const due of called.sort((a, b) => a.at - b.at)) {
        if (due.everyMs === undefined) waiting.delete(due)
        else due.at = nowMs + due.everyMs
        due.work()
      }
    },
  }
}
