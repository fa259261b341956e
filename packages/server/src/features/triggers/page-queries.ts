import type { Sql } from '../../storage/db.js'

/** Recipients of a page, by what became of them. */
export interface PageCounts {
  delivered: number
  skipped: number
  cancelled: number
  failed: number
}

export const noPageCounts: PageCounts = { delivered: 0, skipped: 0, cancelled: 0, failed: 0 }

/**
 * Claims the page of a trigger that comes after a user, until the end of the transaction. Waits for whoever is just
 * at it.
 * @returns whether it is still to be done
 */
export const lockPage = async (tx: Sql, triggerId: number, after: number | null): Promise<boolean> => {
  const row = await tx.one`
    select 1 from trigger
    where id = ${triggerId} and expanded_at is null and cursor is not distinct from ${after}::bigint for update`
  return row !== undefined
}

export const closePage = (
  tx: Sql,
  triggerId: number,
  { cursor, expandedAt, counts }: { cursor: number | null; expandedAt: Date | null; counts: PageCounts },
): Promise<number> => tx.run`
  update trigger set cursor = ${cursor}, expanded_at = ${expandedAt},
    delivered = delivered + ${counts.delivered}::int, skipped = skipped + ${counts.skipped}::int,
    cancelled = cancelled + ${counts.cancelled}::int, failed = failed + ${counts.failed}::int
  where id = ${triggerId}`

/** Claims triggers that nobody has begun, until the end of the transaction. @returns those that are still to be done */
export const lockTriggers = async (tx: Sql, triggerIds: readonly number[]): Promise<Set<number>> => {
  const rows = await tx.many<{ id: number }>`
    select id from trigger where id = any(${triggerIds}::bigint[]) and expanded_at is null
    order by id for update`
  return new Set(rows.map(({ id }) => id))
}

export const closeTriggers = (tx: Sql, triggerIds: readonly number[], at: Date): Promise<number> =>
  tx.run`update trigger set expanded_at = ${at} where id = any(${triggerIds}::bigint[])`

/**
 * Who is not to get a trigger any more, as it stands under the triggers' locks: cancelling takes the same locks first.
 */
export const findCancelled = async (
  tx: Sql,
  reached: readonly { triggerId: number; userId: number }[],
): Promise<(triggerId: number, userId: number) => boolean> => {
  if (reached.length === 0) return () => false
  // Mostly nobody of a trigger was cancelled: that is asked first, and then no user is looked up.
  const row = await tx.one<{ cancelled: string | null }>`
    with touched as materialized (
      select trigger_id from unnest(
        ${[...new Set(reached.map(({ triggerId }) => triggerId))]}::bigint[]
      ) as named(trigger_id)
      where (select true from cancellation c where c.trigger_id = named.trigger_id limit 1)
    )
    select json_agg(trigger_id || ':' || user_id)::text cancelled
    from unnest(
      ${reached.map(({ triggerId }) => triggerId)}::bigint[], ${reached.map(({ userId }) => userId)}::bigint[]
    ) as reached(trigger_id, user_id)
    where trigger_id = any(array(select trigger_id from touched)) and (
      (select true from cancellation where trigger_id = reached.trigger_id and recipient = '')
      or (
        select true from cancellation
        where trigger_id = reached.trigger_id
          and recipient = (select identifier from app_user where id = reached.user_id)
      ))`
  const cancelled = new Set<string>(JSON.parse(row?.cancelled ?? '[]'))
  return (triggerId, userId) => cancelled.has(`${triggerId}:${userId}`)
}
