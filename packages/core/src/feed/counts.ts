import {
  type AllOperation,
  type Change,
  type Counts,
  type Filter,
  type Marks,
  mostFiltered,
} from '@inboxkit/protocol'
import { broaden, type Judged, keyOf, matches, toJudged } from './filters.js'
import { confirmedOf, type Items, known, shown, tracked } from './items.js'
import { isAll } from './overlay.js'

/** Counts of one filter that has no `unread` or `read` (see `broaden`). */
export interface Tally {
  readonly filter: Filter
  /** Confirmed; `Infinity` = more than the server counts; `null` = not known. The plain feed's are the head's. */
  counts: Counts | null
  /** They may have moved by what we do not know: to be asked anew. */
  isStale: boolean
}

/** By `keyOf` their filters. */
export type Tallies = Map<string, Tally>

const names = ['unseen', 'unread', 'total'] as const
const none = (): Counts => ({ unseen: 0, unread: 0, total: 0 })
const isPlain = ({ state }: Filter): boolean => state !== 'archived' && state !== 'snoozed'
const hasNothing = (filter: Filter): boolean => keyOf(filter) === keyOf({})

/** Whether the server counts a filter; the plain feed comes with the head, and `data` has no index. */
export const isCounted = (filter: Filter): boolean => !filter.data && !hasNothing(filter)

export const fromServer = ({ unseen, unread, total }: Counts): Counts => {
  const exact = (count: number): number => (count < mostFiltered ? count : Infinity)
  return { unseen: exact(unseen), unread: exact(unread), total: exact(total) }
}

/** Adds what one item counts under a filter. Returns whether it counts. */
const add = (to: Counts, filter: Filter, item: Judged | null | undefined, times: 1 | -1): boolean => {
  if (!item || !matches(filter, item)) return false
  to.total += times
  if (item.readAt) return true
  to.unread += times
  if (!item.seenAt) to.unseen += times
  return true
}

/** What an act on all of a filter's `state` leaves of counts. */
const leave = (counts: Counts, { verb, filter }: AllOperation): void => {
  const state = filter?.state
  if (verb === 'seenAll' || verb === 'readAll') {
    if (state === 'read') return
    counts.unseen = 0
    if (verb === 'readAll') counts.unread = 0
  } else if (state === 'read') counts.total = counts.unread
  else {
    counts.total = state === 'unread' ? counts.total - counts.unread : 0
    counts.unread = counts.unseen = 0
  }
}

/** Confirmed counts without those items that may be shown otherwise. */
const untouched = (items: Items, { filter, counts }: Tally, ids: Iterable<number>): Counts => {
  const result = { ...(counts as Counts) }
  const { confirmed, ahead, gone } = items
  for (const id of ids)
    add(
      result,
      filter,
      confirmed.has(id) ? confirmedOf(items, id) : gone.has(id) ? null : ahead.get(id)?.before,
      -1,
    )
  return result
}

interface Left {
  filter: Filter
  counts: Counts
}

/**
 * Lays one pending act on all over counts of which every item is older than it. Counts of filters that overlap with
 * its own, so that only the items that are here can tell, are taken out.
 */
const cover = (lefts: Map<string, Left>, act: AllOperation): void => {
  const broad = broaden(act.filter ?? {})
  const isMark = act.verb === 'readAll' || act.verb === 'seenAll'
  const part = lefts.get(keyOf(broad))?.counts
  const before = part && { ...part }
  if (part) leave(part, act)
  for (const [key, { filter, counts }] of lefts) {
    if (counts === part) continue
    const isPart = hasNothing(broad) && (isPlain(filter) || (isMark && !act.filter))
    if (isPart) leave(counts, act)
    else if (before && before.total < Infinity && hasNothing(filter) && isPlain(broad))
      for (const name of names) counts[name] += part[name] - before[name]
    else lefts.delete(key)
  }
}

/**
 * The counts to show: confirmed ones, plus what is shown of each item that is pending or ahead, minus what is
 * confirmed of it. So a pending act that is already confirmed has no effect.
 *
 * Under a pending "mark all" everything that has not changed since is covered by it, loaded or not: what has may not
 * be, and is looked at one by one.
 */
export const shownCounts = (items: Items, tally: Tally, tallies: Tallies): Counts | null => {
  const { filter } = tally
  if (!tally.counts) return null
  const ids = tracked(items)
  const lefts = new Map<string, Left>()
  const acts = [...items.alls].filter(isAll)
  for (const one of [tally, ...acts.map((act) => tallies.get(keyOf(broaden(act.filter ?? {}))))])
    if (one?.counts) lefts.set(keyOf(one.filter), { filter: one.filter, counts: untouched(items, one, ids) })
  for (const act of acts) cover(lefts, act)
  const covered = lefts.get(keyOf(filter))?.counts
  const result = covered ?? untouched(items, tally, ids)
  if (!covered)
    for (const id of known(items)) {
      if (ids.has(id)) continue
      add(result, filter, confirmedOf(items, id), -1)
      add(result, filter, shown(items, id), 1)
    }
  for (const id of ids) add(result, filter, shown(items, id), 1)
  const most = isCounted(filter) ? mostFiltered : Infinity
  // Beyond a gap an event says what an item was just before it, which is not what we have counted, perhaps.
  for (const name of names) result[name] = Math.max(0, Math.min(result[name], most))
  return result
}

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
