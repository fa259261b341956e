import type { Change, FeedHead, ItemVerb } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { WatermarkVerb } from '../../realtime/types.js'
import type { Sql } from '../../storage/db.js'
import { content, effective, feedColumns } from './fragments.js'
import { type HeadRow, type ItemRow, toChange, toHead } from './shape.js'

/** One item and the act on it. `at` is when the user acted, which decides what supersedes what. */
export interface Mark {
  id: number
  at: Date
  operationId: string | null
  state?: string | null | undefined
}

export type MarkOutcome = 'applied' | 'superseded' | 'gone'

export interface Marked {
  /** The feed's `seq` before; equal to `head.seq` when nothing changed. */
  from: number
  head: FeedHead
  /** In the order of `seq`. */
  changes: Change[]
  outcomes: Map<number, MarkOutcome>
  /** The watermarks that were moved. */
  moved: WatermarkVerb[]
}

type KnownVerb = Exclude<ItemVerb, 'archive' | 'unarchive' | 'snooze' | 'unsnooze' | 'pin' | 'unpin'>

/** What a verb makes of an item `o`, given the act `o.at` and `o.asked_state`. Reading implies seeing. */
const targets: Record<KnownVerb, { seen: Fragment; read: Fragment; deleted: Fragment; state: Fragment }> = {
  seen: {
    seen: sql`coalesce(o.seen_at, o.at)`,
    read: sql`o.read_at`,
    deleted: sql`o.deleted_at`,
    state: sql`o.state`,
  },
  unseen: { seen: sql`null`, read: sql`o.read_at`, deleted: sql`o.deleted_at`, state: sql`o.state` },
  read: {
    seen: sql`coalesce(o.seen_at, o.at)`,
    read: sql`coalesce(o.read_at, o.at)`,
    deleted: sql`o.deleted_at`,
    state: sql`o.state`,
  },
  unread: { seen: sql`o.seen_at`, read: sql`null`, deleted: sql`o.deleted_at`, state: sql`o.state` },
  delete: {
    seen: sql`o.seen_at`,
    read: sql`o.read_at`,
    deleted: sql`coalesce(o.deleted_at, o.now)`,
    state: sql`o.state`,
  },
  restore: { seen: sql`o.seen_at`, read: sql`o.read_at`, deleted: sql`null`, state: sql`o.state` },
  state: {
    seen: sql`o.seen_at`,
    read: sql`o.read_at`,
    deleted: sql`o.deleted_at`,
    state: sql`o.asked_state`,
  },
}

interface MarkedRow extends HeadRow, ItemRow {
  asked_id: number
  from_seq: number
  is_gone: boolean | null
  is_superseded: boolean | null
  has_changed: boolean
  was_seen: boolean
  was_read: boolean
  was_deleted: boolean
}

/**
 * Applies one verb to some items of one feed, each at most once, in one statement: the feed row is locked first, the
 * newest version of each item is read under that lock, real changes take the next `seq` each, and the counts move
 * by exact deltas. No change = no `seq` (FEED-SQL, "Read, unread, delete of some ids").
 * @returns `undefined` when the user has no feed
 */
