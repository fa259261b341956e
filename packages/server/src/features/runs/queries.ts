import sql from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'
import type { Content } from '../triggers/contents.js'
import type { NewRuns } from '../triggers/expansion.js'

/** What the steps of a run found out. */
export interface RunVars {
  /** What templates see as `steps`, by id. */
  steps?: Record<string, unknown>
  /** The place of the `waitFor` that it is at, once it has begun to wait. */
  waitingAt?: number
  /** The event that ended the wait. */
  event?: { data: unknown; at: string }
  /** How often the `fetch` that it is at has failed. */
  tries?: number
}

export interface RunRow {
  id: number
  trigger_id: number
  /** Below 0 = a transient recipient. */
  user_id: number
  /** `null` = the trigger brings its steps along. */
  workflow_version_id: number | null
  step: number
  channels: string[] | null
  tenant_id: number | null
  bucket_id: number | null
  vars: RunVars | null
}

/** States of runs that are not over. */
export const openStates = ['ready', 'waiting', 'collecting', 'fetching'] as const

/** What runs need of the trigger that started them. */
export interface RunTrigger {
  id: number
  app_id: number
  request_id: string
  content: Content
  cancellation_key: string | null
  accepted_at: Date
}

/** What was decided at a place, when, and why: of what left no other trace. */
export type TrailEntry = readonly [step: number, what: string, reason: string | null, atMs: number]

/** How a run goes on. */
export interface Advance {
  runId: number
  /** The next step to perform. */
  step: number
  state: 'ready' | 'waiting' | 'collecting' | 'fetching' | 'done' | 'cancelled' | 'failed'
  wakeAt: Date | null
  waitEvent: string | null
  reason: string | null
  /** `undefined` = as they were. */
  vars?: RunVars | undefined
  trail: readonly TrailEntry[]
}

/** Runs that start now, of several triggers. One that there is stays as it is. @returns ids of those made */
export const insertRuns = async (tx: Sql, starts: readonly NewRuns[]): Promise<number[]> => {
  const runs = starts.flatMap(({ users, ...start }) => users.map((user) => ({ ...start, ...user })))
  return rowsIn(
    await tx.one<JsonRows>`
      with made as (
        insert into run (trigger_id, user_id, workflow_version_id, tenant_id, state, channels, created_at)
        select given.trigger_id, given.user_id, given.workflow_version_id, given.tenant_id, 'ready',
          case when given.channels is not null
            then array(select jsonb_array_elements_text(given.channels::jsonb)) end,
          given.at
        from unnest(
          ${runs.map(({ triggerId }) => triggerId)}::bigint[], ${runs.map(({ userId }) => userId)}::bigint[],
          ${runs.map(({ workflowVersionId }) => workflowVersionId)}::bigint[],
          ${runs.map(({ tenantId }) => tenantId)}::bigint[],
          ${runs.map(({ channels }) => (channels ? JSON.stringify(channels) : null))}::text[],
          ${runs.map(({ at }) => at)}::timestamptz[]
        ) as given(trigger_id, user_id, workflow_version_id, tenant_id, channels, at)
        order by given.trigger_id, given.user_id
        on conflict (trigger_id, user_id) do nothing
        returning id
      )
      select json_agg(id order by id)::text json from made`,
  )
}

/** Ids for runs that are to be made. */
export const takeRunIds = async (db: Sql, count: number): Promise<number[]> =>
  rowsIn(
    await db.one<JsonRows>`
      select json_agg(nextval('run_id_seq'))::text json from generate_series(1, ${count}::int)`,
  )

/** A run that has gone its first stretch when it is made. */
export interface BegunRun {
  run: RunRow
  advance: Advance
  at: Date
}

/** @throws Error when there is one of them already */
export const insertBegunRuns = async (tx: Sql, begun: readonly BegunRun[], at: Date): Promise<void> => {
  const runs = begun.map(({ run }) => run)
  const advances = begun.map(({ advance }) => advance)
  const made = await tx.run`
    insert into run (id, trigger_id, user_id, workflow_version_id, tenant_id, channels, created_at, step, state,
      wake_at, wait_event, reason, vars, trail, ended_at)
    overriding system value
    select id, trigger_id, user_id, workflow_version_id, tenant_id,
      case when channels is not null then array(select jsonb_array_elements_text(channels::jsonb)) end, created_at,
      step, state, wake_at, wait_event, reason, vars::jsonb, trail::jsonb,
      case when state in ('done', 'cancelled', 'failed') then ${at}::timestamptz end
    from unnest(
      ${runs.map(({ id }) => id)}::bigint[], ${runs.map(({ trigger_id }) => trigger_id)}::bigint[],
      ${runs.map(({ user_id }) => user_id)}::bigint[],
      ${runs.map(({ workflow_version_id }) => workflow_version_id)}::bigint[],
      ${runs.map(({ tenant_id }) => tenant_id)}::bigint[],
      ${runs.map(({ channels }) => (channels ? JSON.stringify(channels) : null))}::text[],
      ${begun.map(({ at: startedAt }) => startedAt)}::timestamptz[],
      ${advances.map(({ step }) => step)}::smallint[], ${advances.map(({ state }) => state)}::text[],
      ${advances.map(({ wakeAt }) => wakeAt)}::timestamptz[],
      ${advances.map(({ waitEvent }) => waitEvent)}::text[], ${advances.map(({ reason }) => reason)}::text[],
      ${advances.map(({ vars }) => (vars ? JSON.stringify(vars) : null))}::text[],
      ${advances.map(({ trail }) => (trail.length > 0 ? JSON.stringify(trail) : null))}::text[]
    ) as given(id, trigger_id, user_id, workflow_version_id, tenant_id, channels, created_at, step, state,
      wake_at, wait_event, reason, vars, trail)
    on conflict (trigger_id, user_id) do nothing`
  if (made < begun.length) throw new Error('Some runs were started before')
}

