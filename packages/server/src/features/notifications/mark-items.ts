import type { Answer, Change, FeedHead, ItemVerb } from '@inboxkit/protocol'
import sql, { empty, type Sql as Fragment } from 'sql-template-tag'
import type { WatermarkVerb } from '../../realtime/types.js'
import type { Sql } from '../../storage/db.js'
import { content, effective, feedColumns, isCleared, named, names, place } from './fragments.js'
import { type HeadRow, type ItemRow, toChange, toFlags, toHead } from './shape.js'
import { sqlOf } from './targets.js'

/** One item and the act on it. `at` is when the user acted, which decides what supersedes what. */
export interface Mark {
  id: number
  at: Date
  operationId: string | null
  state?: string | null | undefined
  /** Of `state`: what it comes of. */
  answer?: Answer | null | undefined
  /** Of `snooze`; later than `at`. */
  until?: Date | undefined
}

export type MarkOutcome = 'applied' | 'superseded' | 'gone' | 'refused'

export interface Marked {
  /** The feed's `seq` before; equal to `head.seq` when nothing changed. */
  from: number
  head: FeedHead
  /** In the order of `seq`. */
  changes: Change[]
  outcomes: Map<number, MarkOutcome>
  /** The watermarks that were moved. */
  moved: WatermarkVerb[]
  /** Too much has changed to be told item by item: `changes` says nothing. */
  isUntold?: boolean
}

interface MarkedRow extends HeadRow, ItemRow {
  asked_id: number | null
  from_seq: number
  is_gone: boolean | null
  is_superseded: boolean | null
  is_refused: boolean | null
  has_changed: boolean
  was_seen: boolean
  was_read: boolean
  was_deleted: boolean
  was_archived: boolean
  was_snoozed: boolean
}

/** As an expression: by the index of users' feeds, a very long one would be gone through for a few items of it. */
const isOwn: Fragment = sql`n.user_id + 0 = f.user_id`

/** Whether an item, as it is to be, is archived or snoozed. */
const toAway: Fragment = sql`(to_archived is not null or to_snoozed is not null)`
const wasAway: Fragment = sql`(archived_at is not null or snoozed_until is not null)`
const wasShown: Fragment = sql`(deleted_at is null and not ${wasAway})`
const isShownAfter: Fragment = sql`(to_deleted is null and not ${toAway})`

/** What was answered goes with the state that came of it. */
const toAnswer: Fragment = sql`
  coalesce(o.asked_answer, case when o.asked_state is not distinct from o.state then o.answer end)`

/** Where it stands from now on. What comes back keeps its place, unless everything there was cleared meanwhile. */
const moved: Fragment = sql`
  archived_at = c.to_archived, snoozed_until = c.to_snoozed, pinned_at = c.to_pinned, no = -abs(c.no),
  place = case when c.is_woken or (not ${toAway} and c.place <= c.cleared) then c.to_seq else c.place end,`

/**
 * Applies one verb to some items of one feed, each at most once, in one statement: the feed row is locked first, the
 * newest version of each item is read under that lock, real changes take the next `seq` each, and the counts move
 * by exact deltas. No change = no `seq` (FEED-SQL, "Read, unread, delete of some ids"). Items are found again by `id`,
 * since their key may have changed after the statement's snapshot was taken.
 * `pin` takes one item, and a feed that the caller has locked: how many are pinned must be known.
 * @param isTold whether the changed items are to be read back
 * @returns `undefined` when the user has no feed
 */
