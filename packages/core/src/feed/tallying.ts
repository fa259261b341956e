import { type Change, type FeedHead, type Filter, type Marks, maxFilters } from '@inboxkit/protocol'
import { add, isPlain, names, none, type Tally } from './counts.js'
import { toJudged } from './filters.js'
import { confirmedOf, type Items, known } from './items.js'
import { outdate, type Tallies, type Watched } from './tallies.js'

/** Moves confirmed counts by what happened, as an event tells it. */
export const moveCounts = (tally: Tally, changes: readonly Change[]): void => {
  const { counts, filter } = tally
  if (!counts) return
  for (const { item, was } of changes) {
    const isOut = add(counts, filter, was && toJudged(was), -1)
    add(counts, filter, item, 1)
    if (isOut && names.some((name) => counts[name] === Infinity)) tally.isStale = true
  }
}

/**
 * Confirmed counts after watermarks have moved from `old`: nothing counts but what is newer, and that is here.
 * @param newer ids among which everything newer is
 */
export const recount = (
  items: Items,
  { counts, filter }: Tally,
  old: Marks,
  newer: Iterable<number>,
): void => {
  const { marks } = items.head ?? {}
  if (!counts || !marks) return
  const found = none()
  for (const id of newer) add(found, filter, confirmedOf(items, id), 1)
  if (marks.cleared > old.cleared && isPlain(filter)) Object.assign(counts, found)
  if (marks.readAll > old.readAll) counts.unread = found.unread
  if (marks.readAll > old.readAll || marks.seenAll > old.seenAll) counts.unseen = found.unseen
}

/** What is confirmed has moved as an event tells it; to be called before it is in the table. */
export const moveAll = (tallies: Tallies, changes: readonly Change[]): void => {
  for (const tally of tallies.counted()) {
    moveCounts(tally, changes)
    if (tally.isStale) outdate(tally)
  }
}

/** What is confirmed stands elsewhere than at `old`, by these changes; watermarks may have moved. */
export const moveMarks = (
  items: Items,
  tallies: Tallies,
  { seq, marks: old }: FeedHead,
  changes: readonly Change[],
): void => {
  const { marks = old } = items.head ?? {}
  const moved = (['seenAll', 'readAll', 'cleared'] as const)
    .filter((name) => marks[name] > old[name])
    .map((name) => marks[name])
  if (moved.length === 0) return
  const isAll = moved.every((mark) => mark >= seq)
  for (const tally of tallies.counted()) {
    recount(items, tally, old, isAll ? changes.map(({ id }) => id) : known(items))
    if (!isAll) outdate(tally)
  }
}

const watched = (tallies: Tallies): Watched[] =>
  tallies.counted().filter(({ listeners }) => listeners.size > 0)

/** Those that somebody listens to, as many as one request may ask for; first those that must be asked anew. */
export const wanted = (tallies: Tallies): Filter[] =>
  watched(tallies)
    .sort((a, b) => Number(b.isStale) - Number(a.isStale))
    .slice(0, maxFilters)
    .map(({ filter }) => filter)

/** Whether one that somebody listens to has to be asked anew. */
export const isAnyStale = (tallies: Tallies): boolean => watched(tallies).some(({ isStale }) => isStale)