const columns = sql`
  id, trigger_id, user_id, workflow_version_id, step, channels, tenant_id, bucket_id, vars`

// Runs named by their ids are asked for their state as an expression: by an index of what is open, all of that would
// be gone through, and there may be very many.

/** Those that are in a state, by trigger. */
export const findRuns = async (
  db: Sql,
  ids: readonly number[],
  state: (typeof openStates)[number],
): Promise<RunRow[]> =>
  rowsIn(
    await db.one<JsonRows>`
      select json_agg(found)::text json from (
        select ${columns} from run where id = any(${ids}::bigint[]) and state || '' = ${state}
        order by trigger_id, user_id
      ) found`,
  )

export const findTriggers = (db: Sql, ids: readonly number[]): Promise<RunTrigger[]> =>
  db.many<RunTrigger>`
    select id, app_id, request_id, content, cancellation_key, accepted_at from trigger where id = any(${ids}::bigint[])`

/** Claims runs until the end of the transaction. @returns those that are still in the state, with the step they are at */
export const lockRuns = async (
  tx: Sql,
  ids: readonly number[],
  state: 'ready' | 'fetching',
): Promise<{ id: number; step: number }[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with locked as materialized (
        select id, step from run where id = any(${ids}::bigint[]) and state || '' = ${state} order by id for update
      )
      select json_agg(locked)::text json from locked`,
  )

/** Who of some triggers' recipients was cancelled; recipient '' = everybody. Asked when the runs are locked. */
export const findCancellations = (
  tx: Sql,
  triggerIds: readonly number[],
  recipients: readonly string[],
): Promise<{ trigger_id: number; recipient: string }[]> =>
  tx.many<{ trigger_id: number; recipient: string }>`
    select trigger_id, recipient from cancellation
    where trigger_id = any(${triggerIds}::bigint[]) and recipient = any(${['', ...recipients]}::text[])`

export const advanceRuns = (tx: Sql, advances: readonly Advance[], at: Date): Promise<number> => tx.run`
  update run r set step = next.step, state = next.state, wake_at = next.wake_at, wait_event = next.wait_event,
    reason = next.reason, vars = coalesce(next.vars::jsonb, r.vars),
    trail = case when next.trail is null then r.trail else coalesce(r.trail, '[]') || next.trail::jsonb end,
    ended_at = case when next.state in ('done', 'cancelled', 'failed') then ${at}::timestamptz end
  from unnest(
    ${advances.map(({ runId }) => runId)}::bigint[], ${advances.map(({ step }) => step)}::smallint[],
    ${advances.map(({ state }) => state)}::text[], ${advances.map(({ wakeAt }) => wakeAt)}::timestamptz[],
    ${advances.map(({ waitEvent }) => waitEvent)}::text[], ${advances.map(({ reason }) => reason)}::text[],
    ${advances.map(({ vars }) => (vars ? JSON.stringify(vars) : null))}::text[],
    ${advances.map(({ trail }) => (trail.length > 0 ? JSON.stringify(trail) : null))}::text[]
  ) as next(id, step, state, wake_at, wait_event, reason, vars, trail)
  where r.id = next.id and r.id = any(${advances.map(({ runId }) => runId)}::bigint[])`

/** What is due at all: asked in one statement, twice a second on each node. */
export interface Due {
  runs: boolean
  triggers: boolean
  buckets: boolean
  deliveries: boolean
  statuses: boolean
  /** Notifications that are to come back, or to go. */
  items: boolean
}

export const findDue = async (db: Sql, now: Date): Promise<Due> => {
  const row = await db.one<Due>`
    select exists (select from run where state = 'waiting' and wake_at <= ${now}) runs,
      exists (select from trigger where wake_at <= ${now}) triggers,
      exists (select from bucket where is_open and closes_at <= ${now}) buckets,
      exists (select from delivery where state = 'pending' and next_at <= ${now}) deliveries,
      exists (select from status_event where state = 'pending' and next_at <= ${now}) statuses,
      exists (select from notification where snoozed_until <= ${now} and deleted_at is null)
        or exists (select from notification where expires_at <= ${now} and deleted_at is null) items`
  if (!row) throw new Error('a question without tables has no answer')
  return row
}

/** Makes due runs ready, those first that are due longest. Runs that another node is just at are passed over. */
export const claimDueRuns = async (tx: Sql, now: Date, most: number): Promise<number[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with due as materialized (
        select id from run where state = 'waiting' and wake_at <= ${now}
        order by wake_at limit ${most} for update skip locked
      ),
      claimed as (
        update run set state = 'ready', wake_at = null, wait_event = null
        where id = any(array(select id from due)) returning id
      )
      select json_agg(id order by id)::text json from claimed`,
  )

/** Sends whose time has come, those first that are due longest. */
export const claimDueTriggers = async (tx: Sql, now: Date, most: number): Promise<number[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with due as materialized (
        select id from trigger where wake_at <= ${now} order by wake_at limit ${most} for update skip locked
      ),
      claimed as (
        update trigger set wake_at = null where id = any(array(select id from due)) returning id
      )
      select json_agg(id order by id)::text json from claimed`,
  )
