import { type Counts, type Filter, mostFiltered, type NotificationId } from '@inboxkit/protocol'
import { type Judged, keyOf, matches } from './filters.js'
import { confirmedOf, type Items, known, shown, tracked } from './items.js'

/** Counts of one filter that has no `unread` or `read` (see `broaden`). */
export interface Tally {
  readonly filter: Filter
  /** Confirmed; `Infinity` = more than the server counts; `null` = not known. The plain feed's are the head's. */
  counts: Counts | null
  /** They may have moved by what we do not know: to be asked anew. */
  isStale: boolean
}

export const names = ['unseen', 'unread', 'total'] as const
export const none = (): Counts => ({ unseen: 0, unread: 0, total: 0 })
export const isPlain = ({ state }: Filter): boolean => state !== 'archived' && state !== 'snoozed'
export const hasNothing = (filter: Filter): boolean => keyOf(filter) === keyOf({})

/** Whether the server counts a filter; the plain feed comes with the head, and `data` has no index. */
export const isCounted = (filter: Filter): boolean => !filter.data && !hasNothing(filter)

export const fromServer = ({ unseen, unread, total }: Counts): Counts => {
  const exact = (count: number): number => (count < mostFiltered ? count : Infinity)
  return { unseen: exact(unseen), unread: exact(unread), total: exact(total) }
}

/** Adds what one item counts under a filter. Returns whether it counts. */
export const add = (to: Counts, filter: Filter, item: Judged | null | undefined, times: 1 | -1): boolean => {
  if (!item || !matches(filter, item)) return false
  to.total += times
  if (item.readAt) return true
  to.unread += times
  if (!item.seenAt) to.unseen += times
  return true
}

/** Confirmed counts without those items that may be shown otherwise. */
export const untouched = (items: Items, { filter, counts }: Tally, ids: Iterable<number>): Counts => {
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

/**
 * Confirmed counts without those items that may be shown otherwise, of which there are `ids`, under pending acts on
 * all. `undefined`: only the items that are here can tell.
 */
export type Cover = (tally: Tally, ids: ReadonlySet<NotificationId>) => Counts | undefined

/**
 * The counts to show: confirmed ones, plus what is shown of each item that is pending or ahead, minus what is
 * confirmed of it. So a pending act that is already confirmed has no effect.
 *
 * Under a pending "mark all" everything that has not changed since is covered by it, loaded or not: what has may not
 * be, and is looked at one by one.
 */
export const shownCounts = (items: Items, tally: Tally, cover: Cover | undefined): Counts | null => {
  const { filter } = tally
  if (!tally.counts) return null
  const ids = tracked(items)
  const left = untouched(items, tally, ids)
  const covered = items.alls.size > 0 ? cover?.(tally, ids) : left
  const result = covered ?? left
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
