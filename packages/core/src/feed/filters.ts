import type { Filter, Flags, Notification } from '@inboxkit/protocol'

/** As much of an item as filters and counts ask. */
export interface Judged {
  seenAt: unknown
  readAt: unknown
  archivedAt?: unknown
  snoozedUntil?: unknown
  category: { identifier: string } | null
  tags?: string[] | undefined
  tenant?: string | undefined
  data?: Notification['data']
}

export const toJudged = ({ seen, read, archived, snoozed, category, tags, tenant }: Flags): Judged => ({
  seenAt: seen,
  readAt: read,
  archivedAt: archived,
  snoozedUntil: snoozed,
  category: category === null ? null : { identifier: category },
  tags,
  tenant,
})

/** Whether a filter shows an item that is there. */
export const matches = ({ state, category, tag, tenant, data = {} }: Filter, item: Judged): boolean =>
  (state === 'archived' || !item.archivedAt) &&
  (state === 'snoozed' || !item.snoozedUntil) &&
  (state === undefined ||
    Boolean(
      { read: item.readAt, unread: !item.readAt, archived: item.archivedAt, snoozed: item.snoozedUntil }[
        state
      ],
    )) &&
  (category === undefined || item.category?.identifier === category) &&
  (tag === undefined || Boolean(item.tags?.includes(tag))) &&
  (tenant === undefined || item.tenant === tenant) &&
  Object.entries(data).every(([key, value]) => item.data?.[key] === value)

/** Whether a filter asks for what was read, or not: then reading moves its rows. */
export const isByRead = ({ state }: Filter): boolean => state === 'read' || state === 'unread'

/** A filter without its `unread` or `read`: what its counts count, and where rows may stay that were just read. */
export const broaden = (filter: Filter): Filter => {
  if (!isByRead(filter)) return filter
  const { state: _, ...rest } = filter
  return rest
}

/** A filter and nothing else: what calls back with an event gives something of its own. */
export const cleaned = ({ state, category, tag, tenant, data }: Filter): Filter => ({
  ...(state !== undefined && { state }),
  ...(category !== undefined && { category }),
  ...(tag !== undefined && { tag }),
  ...(tenant !== undefined && { tenant }),
  ...(data !== undefined && { data }),
})

/** The same for the same filter, whatever the order of its keys. */
export const keyOf = ({ state, category, tag, tenant, data }: Filter): string =>
  JSON.stringify([
    state,
    category,
    tag,
    tenant,
    data && Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)),
  ])

/** Pinned ones stand first, and never within a page: above every `sort`. */
export const firstPinned: number = 2 ** 52

/** An item's place in a feed, highest first; differs from item to item. */
export const placeOf = ({ sort, pinnedAt }: Notification): number => sort + (pinnedAt ? firstPinned : 0)
