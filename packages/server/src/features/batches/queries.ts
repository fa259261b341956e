import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'

/** What is to join a bucket: `count` runs of one user that are at one step, with one key. */
export interface Opening {
  workflowVersionId: number
  step: number
  userId: number
  /** 0 = none */
  tenantId: number
  key: string
  count: number
  closesAt: Date
  /** Until when those who join may move `closesAt`; the same for a fixed bucket. */
  latestAt: Date
}

export interface OpenBucket {
  id: number
  /** Those that join included. */
  count: number
  /** Its time has come already. */
  isDue: boolean
}

/**
 * The open buckets of up to 1,000 different keys, made where there are none, and locked until the transaction's end:
 * nobody else joins or closes them. One that somebody is just closing is waited for, and a new one made instead.
 * @returns in the order of `openings`
 */
export const openBuckets = async (tx: Sql, openings: readonly Opening[], at: Date): Promise<OpenBucket[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with given as (
        select * from unnest(
          ${openings.map((one) => one.workflowVersionId)}::bigint[], ${openings.map((one) => one.step)}::smallint[],
          ${openings.map((one) => one.userId)}::bigint[], ${openings.map((one) => one.tenantId)}::bigint[],
          ${openings.map((one) => one.key)}::text[], ${openings.map((one) => one.count)}::int[],
          ${openings.map((one) => one.closesAt)}::timestamptz[],
          ${openings.map((one) => one.latestAt)}::timestamptz[]
        ) with ordinality as given(workflow_version_id, step, user_id, tenant_id, key, count, closes_at, latest_at, place)
      ),
      opened as (
        insert into bucket
          (workflow_version_id, step, user_id, tenant_id, key, count, opened_at, closes_at, latest_at)
        select workflow_version_id, step, user_id, tenant_id, key, count, ${at}::timestamptz, closes_at, latest_at
        from given order by workflow_version_id, step, user_id, tenant_id, key
        on conflict (workflow_version_id, step, user_id, tenant_id, key) where is_open do update set
          count = bucket.count + excluded.count,
          closes_at = case when bucket.closes_at <= excluded.opened_at then bucket.closes_at
            else greatest(bucket.closes_at, least(excluded.closes_at, bucket.latest_at)) end
        returning id, workflow_version_id, step, user_id, tenant_id, key, count, closes_at
      )
      select json_agg(json_build_object(
        'id', o.id, 'count', o.count, 'isDue', o.closes_at <= ${at}::timestamptz) order by g.place)::text json
      from opened o join given g using (workflow_version_id, step, user_id, tenant_id, key)`,
  )

/**
 * Buckets that are full as they are made: they are open for nobody.
 * @returns their ids, in the order of `openings`
 */
export const insertFull = async (tx: Sql, openings: readonly Opening[], at: Date): Promise<number[]> =>
  rowsIn<number>(
    await tx.one<JsonRows>`
      with made as (
        insert into bucket (
          workflow_version_id, step, user_id, tenant_id, key, count, opened_at, closes_at, latest_at, is_open
        )
        select workflow_version_id, step, user_id, tenant_id, key, count, ${at}::timestamptz, ${at}::timestamptz,
          ${at}::timestamptz, false
        from unnest(
          ${openings.map((one) => one.workflowVersionId)}::bigint[], ${openings.map((one) => one.step)}::smallint[],
          ${openings.map((one) => one.userId)}::bigint[], ${openings.map((one) => one.tenantId)}::bigint[],
          ${openings.map((one) => one.key)}::text[], ${openings.map((one) => one.count)}::int[]
        ) with ordinality as given(workflow_version_id, step, user_id, tenant_id, key, count, place)
        order by place
        returning id
      )
      select json_agg(id order by id)::text json from made`,
  )

/** How many runs are in buckets that are locked: fewer than joined, if some were cancelled. */
export const countCollecting = async (
  tx: Sql,
  bucketIds: readonly number[],
): Promise<Map<number, number>> => {
  const rows = await tx.many<{ bucket_id: number; count: number }>`
    select bucket_id, count(*) from run
    where bucket_id = any(${bucketIds}::bigint[]) and state = 'collecting' group by bucket_id`
  return new Map(rows.map(({ bucket_id, count }) => [bucket_id, count]))
}

export const setCounts = (
  tx: Sql,
  buckets: readonly { id: number; count: number }[],
): Promise<number> => tx.run`
  update bucket b set count = given.count
  from unnest(${buckets.map(({ id }) => id)}::bigint[], ${buckets.map(({ count }) => count)}::int[])
    as given(id, count)
  where b.id = given.id and b.id = any(${buckets.map(({ id }) => id)}::bigint[])`

/** Puts runs that the caller has locked into buckets. */
export const enterBuckets = (
  tx: Sql,
  entries: readonly { runId: number; bucketId: number; step: number }[],
): Promise<number> => tx.run`
  update run r set state = 'collecting', step = given.step, bucket_id = given.bucket_id, wake_at = null,
    wait_event = null
  from unnest(
    ${entries.map(({ runId }) => runId)}::bigint[], ${entries.map(({ bucketId }) => bucketId)}::bigint[],
    ${entries.map(({ step }) => step)}::smallint[]
  ) as given(id, bucket_id, step)
  where r.id = given.id and r.id = any(${entries.map(({ runId }) => runId)}::bigint[])`

/** The runs in buckets that are locked, in the order in which they were sent. */
export const lockCollecting = async (
  tx: Sql,
  bucketIds: readonly number[],
): Promise<{ id: number; bucket_id: number }[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with locked as materialized (
        select id, bucket_id from run
        where bucket_id = any(${bucketIds}::bigint[]) and state = 'collecting' order by id for update
      )
      select json_agg(locked)::text json from locked`,
  )

