import type { Sql } from '../../storage/db.js'
import { openStates } from './queries.js'

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
 * Triggers with the key of which something may be left: those that are not wholly expanded, and those with open runs or
 * messages that are not out, of the users given or of anybody. What is missed was done before.
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
        select from run r where r.trigger_id = t.id and r.state <> 'done' and r.state = any(${openStates}::text[])
          and (${userIds}::bigint[] is null or r.user_id = any(${userIds}::bigint[]))
      ) or exists (
        select from delivery d where d.trigger_id = t.id and d.state = 'pending'
          and (${userIds}::bigint[] is null or d.user_id = any(${userIds}::bigint[]))
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
      where trigger_id = any(${triggerIds}::bigint[]) and state <> 'done' and state = any(${openStates}::text[])
        and (${userIds}::bigint[] is null or user_id = any(${userIds}::bigint[]))
      limit ${most}
    ) open`
  return JSON.parse(row?.ids ?? '[]')
}

/** Ends runs that are not over. Waits for whoever is just at one of them. @returns those that it ended */
export const cancelByIds = async (tx: Sql, ids: readonly number[], at: Date): Promise<number[]> => {
  const row = await tx.one<{ ids: string | null }>`
    with open as materialized (
      select id from run where id = any(${ids}::bigint[]) and state = any(${openStates}::text[])
      order by id for update
    ),
    ended as (
      update run set state = 'cancelled', reason = 'cancelled', wake_at = null, wait_event = null,
        ended_at = ${at}
      where id = any(array(select id from open)) returning id
    )
    select json_agg(id)::text ids from ended`
  return JSON.parse(row?.ids ?? '[]')
}

/**
 * The next open runs of a trigger in a state, as far as they were cancelled, by user: from the start each time, the
 * entries of those that are ended would be gone through again.
 */
export const findCancelledRuns = async (
  tx: Sql,
  triggerId: number,
  state: (typeof openStates)[number],
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

/** What may choose runs, all of it together. */
export interface Filters {
  appId: number
  requestIds: readonly string[] | null
  workflow: string | null
  tenant: string | null
  cancellationKey: string | null
  userIds: readonly number[] | null
}

/** Triggers that fit, of which something may be left. A workflow of a trigger's own is known by its name. */
export const findMatching = async (tx: Sql, asked: Filters): Promise<number[]> => {
  const row = await tx.one<{ ids: string | null }>`
    select json_agg(t.id order by t.id)::text ids from trigger t
    where t.app_id = ${asked.appId}
      and (${asked.requestIds}::uuid[] is null or t.request_id = any(${asked.requestIds}::uuid[]))
      and (${asked.cancellationKey}::text is null or t.cancellation_key = ${asked.cancellationKey})
      and (${asked.tenant}::text is null or t.content ->> 'tenant' = ${asked.tenant})
      and (${asked.workflow}::text is null or t.content ->> 'name' = ${asked.workflow} or exists (
        select from workflow_version v join workflow w on w.id = v.workflow_id
        where v.id = t.workflow_version_id and w.identifier = ${asked.workflow}
      ))
      and (t.expanded_at is null or exists (
        select from run r where r.trigger_id = t.id and r.state <> 'done' and r.state = any(${openStates}::text[])
          and (${asked.userIds}::bigint[] is null or r.user_id = any(${asked.userIds}::bigint[]))
      ) or exists (
        select from delivery d where d.trigger_id = t.id and d.state = 'pending'
          and (${asked.userIds}::bigint[] is null or d.user_id = any(${asked.userIds}::bigint[]))
      ))`
  return JSON.parse(row?.ids ?? '[]')
}

/** Whose runs these are, by the requests that they belong to. */
export const findRunNames = (
  tx: Sql,
  runIds: readonly number[],
): Promise<{ request_id: string; recipient: string }[]> =>
  tx.many<{ request_id: string; recipient: string }>`
    select t.request_id::text request_id, coalesce(u.identifier, 'transient:' || (-r.user_id - 1)) recipient
    from unnest(${runIds}::bigint[]) as asked(id), lateral (select * from run where id = asked.id limit 1) r
    join trigger t on t.id = r.trigger_id left join app_user u on u.id = r.user_id
    order by r.id`

export const findRequestIds = (
  tx: Sql,
  triggerIds: readonly number[],
): Promise<{ id: number; request_id: string }[]> =>
  tx.many<{ id: number; request_id: string }>`
    select id, request_id::text request_id from trigger where id = any(${triggerIds}::bigint[])`
