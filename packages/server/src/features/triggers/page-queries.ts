import type { Sql } from '../../storage/db.js'
import type { TriggerRow } from './queries.js'

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

/**
 * Who of some users is not to get a trigger any more, as it stands under the trigger's lock: cancelling takes the same
 * lock first.
 */
export const findCancelled = async (
  tx: Sql,
  { id, cancellation_key }: TriggerRow,
  userIds: readonly number[],
): Promise<(userId: number) => boolean> => {
  if (cancellation_key === null) return () => false
  const row = await tx.one<{ is_everybody: true | null; user_ids: string | null }>`
    select (select true from cancellation where trigger_id = ${id} and recipient = '') is_everybody,
      json_agg(page.user_id)::text user_ids
    from unnest(${userIds}::bigint[]) as page(user_id)
    where (
      select true from cancellation
      where trigger_id = ${id} and recipient = (select identifier from app_user where id = page.user_id)
    )`
  if (row?.is_everybody) return () => true
  const cancelled = new Set<number>(JSON.parse(row?.user_ids ?? '[]'))
  return (userId) => cancelled.has(userId)
}