export const markItems = async (
  db: Sql,
  userId: number,
  verb: ItemVerb,
  marks: readonly Mark[],
  now: Date,
): Promise<Marked | undefined> => {
  const to = targets[verb as KnownVerb]
  const rows = await db.many<MarkedRow>`
    with q as materialized (${asked(marks)}),
    f as materialized (select ${feedColumns}, f.user_id, f.seq from feed f where f.user_id = ${userId} for no key update),
    o as materialized (
      select n.user_id, n.no, n.id, n.seq, n.state, n.deleted_at, n.title is null purged, n.acted_at, ${effective},
        q.at, q.operation_id, q.asked_state, f.seq head, ${now}::timestamptz as now,
        case when n.seq <= f.read_all then f.read_all_at end all_acted_at
      from f join notification n on n.user_id = f.user_id join q on q.id = n.id
      where n.id = any(${marks.map(({ id }) => id)}::bigint[]) and n.no > f.cleared
      for no key update of n
    ),
    t as (
      select o.*, ${to.seen}::timestamptz to_seen, ${to.read}::timestamptz to_read,
        ${to.deleted}::timestamptz to_deleted, ${to.state}::text to_state,
        ${verb === 'restore' || verb === 'delete' ? sql`o.purged` : sql`o.purged or o.deleted_at is not null`} is_gone,
        ${verb === 'seen' ? sql`false` : sql`greatest(o.acted_at, o.all_acted_at) > o.at`} is_superseded
      from o
    ),
    c as (
      select t.*, t.head + ${marks.length === 1 ? sql`1` : sql`row_number() over (order by t.no)`} to_seq from t
      where not is_gone and is_superseded is not true
        and (seen_at, read_at, deleted_at, state) is distinct from (to_seen, to_read, to_deleted, to_state)
    ),
    u as (
      update notification n set seq = c.to_seq, seen_at = c.to_seen, read_at = c.to_read, deleted_at = c.to_deleted,
        state = c.to_state, operation_id = c.operation_id,
        acted_at = ${verb === 'seen' ? sql`greatest(c.acted_at, c.all_acted_at)` : sql`c.at`}
      from c where n.user_id = c.user_id and n.no = c.no
      returning ${content}, n.seen_at, n.read_at
    ),
    d as (
      select count(*) k,
        coalesce(sum((to_deleted is null and to_seen is null and to_read is null)::int
          - (deleted_at is null and seen_at is null and read_at is null)::int), 0) unseen,
        coalesce(sum((to_deleted is null and to_read is null)::int
          - (deleted_at is null and read_at is null)::int), 0) unread,
        coalesce(sum((to_deleted is null)::int - (deleted_at is null)::int), 0) total
      from c
    ),
    h as (
      update feed f set seq = f.seq + d.k, unseen = f.unseen + d.unseen, unread = f.unread + d.unread,
        total = f.total + d.total
      from d where f.user_id = ${userId} and d.k > 0
    )
    select f.epoch, f.seq + d.k head_seq, f.unseen + d.unseen unseen, f.unread + d.unread unread,
      f.total + d.total total, f.seen_all, f.seen_all_at, f.read_all, f.read_all_at, f.cleared, f.marks_operation_id,
      f.seq from_seq, t.id asked_id, t.is_gone, t.is_superseded,
      (n.id is not null) has_changed, (t.seen_at is not null) was_seen, (t.read_at is not null) was_read,
      (t.deleted_at is not null) was_deleted,
      n.*, g.identifier category_identifier, g.name category_name
    from f cross join d
    left join t on true
    left join u n on n.id = t.id
    left join category g on g.id = n.category_id`
  return fromRows(rows, marks)
}

/** The acts as rows. One is by far the most usual, and a statement of its own: it needs no arrays and no numbering. */
const asked = (marks: readonly Mark[]): Fragment => {
  const [mark] = marks
  if (mark && marks.length === 1)
    return sql`
      select ${mark.id}::bigint id, ${mark.at}::timestamptz as at, ${mark.operationId}::uuid operation_id,
        ${mark.state ?? null}::text asked_state`
  return sql`
    select * from unnest(
      ${marks.map(({ id }) => id)}::bigint[], ${marks.map(({ at }) => at)}::timestamptz[],
      ${marks.map(({ operationId }) => operationId)}::uuid[], ${marks.map(({ state }) => state ?? null)}::text[]
    ) as q(id, at, operation_id, asked_state)`
}

const fromRows = (rows: readonly MarkedRow[], marks: readonly Mark[]): Marked | undefined => {
  const [first] = rows
  if (!first) return undefined
  const outcomes = new Map<number, MarkOutcome>(marks.map(({ id }) => [id, 'gone']))
  const changes: Change[] = []
  for (const row of rows) {
    if (row.asked_id === null) continue
    outcomes.set(
      row.asked_id,
      row.is_gone ? 'gone' : row.has_changed || !row.is_superseded ? 'applied' : 'superseded',
    )
    if (row.has_changed) changes.push(toChange(row, wasOf(row)))
  }
  changes.sort((a, b) => a.seq - b.seq)
  return { from: first.from_seq, head: toHead(first), changes, outcomes, moved: [] }
}

const wasOf = (row: MarkedRow): Change['was'] =>
  row.was_deleted
    ? null
    : {
        seen: row.was_seen,
        read: row.was_read,
        archived: false,
        snoozed: false,
        category: row.category_identifier,
      }
