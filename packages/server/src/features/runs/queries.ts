import type { Sql } from '../../storage/db.js'
import type { Content } from '../triggers/contents.js'
import type { NewRuns } from '../triggers/expansion.js'

export interface RunRow {
  id: number
  trigger_id: number
  user_id: number
  workflow_version_id: number
  step: number
  channels: string[] | null
}

/** What runs need of the trigger that started them. */
export interface RunTrigger {
  id: number
  app_id: number
  content: Content
  cancellation_key: string | null
}

/** How a run goes on. */
export interface Advance {
  runId: number
  /** The next step to perform. */
  step: number
  state: 'waiting' | 'done' | 'cancelled' | 'failed'
  wakeAt: Date | null
  reason: string | null
}

// Answers are one text value: PGlite is slow at many rows.
const parsed = <Value>(row: { json: string | null } | undefined): Value[] => JSON.parse(row?.json ?? '[]')

/** Runs that start now, of several triggers. One that there is stays as it is. @returns ids of those made */
export const insertRuns = async (tx: Sql, starts: readonly NewRuns[]): Promise<number[]> => {
  const runs = starts.flatMap(({ users, ...start }) => users.map((user) => ({ ...start, ...user })))
  return parsed(
    await tx.one<{ json: string | null }>`
      with made as (
        insert into run (trigger_id, user_id, workflow_version_id, state, channels, created_at)
        select given.trigger_id, given.user_id, given.workflow_version_id, 'ready',
          case when given.channels is not null
            then array(select jsonb_array_elements_text(given.channels::jsonb)) end,
          given.at
        from unnest(
          ${runs.map(({ triggerId }) => triggerId)}::bigint[], ${runs.map(({ userId }) => userId)}::bigint[],
          ${runs.map(({ workflowVersionId }) => workflowVersionId)}::bigint[],
          ${runs.map(({ channels }) => (channels ? JSON.stringify(channels) : null))}::text[],
          ${runs.map(({ at }) => at)}::timestamptz[]
        ) as given(trigger_id, user_id, workflow_version_id, channels, at)
        order by given.trigger_id, given.user_id
        on conflict (trigger_id, user_id) do nothing
        returning id
      )
      select json_agg(id order by id)::text json from made`,
  )
}

/** Those that may be performed now, by trigger. */
export const findReady = async (db: Sql, ids: readonly number[]): Promise<RunRow[]> =>
  parsed(
    await db.one<{ json: string | null }>`
      select json_agg(ready)::text json from (
        select id, trigger_id, user_id, workflow_version_id, step, channels from run
        where id = any(${ids}::bigint[]) and state = 'ready' order by trigger_id, user_id
      ) ready`,
  )

export const findTriggers = (db: Sql, ids: readonly number[]): Promise<RunTrigger[]> =>
  db.many<RunTrigger>`
    select id, app_id, content, cancellation_key from trigger where id = any(${ids}::bigint[])`

/** Claims runs until the end of the transaction. @returns those that are still ready, with the step they are at */
export const lockReady = async (tx: Sql, ids: readonly number[]): Promise<{ id: number; step: number }[]> =>
  parsed(
    await tx.one<{ json: string | null }>`
      with locked as materialized (
        select id, step from run where id = any(${ids}::bigint[]) and state = 'ready' order by id for update
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
  update run r set step = next.step, state = next.state, wake_at = next.wake_at, reason = next.reason,
    ended_at = case when next.state = 'waiting' then null else ${at}::timestamptz end
  from unnest(
    ${advances.map(({ runId }) => runId)}::bigint[], ${advances.map(({ step }) => step)}::smallint[],
    ${advances.map(({ state }) => state)}::text[], ${advances.map(({ wakeAt }) => wakeAt)}::timestamptz[],
    ${advances.map(({ reason }) => reason)}::text[]
  ) as next(id, step, state, wake_at, reason)
  where r.id = next.id and r.id = any(${advances.map(({ runId }) => runId)}::bigint[])`

/** Whether any run is due: asked without a transaction, twice a second on each node. */
export const hasDue = async (db: Sql, now: Date): Promise<boolean> =>
  (await db.one`select 1 from run where state = 'waiting' and wake_at <= ${now} limit 1`) !== undefined

/** Makes due runs ready, those first that are due longest. Runs that another node is just at are passed over. */
export const claimDue = async (tx: Sql, now: Date, most: number): Promise<number[]> =>
  parsed(
    await tx.one<{ json: string | null }>`
      with due as materialized (
        select id from run where state = 'waiting' and wake_at <= ${now}
        order by wake_at limit ${most} for update skip locked
      ),
      claimed as (
        update run set state = 'ready', wake_at = null where id = any(array(select id from due)) returning id
      )
      select json_agg(id order by id)::text json from claimed`,
  )
