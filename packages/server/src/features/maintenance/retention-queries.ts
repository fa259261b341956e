import type { Sql } from '../../storage/db.js'
import { sweepSize } from './queries.js'

/** Of runs: all that are not done, cancelled or failed. */
const openStates = ['ready', 'waiting', 'collecting', 'fetching']

/** A page of a table in the order of its ids, which is the order in which its rows came. */
export interface ScannedPage {
  /** Its last row; `undefined` = there are no more. */
  last: number | undefined
  /** Nothing behind it is old enough. */
  isEnd: boolean
}

const pageOf = (rows: readonly { id: number; is_young: boolean }[]): ScannedPage => ({
  last: rows.at(-1)?.id,
  isEnd: rows.length < sweepSize || rows.every(({ is_young }) => is_young),
})

/**
 * Removes requests that were over before a time, with their runs, deliveries and outcomes: all of a request or nothing,
 * so that what is told of one is right as long as it is there. One is over when everybody was reached or left out, and
 * nobody needs its data any more: runs of others may go on with a batch that it is in.
 */
export const purgeRequests = async (db: Sql, before: Date, after: number): Promise<ScannedPage> => {
  const rows = await db.many<{ id: number; is_young: boolean; is_expanded: boolean }>`
    select id, accepted_at >= ${before} is_young,
      coalesce(expanded_at < ${before}, false) and wake_at is null is_expanded
    from trigger where id > ${after} order by id limit ${sweepSize}`
  const expanded = rows.filter(({ is_expanded }) => is_expanded).map(({ id }) => id)
  const over = await findOver(db, expanded, before)
  if (over.length > 0) await removeRequests(db, over)
  return pageOf(rows)
}

/** As scalars, each by an index of its trigger: see `readSummaries` of the requests. */
const findOver = async (db: Sql, ids: readonly number[], before: Date): Promise<number[]> => {
  if (ids.length === 0) return []
  const rows = await db.many<{ id: number }>`
    select id from unnest(${ids}::bigint[]) as t(id)
    where (select true from run where trigger_id = t.id and state <> 'done' and state = any(${openStates}::text[])
        limit 1) is null
      and (select true from delivery where trigger_id = t.id and (state = 'pending' or ended_at >= ${before})
        limit 1) is null
      and (select true from run where trigger_id = t.id and ended_at >= ${before} limit 1) is null
      and (select true from run r where r.trigger_id = t.id and r.bucket_id is not null and (
          select true from run o where o.bucket_id = r.bucket_id and o.state = any(${openStates}::text[]) limit 1)
        limit 1) is null
    order by id`
  return rows.map(({ id }) => id)
}

/** Page by page; the request itself goes last. A message that was begun anew meanwhile stays, and its request. */
const removeRequests = async (db: Sql, ids: readonly number[]): Promise<void> => {
  const drain = async (remove: () => Promise<number>): Promise<void> => {
    while ((await remove()) === sweepSize);
  }
  await drain(
    () => db.run`
      delete from delivery where id = any(array(
        select id from delivery where trigger_id = any(${ids}::bigint[]) and state <> 'pending' limit ${sweepSize}))`,
  )
  await drain(
    () => db.run`
      delete from run where id = any(array(
        select id from run where trigger_id = any(${ids}::bigint[]) limit ${sweepSize}))`,
  )
  await drain(
    () => db.run`
      delete from outcome where ctid = any(array(
        select ctid from outcome where trigger_id = any(${ids}::bigint[]) limit ${sweepSize}))`,
  )
  await drain(
    () => db.run`
      delete from cancellation where ctid = any(array(
        select ctid from cancellation where trigger_id = any(${ids}::bigint[]) limit ${sweepSize}))`,
  )
  await db.run`
    delete from trigger t where t.id = any(${ids}::bigint[])
      and (select true from delivery where trigger_id = t.id limit 1) is null`
}

/** What was told to webhooks, or given up. */
export const purgeStatusEvents = async (db: Sql, before: Date, after: number): Promise<ScannedPage> => {
  const rows = await db.many<{ id: number; is_young: boolean; is_over: boolean }>`
    select id, created_at >= ${before} is_young, state <> 'pending' and ended_at < ${before} is_over
    from status_event where id > ${after} order by id limit ${sweepSize}`
  const over = rows.filter(({ is_over }) => is_over).map(({ id }) => id)
  if (over.length > 0) await db.run`delete from status_event where id = any(${over}::bigint[])`
  return pageOf(rows)
}

/** Old notifications expire now: they leave the inbox as those do whose time had been set. */
export const expireOld = async (db: Sql, before: Date, after: number, now: Date): Promise<ScannedPage> => {
  const rows = await db.many<{ id: number; is_young: boolean; is_there: boolean }>`
    select id, created_at >= ${before} is_young,
      deleted_at is null and coalesce(expires_at > ${now}, true) and created_at < ${before} is_there
    from notification where id > ${after} order by id limit ${sweepSize}`
  const there = rows.filter(({ is_there }) => is_there).map(({ id }) => id)
  if (there.length > 0)
    await db.run`
      update notification set expires_at = ${now} where id = any(${there}::bigint[]) and deleted_at is null`
  return pageOf(rows)
}