export interface Closing {
  bucketId: number
  /** The runs in it. */
  total: number
}

export const closeRows = (tx: Sql, closings: readonly Closing[], at: Date): Promise<number> => tx.run`
  update bucket b set is_open = false, count = given.total, closes_at = least(b.closes_at, ${at}::timestamptz)
  from unnest(
    ${closings.map(({ bucketId }) => bucketId)}::bigint[], ${closings.map(({ total }) => total)}::int[]
  ) as given(id, total)
  where b.id = given.id and b.id = any(${closings.map(({ bucketId }) => bucketId)}::bigint[])`

/** The first of each bucket goes on with the step after. */
export const goOn = (
  tx: Sql,
  owners: readonly (Closing & { runId: number })[],
  at: Date,
): Promise<number> => tx.run`
  update run r set state = 'ready', step = r.step + 1,
    trail = coalesce(r.trail, '[]') || jsonb_build_array(jsonb_build_array(
      r.step, 'batched', null, ${at.getTime()}::bigint, jsonb_build_object('total', given.total)))
  from unnest(
    ${owners.map(({ runId }) => runId)}::bigint[], ${owners.map(({ total }) => total)}::int[]
  ) as given(id, total)
  where r.id = given.id and r.id = any(${owners.map(({ runId }) => runId)}::bigint[])`

/** Runs that are in somebody else's batch are over. */
export const endBatched = (tx: Sql, ids: readonly number[], at: Date): Promise<number> => tx.run`
  update run set state = 'done', reason = 'batched', ended_at = ${at} where id = any(${ids}::bigint[])`

/** Locks due buckets, those first that are due longest. What somebody just joins is closed by whoever joins it. */
export const claimDueBuckets = async (
  tx: Sql,
  now: Date,
  most: number,
): Promise<{ id: number; count: number }[]> =>
  rowsIn(
    await tx.one<JsonRows>`
      with due as materialized (
        select id, count, closes_at from bucket where is_open and closes_at <= ${now}
        order by closes_at limit ${most} for update skip locked
      )
      select json_agg(json_build_object('id', id, 'count', count) order by closes_at)::text json from due`,
  )

export interface BatchRow {
  bucketId: number
  total: number
  items: Record<string, unknown>[]
}

/**
 * What was sent to those in closed buckets, in the order in which it came: the first, and as many of the others as
 * there is room for.
 */
export const readBatches = async (
  db: Sql,
  bucketIds: readonly number[],
  mostItems: number,
  mostBytes: number,
): Promise<BatchRow[]> =>
  rowsIn(
    await db.one<JsonRows>`
      select json_agg(json_build_object(
        'bucketId', bucket.id, 'total', counted.total, 'items', taken.items))::text json
      from unnest(${bucketIds}::bigint[]) as bucket(id)
      cross join lateral (
        select count(*) total from run where bucket_id = bucket.id and state <> 'cancelled'
      ) counted
      cross join lateral (
        select coalesce(json_agg(data order by id), '[]') items from (
          select r.id, t.data, row_number() over (order by r.id) place,
            sum(octet_length(t.data::text)) over (order by r.id) bytes
          from (
            select id, trigger_id from run where bucket_id = bucket.id and state <> 'cancelled'
            order by id limit ${mostItems}
          ) r
          cross join lateral (
            select coalesce(nullif(content -> 'data', 'null'), '{}') data from trigger where id = r.trigger_id
          ) t
        ) sized
        where place = 1 or bytes <= ${mostBytes}
      ) taken
      where counted.total > 0`,
  )

/** Whose runs are what say what was in it, so nobody needs a bucket that is closed. */
export const purgeBuckets = (db: Sql, before: Date, most: number): Promise<number> => db.run`
  delete from bucket where id = any(array(
    select id from bucket where not is_open and closes_at < ${before} order by closes_at limit ${most}))`
