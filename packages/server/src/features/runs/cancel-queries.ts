import type { Sql } from '../../storage/db.js'

/** A workflow, also one that was deleted: its runs can still be cancelled. */
export const findWorkflowId = async (
  db: Sql,
  appId: number,
  identifier: string,
): Promise<number | undefined> =>
  (
    await db.one<{
      id: number
    }>`select id from workflow where app_id = ${appId} and identifier = ${identifier}`
  )?.id

/** What a cancellation is about. */
export interface Key {
  appId: number
  workflowId: number
  cancellationKey: string
}

export const isKnownKey = async (db: Sql, { appId, workflowId, cancellationKey }: Key): Promise<boolean> =>
  (await db.one`
    select 1 from trigger t join workflow_version v on v.id = t.workflow_version_id
    where t.app_id = ${appId} and t.cancellation_key = ${cancellationKey} and v.workflow_id = ${workflowId}
    limit 1`) !== undefined

/**
 * Triggers with the key of which something may be left: those that are not wholly expanded, and those with open runs,
 * of the users given or of anybody. What is missed was done before.
 */
export const findCancellable = async (
  tx: Sql,
  { appId, workflowId, cancellationKey }: Key,
  userIds: readonly number[] | null,
): Promise<number[]> => {
  const rows = await tx.many<{ id: number }>`
    select t.id from trigger t join workflow_version v on v.id = t.workflow_version_id
    where t.app_id = ${appId} and t.cancellation_key = ${cancellationKey} and v.workflow_id = ${workflowId}
      and (t.expanded_at is null or exists (
        select from run r where r.trigger_id = t.id and r.state <> 'done' and r.state in ('ready', 'waiting')
          and (${userIds}::bigint[] is null or r.user_id = any(${userIds}::bigint[]))
      ))
    order by t.id`
  return rows.map(({ id }) => id)
}

export interface LockedTrigger {
  id: number
  /** Whether some of its recipients have no run yet, and nobody has counted them: it is for topics or for everyone. */
  is_uncounted: boolean
  /** Those without a run, of a trigger that is for these alone. */
  recipients: (string | { identifier: string })[] | null
}

/** Whoever expands one of these waits until the cancellation is there to be seen. */
export const lockTriggers = (tx: Sql, ids: readonly number[]): Promise<LockedTrigger[]> =>
  tx.many<LockedTrigger>`
    select id, expanded_at is null and (audience is not null or cursor is not null) is_uncounted,
      case when expanded_at is null and audience is null and cursor is null then recipients end recipients
    from trigger where id = any(${ids}::bigint[]) order by id for update`

/** @param recipients identifiers, or one empty text for everybody */
export const insertCancellations = (
  tx: Sql,
  triggerIds: readonly number[],
  recipients: readonly string[],
  at: Date,
): Promise<number> => tx.run`
  insert into cancellation (trigger_id, recipient, at)
  select t, r, ${at}::timestamptz from unnest(${triggerIds}::bigint[]) t cross join unnest(${recipients}::text[]) r
  order by t, r
  on conflict do nothing`

/** Runs of triggers that are locked, which are not over; of the users given or of anybody. */
export const findOpenRuns = async (
  tx: Sql,
  triggerIds: readonly number[],
  userIds: readonly number[] | null,
  most: number,
): Promise<number[]> => {
  const row = await tx.one<{ ids: string | null }>`
    select json_agg(id)::text ids from (
      select id from run
      where trigger_id = any(${triggerIds}::bigint[]) and state <> 'done' and state in ('ready', 'waiting')
        and (${userIds}::bigint[] is null or user_id = any(${userIds}::bigint[]))
      limit ${most}
    ) open`
  return JSON.parse(row?.ids ?? '[]')
}

/** Ends runs that are not over. Waits for whoever is just at one of them. @returns how many it ended */
export const cancelByIds = (tx: Sql, ids: readonly number[], at: Date): Promise<number> => tx.run`
  with open as materialized (
    select id from run where id = any(${ids}::bigint[]) and state in ('ready', 'waiting') order by id for update
  )
  update run set state = 'cancelled', reason = 'cancelled', wake_at = null, ended_at = ${at}
  where id = any(array(select id from open))`

/**
 * The next open runs of a trigger in a state, as far as they were cancelled, by user: from the start each time, the
 * entries of those that are ended would be gone through again.
 */
export const findCancelledRuns = async (
  tx: Sql,
  triggerId: number,
  state: 'waiting' | 'ready',
  after: number,
  most: number,
): Promise<{ id: number; user_id: number }[]> => {
  const row = await tx.one<{ runs: string | null }>`
    select json_agg(open)::text runs from (
      select r.id, r.user_id from run r
      where r.trigger_id = ${triggerId} and r.state <> 'done' and r.state = ${state}
        and r.user_id > ${after}::bigint
        and exists (
          select from cancellation c where c.trigger_id = ${triggerId} and c.recipient in (
            '', (select u.identifier from app_user u where u.id = r.user_id)
          )
        )
      order by r.user_id limit ${most}
    ) open`
  return JSON.parse(row?.runs ?? '[]')
}
