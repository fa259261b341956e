import { type Counts, type FeedHead, type Filter, mostFiltered, type Notification } from '@inboxkit/protocol'
import { type FeedState, isThere, toItem } from './state.js'

const hasState = (state: Filter['state'], { readAt, archivedAt, snoozedUntil }: Notification): boolean => {
  if (state === 'archived') return archivedAt !== undefined
  if (state === 'snoozed') return snoozedUntil !== undefined
  if (archivedAt !== undefined || snoozedUntil !== undefined) return false
  return state === undefined || (state === 'read') === (readAt !== null)
}

/** Whether a filter shows an item that is there. */
export const matches = ({ state, category, tag, tenant, data }: Filter, item: Notification): boolean =>
  hasState(state, item) &&
  (category === undefined || item.category?.identifier === category) &&
  (tag === undefined || Boolean(item.tags?.includes(tag))) &&
  (tenant === undefined || item.tenant === tenant) &&
  Object.entries(data ?? {}).every(([key, value]) => item.data?.[key] === value)

/** What a filter shows, newest first; the pinned ones come first only on a first page. */
export const listOf = ({ items, marks }: FeedState, filter: Filter = {}): Notification[] =>
  [...items.values()]
    .filter((one) => isThere(one, marks))
    .map((one) => toItem(one, marks))
    .filter((item) => matches(filter, item))
    .sort((a, b) => b.sort - a.sort)

export const countOf = (items: readonly Notification[]): Counts => ({
  unseen: items.filter(({ seenAt, readAt }) => !seenAt && !readAt).length,
  unread: items.filter(({ readAt }) => !readAt).length,
  total: items.length,
})

/** As `countOf(listOf(state))`, but quick: every event asks for it. */
export const countShown = ({ items, marks }: FeedState): Counts => {
  const counts = { unseen: 0, unread: 0, total: 0 }
  for (const { standing, seq, sort } of items.values()) {
    if (standing.deletedAt !== null || standing.archivedAt || standing.snoozedUntil || sort <= marks.cleared)
      continue
    counts.total++
    if (standing.readAt || seq <= marks.readAll) continue
    counts.unread++
    if (!standing.seenAt && seq > marks.seenAll) counts.unseen++
  }
  return counts
}

/** Counts of a filter without its `unread` or `read`, each at most 1,000; `null` for filters that have none. */
export const filteredCounts = (state: FeedState, filter: Filter): Counts | null => {
  const { state: only, ...rest } = filter
  const isElsewhere = only === 'archived' || only === 'snoozed'
  const isCounted =
    isElsewhere || filter.category !== undefined || filter.tag !== undefined || filter.tenant !== undefined
  if (!isCounted || filter.data !== undefined) return null
  const { unseen, unread, total } = countOf(listOf(state, isElsewhere ? filter : rest))
  const capped = (count: number): number => Math.min(count, mostFiltered)
  return { unseen: capped(unseen), unread: capped(unread), total: capped(total) }
}

export const headOf = (state: FeedState): FeedHead => ({
  epoch: state.epoch,
  seq: state.seq,
  counts: countShown(state),
  marks: { ...state.marks },
})
