import type { Change, Filter } from '@inboxkit/protocol'
import sql, { empty, type Sql as Fragment } from 'sql-template-tag'
import type { WatermarkVerb } from '../../realtime/types.js'
import type { Sql, Tx } from '../../storage/db.js'
import { effective, feedColumns, isShown, isThere, isUnread, isUnseen, place } from './fragments.js'
import { type Marked, markItems } from './mark-items.js'
import { lockFeed } from './queries.js'
import { type HeadRow, toHead } from './shape.js'

export interface AllMark {
  /** The feed position that the user was looking at; absent = the current one. */
  throughSeq?: number | undefined
  /** Absent or empty = everything. */
  filter?: Filter | undefined
  at: Date
  operationId: string | null
}

/** Up to where a watermark moves, and what lies beyond it: the counts that stay. */
interface Reach {
  through: Fragment
  unseen: Fragment
  unread: Fragment
  total: Fragment
}

const everything: Reach = { through: sql`f.seq`, unseen: sql`0`, unread: sql`0`, total: sql`0` }
const counted: Reach = {
  through: sql`r.through`,
  unseen: sql`r.unseen`,
  unread: sql`r.unread`,
  total: sql`r.total`,
}

/** What a verb does to the feed row `f`, and when it is needed at all. */
const moveOf = (
  verb: WatermarkVerb,
  { through, unseen, unread, total }: Reach,
  at: Date,
  now: Date,
): { set: Fragment; needed: Fragment } => {
  const seen = sql`seen_all = greatest(f.seen_all, ${through}),
    seen_all_at = greatest(f.seen_all_at, ${at}::timestamptz), unseen = ${unseen}`
  const read = sql`read_all = greatest(f.read_all, ${through}),
    read_all_at = greatest(f.read_all_at, ${at}::timestamptz), unread = ${unread}`
  const cleared = sql`cleared = greatest(f.cleared, ${through}), cleared_at = ${now}::timestamptz,
    unseen = ${unseen}, unread = ${unread}, total = ${total}`
  if (verb === 'seenAll') return { set: seen, needed: sql`f.unseen > ${unseen}` }
  if (verb === 'readAll')
    return { set: sql`${read}, ${seen}`, needed: sql`(f.unread > ${unread} or f.unseen > ${unseen})` }
  return { set: cleared, needed: sql`f.total > ${total}` }
}

/**
 * Marks everything seen, read or deleted by moving a watermark: one `seq`, no notification row touched.
 * It covers what its user could see, the archive too. Items changed since then carry a higher `seq` than the
 * watermark, so they are marked one by one; there are at most as many as changes that the user had not seen. Deleting
 * leaves alone what is archived or snoozed.
 */
export const markAll = async (
  tx: Tx,
  userId: number,
  verb: WatermarkVerb,
  mark: AllMark,
  now: Date,
): Promise<Marked | undefined> => {
  const whole = await markWhole(tx, userId, verb, mark, now)
  if (whole) return whole
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

/**
 * The usual case, in one statement and without a transaction: the user saw the feed as it is. Whatever was committed
 * while it waited for the row is covered too, which only a watermark can do.
 * @returns `undefined` when it has nothing to do, or less than everything
 */
export const markWhole = async (
  db: Sql,
  userId: number,
  verb: WatermarkVerb,
  { throughSeq, at, operationId }: AllMark,
  now: Date,
): Promise<Marked | undefined> => {
  const { set, needed } = moveOf(verb, everything, at, now)
  const moved = await db.one<HeadRow>`
    update feed f set seq = f.seq + 1, marks_operation_id = ${operationId}, ${set}
    where f.user_id = ${userId} and ${needed}
      ${throughSeq === undefined ? empty : sql`and f.seq <= ${throughSeq}::bigint`}
    returning ${feedColumns}`
  if (!moved) return undefined
  return { from: moved.head_seq - 1, head: toHead(moved), changes: [], outcomes: new Map(), moved: [verb] }
}

/** Items that stood on the user's screen but were changed behind it. Deleting goes by place, so it has none. */
const markLate = async (
  tx: Tx,
  userId: number,
  verb: WatermarkVerb,
  through: number,
  { at, operationId }: AllMark,
  now: Date,
): Promise<{ head: Marked['head']; changes: Change[] } | undefined> => {
  if (verb === 'deleteAll') return undefined
  const rows = await tx.many<{ id: number }>`
    select n.id from feed f join notification n on n.user_id = f.user_id
    where f.user_id = ${userId} and n.seq > ${through}::bigint and n.seq > n.no and ${place} <= ${through}::bigint
      and ${isThere} and ${verb === 'seenAll' ? isUnseen : isUnread}`
  if (rows.length === 0) return undefined
  return markItems(
    tx,
    userId,
    verb === 'seenAll' ? 'seen' : 'read',
    rows.map(({ id }) => ({ id, at, operationId })),
    now,
  )
}

/** The feed row is locked by the caller: this statement's snapshot sees everything that any writer committed. */
const moveWatermark = (
  tx: Sql,
  userId: number,
  verb: WatermarkVerb,
  through: number,
  { at, operationId }: AllMark,
  now: Date,
): Promise<HeadRow | undefined> => {
  const { set, needed } = moveOf(verb, counted, at, now)
  // Deleting goes by place: of what was created before, it leaves what has come back since.
  const isBeyond = verb === 'deleteAll' ? sql`n.place > ${through}::bigint` : sql`true`
  return tx.one<HeadRow>`
    with beyond as (
      select ${effective} from feed f join notification n on n.user_id = f.user_id
      where f.user_id = ${userId} and n.no > ${through}::bigint and ${isShown}
      union all
      select ${effective} from feed f join notification n on n.user_id = f.user_id
      where f.user_id = ${userId} and n.no <= ${through}::bigint and n.seq > ${through}::bigint and n.seq > n.no
        and ${isBeyond} and ${isShown}
    ),
    r as (
      select ${through}::bigint through, count(*) filter (where seen_at is null and read_at is null) unseen,
        count(*) filter (where read_at is null) unread, count(*) total
      from beyond
    )
    update feed f set seq = f.seq + 1, marks_operation_id = ${operationId}, ${set}
    from r
    where f.user_id = ${userId} and ${needed}
    returning ${feedColumns}`
}
