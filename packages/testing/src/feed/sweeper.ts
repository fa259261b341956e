import type { Clock } from '../clock.js'
import { type Changes, write } from './item-verbs.js'
import type { FeedState, Stored } from './state.js'

/** Wakes what was snoozed, and deletes what has expired, when its time has come. */
export interface Sweeper {
  /** To be called after every change, with what was changed; without, everything may be. */
  schedule(changes?: Changes): void
  stop(): void
}

/** Timers cannot wait longer. */
const longestMs = 2 ** 31 - 1

/** When something happens to an item by itself, milliseconds; what is deleted waits for nothing. */
const dueAt = ({ standing, content }: Stored): number => {
  if (standing.deletedAt !== null) return Infinity
  const wakesAt = standing.snoozedUntil === null ? Infinity : Date.parse(standing.snoozedUntil)
  const endsAt = content.expiresAt === undefined ? Infinity : Date.parse(content.expiresAt)
  return Math.min(wakesAt, endsAt)
}

export const createSweeper = (
  clock: Clock,
  stateOf: () => FeedState,
  commit: (change: (changes: Changes) => void) => void,
): Sweeper => {
  let cancel: (() => void) | undefined
  let plannedAt = Infinity
  /** What has a time of its own, and when that is. */
  const times = new Map<number, number>()

  const sweep = (): void => {
    cancel = undefined
    plannedAt = Infinity
    const state = stateOf()
    const now = clock.now()
    const due = [...state.items.values()]
      .filter((one) => dueAt(one) <= now)
      .sort((a, b) => dueAt(a) - dueAt(b) || a.sort - b.sort)
    if (due.length === 0) return schedule()
    const hasExpired = ({ content }: Stored): boolean =>
      content.expiresAt !== undefined && Date.parse(content.expiresAt) <= now
    const expired = due.filter(hasExpired)
    const woken = due.filter((one) => !hasExpired(one))
    commit((changes) => {
      for (const one of expired)
        write(state, one, { deletedAt: now, pinnedAt: null }, { operationId: null }, changes)
    })
    commit((changes) => {
      for (const one of woken)
        write(
          state,
          one,
          { snoozedUntil: null, seenAt: null, readAt: null },
          { operationId: null, onTop: true },
          changes,
        )
    })
  }

  const schedule = (changes?: Changes): void => {
    const { items } = stateOf()
    // Made anew: what had a time may not be there any more.
    if (!changes) times.clear()
    for (const id of (changes ?? items).keys()) {
      const one = items.get(id)
      const at = one ? dueAt(one) : Infinity
      if (at < Infinity) times.set(id, at)
      else times.delete(id)
    }
    const next = Math.min(...times.values())
    if (next === plannedAt) return
    cancel?.()
    cancel = undefined
    plannedAt = next
    if (next < Infinity)
      cancel = clock.setTimeout(sweep, Math.min(longestMs, Math.max(0, next - clock.now())))
  }

  return {
    schedule,
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
