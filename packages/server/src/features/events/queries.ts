import sql from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'

export interface NewEvent {
  appId: number
  name: string
  /** Identifier of the user whom it is about; `null` = nobody in particular. */
  recipient: string | null
  data: Record<string, unknown> | null
}

/** @returns its id; `undefined` when there is no such user */
export const insertEvent = async (
  tx: Sql,
  { appId, name, recipient, data }: NewEvent,
  at: Date,
): Promise<number | undefined> => {
  const row = await (recipient === null
    ? tx.one<{ id: number }>`
        insert into event (app_id, name, data, at) values (${appId}, ${name}, ${data}, ${at}) returning id`
    : tx.one<{ id: number }>`
        insert into event (app_id, name, user_id, data, at)
        select app_id, ${name}, id, ${data}::jsonb, ${at}::timestamptz from app_user
        where app_id = ${appId} and identifier = ${recipient} for key share
        returning id`)
  return row?.id
}

/** Events of one user, in their order. @returns their ids */
export const insertUserEvents = async (
  tx: Sql,
  userId: number,
  events: readonly { name: string; data: Record<string, unknown> }[],
  at: Date,
): Promise<number[]> => {
  const rows = await tx.many<{ id: number }>`
    insert into event (app_id, name, user_id, data, at)
    select u.app_id, e.name, u.id, e.data, ${at}::timestamptz
    from app_user u cross join unnest(
      ${events.map(({ name }) => name)}::text[], ${events.map(({ data }) => JSON.stringify(data))}::jsonb[]
    ) with ordinality as e(name, data, place)
    where u.id = ${userId} order by e.place
    returning id`
  return rows.map(({ id }) => id)
}

export interface EventRow {
  id: number
  app_id: number
  name: string
  user_id: number | null
  data: Record<string, unknown> | null
  at: Date
}

export const findEvent = (db: Sql, id: number): Promise<EventRow | undefined> =>
  db.one<EventRow>`select id, app_id, name, user_id, data, at from event where id = ${id}`

/** A run that waits for an event. */
export interface WaitingRun {
  id: number
  trigger_id: number
  user_id: number
  /** `null` = its steps are the send's own. */
  workflow_version_id: number | null
  step: number
  vars: Record<string, unknown> | null
}

/** Runs that wait for an event that came after they were sent, after a place in the order of users. */
export const findWaiting = async (
  db: Sql,
  event: EventRow,
  after: { userId: number; runId: number } | null,
  most: number,
): Promise<WaitingRun[]> => {
  // Statements of their own: one for all cases would be planned for the worst.
  const ofUser = event.user_id === null ? sql`true` : sql`r.user_id = ${event.user_id}`
  const isLater = after === null ? sql`true` : sql`(r.user_id, r.id) > (${after.userId}, ${after.runId})`
  return rowsIn(
    await db.one<JsonRows>`
      select json_agg(waiting)::text json from (
        select r.id, r.trigger_id, r.user_id, r.workflow_version_id, r.step, r.vars
        from run r join trigger t on t.id = r.trigger_id
        where r.wait_event = ${event.name} and r.state = 'waiting' and ${ofUser} and ${isLater}
          and t.app_id = ${event.app_id} and t.accepted_at <= ${event.at}
        order by r.user_id, r.id limit ${most}
      ) waiting`,
  )
}

/** Of runs, those that still wait for an event, with what they wait for. */
export const findWaitingOf = async (
  db: Sql,
  ids: readonly number[],
): Promise<(WaitingRun & { app_id: number; wait_event: string; since: string })[]> =>
  rowsIn(
    await db.one<JsonRows>`
      select json_agg(waiting)::text json from (
        select r.id, r.trigger_id, r.user_id, r.workflow_version_id, r.step, r.vars, r.wait_event, t.app_id,
          t.accepted_at since
        from run r join trigger t on t.id = r.trigger_id
        where r.id = any(${ids}::bigint[]) and r.wait_event is not null and r.state = 'waiting' order by r.id
      ) waiting`,
  )

export interface Looking {
  runId: number
  appId: number
  event: string
  userId: number
  since: Date
  /** Only what came before this one. */
  before?: { id: number; at: Date }
}

export interface FoundEvent {
  runId: number
  id: number
  data: Record<string, unknown> | null
  at: string
}

/** The newest events of each, oldest first: of the user and of nobody in particular. */
export const findEventRows = async (
  db: Sql,
  looking: readonly Looking[],
  most: number,
): Promise<FoundEvent[]> =>
  rowsIn(
    await db.one<JsonRows>`
      select json_agg(json_build_object(
        'runId', l.run_id, 'id', e.id, 'data', e.data, 'at', e.at) order by l.run_id, e.at, e.id)::text json
      from unnest(
        ${looking.map(({ runId }) => runId)}::bigint[], ${looking.map(({ appId }) => appId)}::bigint[],
        ${looking.map(({ event }) => event)}::text[], ${looking.map(({ userId }) => userId)}::bigint[],
        ${looking.map(({ since }) => since)}::timestamptz[],
        ${looking.map(({ before }) => before?.id ?? null)}::bigint[],
        ${looking.map(({ before }) => before?.at ?? 'infinity')}::timestamptz[]
      ) as l(run_id, app_id, name, user_id, since, before_id, before_at)
      cross join lateral (
        select * from (
          (
            select id, data, at from event
            where app_id = l.app_id and name = l.name and user_id = l.user_id and at >= l.since
              and at <= l.before_at and (at < l.before_at or id < l.before_id)
            order by at desc, id desc limit ${most}
          )
          union all
          (
            select id, data, at from event
            where app_id = l.app_id and name = l.name and user_id is null and at >= l.since
              and at <= l.before_at and (at < l.before_at or id < l.before_id)
            order by at desc, id desc limit ${most}
          )
        ) either order by at desc, id desc limit ${most}
      ) e`,
  )

/** A run and the event that it waited for. */
export interface Waking {
  run: Pick<WaitingRun, 'id' | 'step'>
  event: { data: unknown; at: Date }
}

/** Makes those ready that still wait where they were found. @returns their ids */
export const wakeRuns = async (tx: Sql, wakings: readonly Waking[]): Promise<number[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with given as (
        select * from unnest(
          ${wakings.map(({ run }) => run.id)}::bigint[], ${wakings.map(({ run }) => run.step)}::smallint[],
          ${wakings.map(({ event: { data, at } }) => JSON.stringify({ data, at }))}::jsonb[]
        ) as given(id, step, event)
      ),
      waiting as materialized (
        select id, step from run where id = any(${wakings.map(({ run }) => run.id)}::bigint[])
          and state = 'waiting' and wait_event is not null order by id for update
      ),
      woken as (
        update run r set state = 'ready', wake_at = null, wait_event = null,
          vars = jsonb_set(coalesce(r.vars, '{}'), '{event}', given.event)
        from given join waiting using (id, step)
        where r.id = given.id and r.id = any(array(select id from waiting))
        returning r.id
      )
      select json_agg(id order by id)::text json from woken`,
  )

export const purgeEvents = (db: Sql, before: Date, most: number): Promise<number> => db.run`
  delete from event where id = any(array(select id from event where at < ${before} order by at limit ${most}))`
