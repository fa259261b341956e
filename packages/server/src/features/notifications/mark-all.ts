import type { AllVerb, Change, ItemVerb } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { Sql, Tx } from '../../storage/db.js'
import { effective, feedColumns, isUnread, isUnseen } from './fragments.js'
import { type Marked, markItems } from './mark-items.js'
import { lockFeed } from './queries.js'
import { type HeadRow, toHead } from './shape.js'

export interface AllMark {
  /** The feed position that the user was looking at; absent = the current one. */
  throughSeq?: number | undefined
  at: Date
  operationId: string | null
}

/** What each verb does to the feed row when it covers everything up to `l.through`; `r` counts what lies beyond. */
const moves: Record<AllVerb, { set: Fragment; needed: Fragment; late: ItemVerb; open: Fragment }> = {
  seenAll: {
    set: sql`seen_all = greatest(f.seen_all, l.through), seen_all_at = greatest(f.seen_all_at, l.at), unseen = r.unseen`,
    needed: sql`f.unseen > r.unseen`,
    late: 'seen',
    open: isUnseen,
  },
  readAll: {
    set: sql`read_all = greatest(f.read_all, l.through), read_all_at = greatest(f.read_all_at, l.at),
      seen_all = greatest(f.seen_all, l.through), seen_all_at = greatest(f.seen_all_at, l.at),
      unseen = r.unseen, unread = r.unread`,
    needed: sql`f.unread > r.unread or f.unseen > r.unseen`,
    late: 'read',
    open: isUnread,
  },
  deleteAll: {
    set: sql`cleared = greatest(f.cleared, l.through), cleared_at = ${sql`l.now`},
      unseen = r.unseen, unread = r.unread, total = r.total`,
    needed: sql`f.total > r.total`,
    late: 'delete',
    open: sql`true`,
  },
}

/**
 * Marks everything seen, read or deleted by moving a watermark: one `seq`, no notification row touched.
 * It covers what its user could see. Items changed since then carry a higher `seq` than the watermark, so they are
 * marked one by one; there are at most as many as changes that the user had not seen.
 */
export const markAll = async (
  tx: Tx,
  userId: number,
  verb: AllVerb,
  mark: AllMark,
  now: Date,
): Promise<Marked | undefined> => {
  const locked = await lockFeed(tx, userId)
  if (!locked) return undefined
  const through = Math.min(mark.throughSeq ?? locked.head_seq, locked.head_seq)
  const late = through < locked.head_seq ? await markLate(tx, userId, verb, through, mark, now) : undefined
  const moved = await moveWatermark(tx, userId, verb, through, mark, now)
  return {
    from: locked.head_seq,
    head: moved ? toHead(moved) : (late?.head ?? toHead(locked)),
    changes: late?.changes ?? [],
    outcomes: new Map(),
    moved: moved ? [verb] : [],
  }
}

/** Items that stood on the user's screen but were changed behind it. Deleting goes by `no`, so it has none. */
const markLate = async (
  tx: Tx,
  userId: number,
  verb: AllVerb,
  through: number,
  { at, operationId }: AllMark,
  now: Date,
): Promise<{ head: Marked['head']; changes: Change[] } | undefined> => {
  if (verb === 'deleteAll') return undefined
  const { late, open } = moves[verb]
  const rows = await tx.many<{ id: number }>`
    select n.id from feed f join notification n on n.user_id = f.user_id
    where f.user_id = ${userId} and n.no <= ${through} and n.seq > ${through}::bigint and n.seq > n.no
      and n.no > f.cleared and n.deleted_at is null and ${open}`
  if (rows.length === 0) return undefined
  return markItems(
    tx,
    userId,
    late,
    rows.map(({ id }) => ({ id, at, operationId })),
    now,
  )
}

/** The feed row is locked by the caller: this statement's snapshot sees everything that any writer committed. */
const moveWatermark = (
  tx: Sql,
  userId: number,
  verb: AllVerb,
  through: number,
  { at, operationId }: AllMark,
  now: Date,
): Promise<HeadRow | undefined> => tx.one<HeadRow>`
  with l as (select ${through}::bigint through, ${at}::timestamptz at, ${now}::timestamptz as now),
  beyond as (
    select n.no, n.seq, n.deleted_at, ${effective} from l, feed f join notification n on n.user_id = f.user_id
    where f.user_id = ${userId} and n.no > l.through
    union all
    select n.no, n.seq, n.deleted_at, ${effective} from l, feed f join notification n on n.user_id = f.user_id
    where f.user_id = ${userId} and n.no <= l.through and n.seq > l.through and n.seq > n.no and n.no > f.cleared
      and ${verb !== 'deleteAll'}::boolean
  ),
  r as (
    select count(*) filter (where seen_at is null and read_at is null) unseen,
      count(*) filter (where read_at is null) unread, count(*) total
    from beyond where deleted_at is null
  )
  update feed f set seq = f.seq + 1, marks_operation_id = ${operationId}, ${moves[verb].set}
  from l, r
  where f.user_id = ${userId} and (${moves[verb].needed})
  returning ${feedColumns}`
