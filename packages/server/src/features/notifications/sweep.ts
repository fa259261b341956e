import type { Flags } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { Db, Sql, Tx } from '../../storage/db.js'
import { inPages } from '../../storage/in-pages.js'
import { type Sockets, tellAfterCommit } from '../triggers/telling.js'
import {
  content,
  effective,
  feedColumns,
  isCleared,
  isShown,
  isUnread,
  isUnseen,
  named,
  names,
} from './fragments.js'
import { eventsOf, type HeadRow, type ItemRow, toFlags } from './shape.js'

/** What happens to items by themselves, when its time has come. */
interface Fate {
  /** Whether it is to happen to an item `n` that is there; by a partial index of its own. */
  isDue: (now: Date) => Fragment
  /** In which order the items of one user are changed. */
  dueAt: Fragment
  /** What an item `c` becomes. */
  set: (now: Date) => Fragment
  /** Whether it is in the plain feed afterwards. */
  isShown: boolean
}

/** It comes back on top, unseen. */
const waking: Fate = {
  isDue: (now) => sql`n.snoozed_until <= ${now} and n.deleted_at is null`,
  dueAt: sql`n.snoozed_until`,
  set: () => sql`place = c.to_seq, snoozed_until = null, seen_at = null, read_at = null`,
  isShown: true,
}

/** It is deleted as by its user. */
const expiring: Fate = {
  isDue: (now) => sql`n.expires_at <= ${now} and n.deleted_at is null`,
  dueAt: sql`n.expires_at`,
  set: (now) =>
    sql`deleted_at = ${now}::timestamptz, pinned_at = null, seen_at = c.seen_at, read_at = c.read_at`,
  isShown: false,
}

const pageSize = 1000

export interface ItemSweep {
  db: Db
  sockets: Sockets
  now: () => Date
}

/** Wakes what was snoozed and deletes what has expired, page by page. Safe to run on several nodes at once. */
export const sweepItems = async ({ db, sockets, now }: ItemSweep): Promise<void> => {
  for (const fate of [expiring, waking])
    await inPages(db, pageSize, (tx) => sweepPage(tx, sockets, fate, now()))
}

/**
 * Feeds are locked in ascending order before anything else, so that this waits for markers and never in a ring. Of two
 * nodes with the same page, the second finds nothing left to do when it has the locks.
 * @returns how many items were changed
 */
const sweepPage = async (tx: Tx, sockets: Sockets, fate: Fate, now: Date): Promise<number> => {
  const due = await tx.many<{ id: number; user_id: number }>`
    select n.id, n.user_id from notification n where ${fate.isDue(now)} order by ${fate.dueAt} limit ${pageSize}::bigint`
  if (due.length === 0) return 0
  const userIds = [...new Set(due.map(({ user_id }) => user_id))].sort((a, b) => a - b)
  await tx.run`
    select from feed where user_id = any(${userIds}::bigint[]) order by user_id for no key update`
  const told = sockets.hearing(userIds)
  const ids = due.map(({ id }) => id)
  const { count, rows } = await change(tx, fate, ids, told, now)
  tellAfterCommit(tx, sockets, { events: eventsOf(rows, flagsBefore), userIds, told, triggerIds: [] })
  return count
}

interface SweptRow extends HeadRow, ItemRow {
  user_id: number
  /** Gone before, by the watermark. */
  was_cleared: boolean
  was_seen: boolean
  was_read: boolean
  was_archived: boolean
  was_snoozed: boolean
}

/** The caller has locked the feeds: what this statement sees is what is. */
const change = async (
  tx: Sql,
  fate: Fate,
  ids: readonly number[],
  told: readonly number[],
  now: Date,
): Promise<{ count: number; rows: SweptRow[] }> => {
  const is = fate.isShown ? sql`1` : sql`0`
  const row = await tx.one<{ count: number; told: string | null }>`
    with c as materialized (
      select n.user_id, n.id, n.no, n.acted_at, n.archived_at, n.snoozed_until, ${effective},
        case when n.seq <= f.read_all then f.read_all_at end all_acted_at,
        ${isCleared} was_cleared, f.seq + row_number() over (partition by n.user_id order by ${fate.dueAt}, n.id) to_seq,
        ${isShown}::int was_shown, (${isShown} and ${isUnread})::int was_unread, (${isShown} and ${isUnseen})::int was_unseen
      from notification n join feed f on f.user_id = n.user_id
      where n.id = any(${ids}::bigint[]) and ${fate.isDue(now)}
    ),
    n as (
      update notification n set seq = c.to_seq, operation_id = null,
        acted_at = greatest(c.acted_at, c.all_acted_at), ${fate.set(now)}
      from c where n.user_id = c.user_id and n.id = c.id
      returning n.user_id, ${content}, n.seen_at, n.read_at
    ),
    f as (
      update feed f set seq = f.seq + d.k, unseen = f.unseen + d.unseen, unread = f.unread + d.unread,
        total = f.total + d.total
      from (
        select user_id, count(*) k, sum(${is} - was_unseen) unseen, sum(${is} - was_unread) unread,
          sum(${is} - was_shown) total
        from c group by user_id
      ) d
      where f.user_id = d.user_id
      returning f.user_id, ${feedColumns}
    )
    select (select count(*) from c) count, (
      select json_agg(told)::text from (
        select f.*, n.*, ${names}, (w.seen_at is not null) was_seen, (w.read_at is not null) was_read,
          w.was_cleared, (w.archived_at is not null) was_archived, (w.snoozed_until is not null) was_snoozed
        from n join f on f.user_id = n.user_id join c w on w.id = n.id ${named}
        where n.user_id = any(${told}::bigint[])
        order by n.user_id, n.seq
      ) told
    ) told`
  return { count: row?.count ?? 0, rows: row?.told ? JSON.parse(row.told) : [] }
}

/** `null` = it was not there. */
const flagsBefore = (row: SweptRow): Flags | null =>
  row.was_cleared
    ? null
    : toFlags(
        { seen: row.was_seen, read: row.was_read, archived: row.was_archived, snoozed: row.was_snoozed },
        row,
      )
