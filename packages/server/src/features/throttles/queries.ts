import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'

/** `count` who ask one throttle at once. */
export interface Asking {
  workflowId: number
  step: number
  userId: number
  /** 0 = none */
  tenantId: number
  key: string
  /** When the window ends that may begin now. */
  until: Date
  count: number
}

/**
 * Counts those who ask up to 1,000 different throttles, whether they are let through or not. A window that is over
 * begins anew.
 * @returns in the order of `asking`, how many have asked so far, these included
 */
export const countAsking = async (tx: Sql, asking: readonly Asking[], at: Date): Promise<number[]> => {
  const row = await tx.one<JsonRows>`
    with given as (
      select * from unnest(
        ${asking.map((one) => one.workflowId)}::bigint[], ${asking.map((one) => one.step)}::smallint[],
        ${asking.map((one) => one.userId)}::bigint[], ${asking.map((one) => one.tenantId)}::bigint[],
        ${asking.map((one) => one.key)}::text[], ${asking.map((one) => one.until)}::timestamptz[],
        ${asking.map((one) => one.count)}::int[]
      ) with ordinality as given(workflow_id, step, user_id, tenant_id, key, until, count, place)
    ),
    counted as (
      insert into throttle as t (workflow_id, step, user_id, tenant_id, key, since, until, count)
      select workflow_id, step, user_id, tenant_id, key, ${at}::timestamptz, until, count
      from given order by workflow_id, step, user_id, tenant_id, key
      on conflict (workflow_id, step, user_id, tenant_id, key) do update set
        since = case when t.until <= excluded.since then excluded.since else t.since end,
        until = case when t.until <= excluded.since then excluded.until else t.until end,
        -- above every limit, below what an int holds
        count = case when t.until <= excluded.since then 0 else least(t.count, 1000000000) end + excluded.count
      returning workflow_id, step, user_id, tenant_id, key, count
    )
    select json_agg(c.count order by g.place)::text json
    from counted c join given g using (workflow_id, step, user_id, tenant_id, key)`
  return rowsIn(row)
}

/** Windows that are over; the next who asks would begin a new one. */
export const purgeThrottles = (db: Sql, before: Date, most: number): Promise<number> => db.run`
  delete from throttle where ctid = any(array(
    select ctid from throttle where until < ${before} order by until limit ${most} for update skip locked))`
