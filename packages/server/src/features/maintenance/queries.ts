import type { Sql, Tx } from '../../storage/db.js'

/** Rows worked on in one statement: PGlite blocks the event loop for its length. */
export const sweepSize = 1000

/** Deleted items keep id and `seq`; what they said goes. */
export const purgeContent = (db: Sql, before: Date): Promise<number> => db.run`
  update notification n set title = null, message = null, icon = null, url = null, data = null, blocks = null,
    state = null, answer = null, tags = null
  from (
    select user_id, no from notification
    where deleted_at is not null and deleted_at < ${before} and title is not null
    order by deleted_at limit ${sweepSize} for update skip locked
  ) old
  where n.user_id = old.user_id and n.no = old.no`

/**
 * Items below a feed's `cleared` need no tombstone: the watermark tells every client that they are gone. Those that
 * were archived or snoozed once do, since a client may know them as that, where no watermark reaches.
 */
export const sweepCleared = async (tx: Tx, before: Date): Promise<number> => {
  const feed = await tx.one<{ user_id: number; cleared: number; cleared_at: Date }>`
    select user_id, cleared, cleared_at from feed where cleared > swept and cleared_at < ${before}
    order by cleared_at limit 1 for no key update skip locked`
  if (!feed) return 0
  const removed = await tx.run`
    delete from notification where user_id = ${feed.user_id} and no in (
      select no from notification
      where user_id = ${feed.user_id} and no > 0 and no <= ${feed.cleared}
      order by no limit ${sweepSize})`
  if (removed === sweepSize) return removed
  const buried = await tx.run`
    update notification set deleted_at = ${feed.cleared_at}, pinned_at = null
    where user_id = ${feed.user_id} and id in (
      select id from notification
      where user_id = ${feed.user_id} and place <= ${feed.cleared} and archived_at is null and snoozed_until is null
        and deleted_at is null
      order by place limit ${sweepSize})`
  if (buried < sweepSize)
    await tx.run`update feed set swept = ${feed.cleared} where user_id = ${feed.user_id}`
  return Math.max(1, removed + buried)
}

/** Old tombstones go, and with them the changes that could be told from below their `seq`. */
export const purgeTombstones = async (tx: Tx, before: Date): Promise<number> => {
  const old = await tx.many<{ user_id: number; no: number }>`
    select user_id, no from notification
    where deleted_at is not null and deleted_at < ${before} order by deleted_at limit ${sweepSize}`
  if (old.length === 0) return 0
  const userIds = [...new Set(old.map(({ user_id }) => user_id))]
  await tx.run`select 1 from feed where user_id = any(${userIds}::bigint[]) order by user_id for no key update`
  return tx.run`
    with gone as (
      delete from notification n using unnest(
        ${old.map(({ user_id }) => user_id)}::bigint[], ${old.map(({ no }) => no)}::bigint[]) as old(user_id, no)
      where n.user_id = old.user_id and n.no = old.no and n.deleted_at < ${before}
      returning n.user_id, n.seq
    )
    update feed f set floor_seq = greatest(f.floor_seq, g.seq)
    from (select user_id, max(seq) seq from gone group by user_id) g where f.user_id = g.user_id`
}

export const purgeOperations = (db: Sql, before: Date): Promise<number> => db.run`
  delete from operation where (user_id, id) in (
    select user_id, id from operation where at < ${before} order by at limit ${sweepSize})`

export const purgeIdempotencyKeys = (db: Sql, before: Date): Promise<number> => db.run`
  delete from idempotency_key where ctid = any(array(
    select ctid from idempotency_key where created_at < ${before} order by created_at limit ${sweepSize}))`

export const purgeRemovedUsers = (db: Sql, before: Date): Promise<number> => db.run`
  delete from removed_user where (app_id, identifier_hash) in (
    select app_id, identifier_hash from removed_user where at < ${before} order by at limit ${sweepSize})`