export const markItems = async (
  db: Sql,
  userId: number,
  verb: ItemVerb,
  marks: readonly Mark[],
  now: Date,
  isTold = true,
): Promise<Marked | undefined> => {
  const { to, isMove, isPin, isGone, isSuperseded, isRefused, isWoken, actedAt } = sqlOf(verb)
  const isState = verb === 'state'
  const rows = await db.many<MarkedRow>`
    with q as materialized (${asked(marks, isState)}),
    f as materialized (select ${feedColumns}, f.user_id, f.seq from feed f where f.user_id = ${userId} for no key update),
    o as materialized (
      select n.user_id, n.no, n.id, n.seq, n.state, n.deleted_at, n.title is null purged, n.acted_at, n.archived_at,
        n.snoozed_until, n.pinned_at, ${place} place, ${effective},
        q.at, q.operation_id, q.asked_state, q.asked_until, ${isState ? sql`n.answer, q.asked_answer,` : empty} f.seq head, ${now}::timestamptz as now,
        case when n.seq <= f.read_all then f.read_all_at end all_acted_at
      from f join notification n on ${isOwn} join q on q.id = n.id
      where not ${isCleared}
      for no key update of n
    ),
    t as (
      select o.*, f.cleared, ${to.seen}::timestamptz to_seen, ${to.read}::timestamptz to_read,
        ${to.deleted}::timestamptz to_deleted, ${to.state}::text to_state, ${to.archived}::timestamptz to_archived,
        ${to.snoozed}::timestamptz to_snoozed, ${to.pinned}::timestamptz to_pinned,
        ${isState ? sql`${toAnswer} to_answer,` : empty}
        ${isGone} is_gone, ${isSuperseded} is_superseded, ${isRefused} is_refused, ${isWoken} is_woken
      from o cross join f
    ),
    c as (
      select t.*, t.head + ${marks.length === 1 ? sql`1` : sql`row_number() over (order by t.place)`} to_seq from t
      where not is_gone and is_superseded is not true and not is_refused and (is_woken
        ${isState ? sql`or answer is distinct from to_answer` : empty}
        or (seen_at, read_at, deleted_at, state, archived_at, snoozed_until, pinned_at)
          is distinct from (to_seen, to_read, to_deleted, to_state, to_archived, to_snoozed, to_pinned))
    ),
    u as (
      update notification n set ${isMove ? moved : isPin ? sql`pinned_at = c.to_pinned,` : empty}
        ${isState ? sql`answer = c.to_answer,` : empty}
        seq = c.to_seq, seen_at = c.to_seen, read_at = c.to_read, deleted_at = c.to_deleted, state = c.to_state,
        operation_id = c.operation_id, acted_at = ${actedAt}
      from c where n.user_id = c.user_id and n.id = c.id
      ${isTold ? sql`returning ${content}, n.seen_at, n.read_at` : empty}
    ),
    d as (
      select count(*) k,
        coalesce(sum((${isShownAfter} and to_seen is null and to_read is null)::int
          - (${wasShown} and seen_at is null and read_at is null)::int), 0) unseen,
        coalesce(sum((${isShownAfter} and to_read is null)::int - (${wasShown} and read_at is null)::int), 0) unread,
        coalesce(sum(${isShownAfter}::int - ${wasShown}::int), 0) total
      from c
    ),
    h as (
      update feed f set seq = f.seq + d.k, unseen = f.unseen + d.unseen, unread = f.unread + d.unread,
        total = f.total + d.total
      from d where f.user_id = ${userId} and d.k > 0
    )
    select f.epoch, f.seq + d.k head_seq, f.unseen + d.unseen unseen, f.unread + d.unread unread,
      f.total + d.total total, f.seen_all, f.seen_all_at, f.read_all, f.read_all_at, f.cleared, f.marks_operation_id,
      f.seq from_seq ${isTold ? sql`, ${told}` : sql`, null asked_id from f cross join d`}`
  return fromRows(rows, marks)
}

/** Every item asked for, and beside it what it has become. */
const told: Fragment = sql`
  t.id asked_id, t.is_gone, t.is_superseded, t.is_refused,
  (n.id is not null) has_changed, (t.seen_at is not null) was_seen, (t.read_at is not null) was_read,
  (t.deleted_at is not null) was_deleted, (t.archived_at is not null) was_archived,
  (t.snoozed_until is not null) was_snoozed, n.*, ${names}
  from f cross join d
  left join t on true
  left join u n on n.id = t.id
  ${named}`

/** The acts as rows. One is by far the most usual, and a statement of its own: it needs no arrays and no numbering. */
const asked = (marks: readonly Mark[], isState: boolean): Fragment => {
  const [mark] = marks
  if (mark && marks.length === 1)
    return sql`
      select ${mark.id}::bigint id, ${mark.at}::timestamptz as at, ${mark.operationId}::uuid operation_id,
        ${mark.state ?? null}::text asked_state, ${mark.until ?? null}::timestamptz asked_until
        ${isState ? sql`, ${answerText(mark)}::jsonb asked_answer` : empty}`
  return sql`
    select * from unnest(
      ${marks.map(({ id }) => id)}::bigint[], ${marks.map(({ at }) => at)}::timestamptz[],
      ${marks.map(({ operationId }) => operationId)}::uuid[], ${marks.map(({ state }) => state ?? null)}::text[],
      ${marks.map(({ until }) => until ?? null)}::timestamptz[]
      ${isState ? sql`, ${marks.map(answerText)}::jsonb[]` : empty}
    ) as q(id, at, operation_id, asked_state, asked_until ${isState ? sql`, asked_answer` : empty})`
}

const answerText = ({ answer }: Mark): string | null => (answer ? JSON.stringify(answer) : null)

const fromRows = (rows: readonly MarkedRow[], marks: readonly Mark[]): Marked | undefined => {
  const [first] = rows
  if (!first) return undefined
  const outcomes = new Map<number, MarkOutcome>(marks.map(({ id }) => [id, 'gone']))
  const changes: Change[] = []
  for (const row of rows) {
    if (row.asked_id === null) continue
    outcomes.set(row.asked_id, outcomeOf(row))
    if (row.has_changed) changes.push(toChange(row, wasOf(row)))
  }
  changes.sort((a, b) => a.seq - b.seq)
  return { from: first.from_seq, head: toHead(first), changes, outcomes, moved: [] }
}

const outcomeOf = (row: MarkedRow): MarkOutcome => {
  if (row.is_gone) return 'gone'
  if (row.has_changed) return 'applied'
  if (row.is_superseded) return 'superseded'
  return row.is_refused ? 'refused' : 'applied'
}

const wasOf = (row: MarkedRow): Change['was'] =>
  row.was_deleted
    ? null
    : toFlags(
        { seen: row.was_seen, read: row.was_read, archived: row.was_archived, snoozed: row.was_snoozed },
        row,
      )
