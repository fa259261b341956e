import type { Counts, Filter } from '@inboxkit/protocol'
import type { Readable } from '../readable.js'
import { type Cover, fromServer, isCounted, shownCounts, type Tally } from './counts.js'
import { broaden, keyOf } from './filters.js'
import type { Items } from './items.js'

export interface Watched extends Tally, Readable<Counts | null> {
  readonly listeners: Set<() => void>
  told: Counts | null
}

/** Counts of every filter that somebody has asked for. */
export interface Tallies {
  /** As shown; `null` = not known, or a filter by `data`. The same for filters that differ in `unread` and `read`. */
  of(filter: Filter): Readable<Counts | null>
  /** What the server counted where we stand. */
  set(filters: readonly Filter[], counts?: readonly (Counts | null)[]): void
  /** All may have moved: they are to be asked anew. */
  outdate(): void
  /** By `keyOf` their filters. */
  readonly all: ReadonlyMap<string, Watched>
  /** Until it is there, counts under an act on all are those of the items that are here. */
  cover: Cover | undefined
  /** Those that the server counts. */
  counted(): Watched[]
  /** Tells those whose counts are others now. */
  publish(): void
}

/** What nobody asks for anew is not known any more. */
export const outdate = (tally: Watched): void => {
  tally.isStale = true
  if (tally.listeners.size === 0) tally.counts = null
}

export const createTallies = (items: Items): Tallies => {
  const tallies = new Map<string, Watched>()
  let version = {}

  const make = (filter: Filter): Watched => {
    const listeners = new Set<() => void>()
    let counts: Counts | null = null
    let at: object | undefined
    const tally: Watched = {
      filter,
      listeners,
      counts: null,
      isStale: isCounted(filter),
      told: null,
      get() {
        if (at === version) return counts
        at = version
        const now = shownCounts(items, tally, self.cover)
        // The same reference until a number is another.
        if (JSON.stringify(now) !== JSON.stringify(counts)) counts = now
        return counts
      },
      subscribe(listener) {
        if (listeners.size === 0) tally.told = tally.get()
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    if (keyOf(filter) === keyOf({}))
      Object.defineProperty(tally, 'counts', { get: () => items.head?.counts ?? null })
    return tally
  }
  const of = (filter: Filter): Watched => {
    const broad = broaden(filter)
    const key = keyOf(broad)
    const tally = tallies.get(key) ?? make(broad)
    tallies.set(key, tally)
    return tally
  }
  const counted = (): Watched[] => [...tallies.values()].filter(({ filter }) => isCounted(filter))
  const self: Tallies = {
    of,
    all: tallies,
    cover: undefined,
    set(filters, counts = []) {
      for (const [index, filter] of filters.entries()) {
        const tally = of(filter)
        const found = counts[index]
        tally.counts = found ? fromServer(found) : null
        tally.isStale = false
      }
    },
    outdate: () => counted().forEach(outdate),
    counted,
    publish() {
      version = {}
      for (const tally of tallies.values()) {
        if (tally.listeners.size === 0) continue
        const { told } = tally
        tally.told = tally.get()
        if (told !== tally.told) for (const listener of tally.listeners) listener()
      }
    },
  }
  return self
}
