import { type Change, type Counts, type FeedHead, type Filter, maxFilters } from '@inboxkit/protocol'
import type { Readable } from '../readable.js'
import { fromServer, isCounted, moveCounts, recount, shownCounts, type Tally } from './counts.js'
import { broaden, keyOf } from './filters.js'
import { type Items, known } from './items.js'

/** Counts of every filter that somebody has asked for. */
export interface Tallies {
  /** As shown; `null` = not known, or a filter by `data`. The same for filters that differ in `unread` and `read`. */
  of(filter: Filter): Readable<Counts | null>
  /** What is confirmed has moved as an event tells it; to be called before it is in the table. */
  move(changes: readonly Change[]): void
  /** What is confirmed stands elsewhere than at `old`, by these changes; watermarks may have moved. */
  moveMarks(old: FeedHead, changes: readonly Change[]): void
  /** What the server counted where we stand. */
  set(filters: readonly Filter[], counts?: readonly (Counts | null)[]): void
  /** All may have moved: they are to be asked anew. */
  outdate(): void
  /** Those that somebody listens to, as many as one request may ask for; first those that must be asked anew. */
  wanted(): Filter[]
  /** Whether one that somebody listens to has to be asked anew. */
  isBehind(): boolean
  /** Tells those whose counts are others now. */
  publish(): void
}

interface Watched extends Tally, Readable<Counts | null> {
  readonly listeners: Set<() => void>
  told: Counts | null
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
        const now = shownCounts(items, tally, tallies)
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
  const watched = (): Watched[] => counted().filter(({ listeners }) => listeners.size > 0)
  /** What nobody asks for anew is not known any more. */
  const outdate = (tally: Watched): void => {
    tally.isStale = true
    if (tally.listeners.size === 0) tally.counts = null
  }

  return {
    of,
    move(changes) {
      for (const tally of counted()) {
        moveCounts(tally, changes)
        if (tally.isStale) outdate(tally)
      }
    },
    moveMarks({ seq, marks: old }, changes) {
      const { seenAll, readAll, cleared } = items.head?.marks ?? old
      const moved = [
        seenAll - old.seenAll && seenAll,
        readAll - old.readAll && readAll,
        cleared - old.cleared && cleared,
      ].filter(Boolean)
      if (moved.length === 0) return
      const isAll = moved.every((mark) => mark >= seq)
      for (const tally of counted()) {
        recount(items, tally, old, isAll ? changes.map(({ id }) => id) : known(items))
        if (!isAll) outdate(tally)
      }
    },
    set(filters, counts = []) {
      for (const [index, filter] of filters.entries()) {
        const tally = of(filter)
        const found = counts[index]
        tally.counts = found ? fromServer(found) : null
        tally.isStale = false
      }
    },
    outdate: () => counted().forEach(outdate),
    wanted: () =>
      watched()
        .sort((a, b) => Number(b.isStale) - Number(a.isStale))
        .slice(0, maxFilters)
        .map(({ filter }) => filter),
    isBehind: () => watched().some(({ isStale }) => isStale),
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
}
