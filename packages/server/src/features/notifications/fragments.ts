import sql from 'sql-template-tag'

/**
 * What every reader of a state shares: the watermarks of `f` (feed) laid over `n` (notification).
 * Whoever gives a row a new `seq` writes its effective state into it first (FEED-SQL, section 1).
 */
export const effective: ReturnType<typeof sql> = sql`
  coalesce(n.seen_at, case when n.seq <= f.seen_all then f.seen_all_at end) seen_at,
  coalesce(n.read_at, case when n.seq <= f.read_all then f.read_all_at end) read_at`

/** The same as conditions, for filters and counts. */
export const isUnread: ReturnType<typeof sql> = sql`(n.read_at is null and n.seq > f.read_all)`
export const isUnseen: ReturnType<typeof sql> = sql`(n.seen_at is null and n.seq > f.seen_all
  and n.read_at is null and n.seq > f.read_all)`

/** Place in the feed, highest first. */
export const place: ReturnType<typeof sql> = sql`coalesce(n.place, n.no)`

/** Archived or snoozed: not in the plain feed, and out of reach of `cleared`. */
export const isAway: ReturnType<typeof sql> = sql`(n.archived_at is not null or n.snoozed_until is not null)`

/** Gone by the watermark. Deleted by name is another matter: that is `deleted_at`. */
export const isCleared: ReturnType<typeof sql> = sql`(${place} <= f.cleared and not ${isAway})`

/** What its user can still get at, in the plain feed or elsewhere. */
export const isThere: ReturnType<typeof sql> = sql`(n.deleted_at is null and not ${isCleared})`

/** What the plain feed shows, and the feed's counts count. */
export const isShown: ReturnType<typeof sql> =
  sql`(n.deleted_at is null and not ${isAway} and ${place} > f.cleared)`

/** Everything of `n` that travels, but for its seen and read state. */
export const content: ReturnType<typeof sql> = sql`
  n.no, n.seq, n.id, n.title, n.message, n.icon, n.url, n.data, n.blocks, n.state, n.answer, n.reason,
  n.created_at, n.deleted_at, n.operation_id, n.category_id, n.tenant_id, n.archived_at, n.snoozed_until, n.place,
  n.pinned_at, n.expires_at, n.tags`

/** What `content` names, by the names that travel; `named` joins it. */
export const names: ReturnType<typeof sql> = sql`
  c.identifier category_identifier, c.name category_name, te.identifier tenant_identifier`

/** Beside `n`, for `names`. */
export const named: ReturnType<typeof sql> = sql`
  left join category c on c.id = n.category_id left join tenant te on te.id = n.tenant_id`

export const feedColumns: ReturnType<typeof sql> = sql`
  f.epoch, f.seq head_seq, f.unseen, f.unread, f.total, f.seen_all, f.seen_all_at, f.read_all, f.read_all_at,
  f.cleared, f.marks_operation_id`
