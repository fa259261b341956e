import type {
  Answer,
  Change,
  Counts,
  FeedChanges,
  FeedHead,
  Flags,
  Marks,
  Notification,
  NotificationReason,
} from '@inboxkit/protocol'

/** The columns of `feedColumns`: one feed's head as stored. */
export interface HeadRow {
  epoch: string
  head_seq: number
  unseen: number
  unread: number
  total: number
  seen_all: number
  seen_all_at: Date | string | null
  read_all: number
  read_all_at: Date | string | null
  cleared: number
  marks_operation_id: string | null
}

/**
 * The columns of `content`, `effective` and `names`: one notification with the watermarks applied. Instants come as
 * text out of JSON.
 */
export interface ItemRow {
  /** Below 0 = it was archived or snoozed once. */
  no: number
  seq: number
  id: number
  title: string | null
  message: string | null
  icon: string | null
  url: string | null
  data: Record<string, unknown> | null
  blocks: Notification['blocks'] | null
  state: string | null
  answer: Answer | null
  reason: NotificationReason | null
  created_at: Date | string
  seen_at: Date | string | null
  read_at: Date | string | null
  deleted_at: Date | string | null
  operation_id: string | null
  category_id: number | null
  category_identifier: string | null
  category_name: string | null
  tenant_identifier: string | null
  archived_at: Date | string | null
  snoozed_until: Date | string | null
  place: number | null
  pinned_at: Date | string | null
  expires_at: Date | string | null
  tags: string[] | null
}

const iso = (at: Date | string): string => new Date(at).toISOString()
const isoOrNull = (at: Date | string | null): string | null => (at === null ? null : iso(at))

/** Place in the feed, highest first. */
export const placeOf = ({ place, no }: Pick<ItemRow, 'place' | 'no'>): number => place ?? no

export const toItem = (row: ItemRow): Notification => ({
  id: row.id,
  seq: row.seq,
  sort: placeOf(row),
  title: row.title ?? '',
  message: row.message,
  icon: row.icon,
  url: row.url,
  data: row.data,
  category:
    row.category_id === null || row.category_identifier === null
      ? null
      : {
          id: row.category_id,
          identifier: row.category_identifier,
          name: row.category_name ?? row.category_identifier,
        },
  blocks: row.blocks ?? [],
  createdAt: iso(row.created_at),
  seenAt: isoOrNull(row.seen_at),
  readAt: isoOrNull(row.read_at),
  clickedAt: isoOrNull(row.read_at),
  state: row.state,
  ...(row.archived_at === null ? {} : { archivedAt: iso(row.archived_at) }),
  ...(row.snoozed_until === null ? {} : { snoozedUntil: iso(row.snoozed_until) }),
  ...(row.pinned_at === null ? {} : { pinnedAt: iso(row.pinned_at) }),
  ...(row.expires_at === null ? {} : { expiresAt: iso(row.expires_at) }),
  ...(row.tags === null ? {} : { tags: row.tags }),
  ...(row.tenant_identifier === null ? {} : { tenant: row.tenant_identifier }),
  ...(row.reason ? { reason: row.reason } : {}),
  ...(row.answer ? { answer: row.answer } : {}),
})

/** What an item was, given its names as they are. */
export const toFlags = (
  was: Pick<Flags, 'seen' | 'read' | 'archived' | 'snoozed'>,
  row: Pick<ItemRow, 'category_identifier' | 'tags' | 'tenant_identifier'>,
): Flags => ({
  ...was,
  category: row.category_identifier,
  ...(row.tags === null ? {} : { tags: row.tags }),
  ...(row.tenant_identifier === null ? {} : { tenant: row.tenant_identifier }),
})

export const toCounts = (row: Pick<HeadRow, 'unseen' | 'unread' | 'total'>): Counts => ({
  unseen: row.unseen,
  unread: row.unread,
  total: row.total,
})

const toMarks = (row: HeadRow): Marks => ({
  seenAll: row.seen_all,
  seenAllAt: isoOrNull(row.seen_all_at),
  readAll: row.read_all,
  readAllAt: isoOrNull(row.read_all_at),
  cleared: row.cleared,
  operationId: row.marks_operation_id,
})

export const toHead = (row: HeadRow): FeedHead => ({
  epoch: row.epoch,
  seq: row.head_seq,
  counts: toCounts(row),
  marks: toMarks(row),
})

const isCleared = (row: ItemRow, cleared: number): boolean =>
  row.archived_at === null && row.snoozed_until === null && placeOf(row) <= cleared

/**
 * A changed row as a change; `was` is `null` for an item that was not there before.
 * @param cleared the feed's: what was elsewhere and is back below it is told as gone
 */
export const toChange = (row: ItemRow, was: Flags | null, cleared = 0): Change => ({
  id: row.id,
  seq: row.seq,
  item: row.deleted_at === null && !isCleared(row, cleared) ? toItem(row) : null,
  was,
  operationId: row.operation_id,
})

/** What is to be told to one user. */
export interface UserEvent {
  userId: number
  event: FeedChanges
}

/** One event per user, whatever the number of items: each of them took one `seq`. */
export const eventsOf = <Row extends HeadRow & ItemRow & { user_id: number }>(
  rows: readonly Row[],
  was: (row: Row) => Flags | null,
): UserEvent[] => {
  const byUser = new Map<number, FeedChanges>()
  for (const row of rows) {
    const event = byUser.get(row.user_id) ?? { ...toHead(row), from: row.head_seq, changes: [] }
    event.changes.push(toChange(row, was(row)))
    event.from -= 1
    byUser.set(row.user_id, event)
  }
  return [...byUser].map(([userId, event]) => ({ userId, event }))
}
