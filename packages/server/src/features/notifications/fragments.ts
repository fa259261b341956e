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

/** Everything of `n` that travels, but for its seen and read state. */
export const content: ReturnType<typeof sql> = sql`
  n.no, n.seq, n.id, n.title, n.message, n.icon, n.url, n.data, n.blocks, n.state, n.reason,
  n.created_at, n.deleted_at, n.operation_id, n.category_id`

export const feedColumns: ReturnType<typeof sql> = sql`
  f.epoch, f.seq head_seq, f.unseen, f.unread, f.total, f.seen_all, f.seen_all_at, f.read_all, f.read_all_at,
  f.cleared, f.marks_operation_id`
