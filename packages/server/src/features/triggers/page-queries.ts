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

/** Who is not to get a trigger any more, as it stands under the trigger's lock: cancelling takes the same lock first. */
export const findCancelled = async (
  tx: Sql,
  { id, app_id, cancellation_key }: TriggerRow,
): Promise<(userId: number) => boolean> => {
  if (cancellation_key === null) return () => false
  const rows = await tx.many<{ recipient: string; user_id: number | null }>`
    select c.recipient, u.id user_id from cancellation c
    left join app_user u on u.app_id = ${app_id} and u.identifier = c.recipient
    where c.trigger_id = ${id}`
  const isEverybody = rows.some(({ recipient }) => recipient === '')
  const userIds = new Set(rows.map(({ user_id }) => user_id))
  return (userId) => isEverybody || userIds.has(userId)
}
