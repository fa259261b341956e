import { insertApp } from '../../packages/server/dist/features/apps/queries.js'

/** @typedef {import('./databases.mjs').Db} Db */

/** About 200 bytes of text, as an ordinary notification has. */
export const content = {
  title: 'Your order 4711 is on its way',
  message:
    'It left our house this morning and should be with you on Friday between ten and noon. You can follow it, or ask the driver to leave it with a neighbour.',
  icon: null,
  url: '/orders/4711',
  category: null,
  data: { order: 4711 },
  blocks: null,
}

/** @param {Db} db @returns {Promise<number>} its id */
export const makeApp = async (db) =>
  (await insertApp(db, 'Bench', `bench-${Date.now()}`, new Date()))?.id ?? 0

/**
 * Users `user-1` to `user-<count>` with empty feeds. The first users of a fresh database have the ids 1 to `count`.
 * @param {Db} db @param {number} appId @param {number} count
 */
export const makeUsers = async (db, appId, count) => {
  await db.run`
    insert into app_user (app_id, identifier, profile_at, created_at)
    select ${appId}, 'user-' || n, now(), now() from generate_series(1, ${count}::int) n`
  await db.run`insert into feed (user_id) select id from app_user where app_id = ${appId}`
}

/**
 * Gives users `from` to `to` a history of `items` notifications each: three quarters of them lie untouched, one in
 * four was read later (so its `seq` moved on), three arrived after that. Rows lie in the order of arrival,
 * a user's items far from each other. Counts and positions of the feeds agree with the rows.
 * @param {Db} db @param {{ from: number, to: number, items: number, firstTrigger?: number }} range
 */
export const fillFeeds = async (db, { from, to, items, firstTrigger = 1_000_000_000 }) => {
  const early = items - 3
  const read = Math.floor(early / 4)
  const rowsAtATime = 100_000
  const perStatement = Math.max(1, Math.floor(rowsAtATime / (to - from + 1)))
  for (let first = 1; first <= items; first += perStatement) {
    const last = Math.min(items, first + perStatement - 1)
    await db.run`
      insert into notification (user_id, no, seq, trigger_id, title, message, url, data, created_at, seen_at, read_at)
      select u, no, case when is_read then ${early}::int + k / 4 else no end, ${firstTrigger}::int + k,
        ${content.title}, ${content.message}, ${content.url}, ${content.data}::jsonb,
        now() - interval '1 hour', case when is_read then now() end, case when is_read then now() end
      from generate_series(${first}::int, ${last}::int) k,
        lateral (select k + case when k > ${early}::int then ${read}::int else 0 end no,
          k % 4 = 0 and k / 4 <= ${read}::int and k <= ${early}::int is_read) item,
        generate_series(${from}::int, ${to}::int) u
      order by k, u`
  }
  await db.run`
    update feed set seq = ${items + read}, total = ${items}, unread = ${items - read}, unseen = ${items - read}
    where user_id between ${from} and ${to}`
}

/** Statistics and visibility as autovacuum would leave them. @param {Db} db */
export const settle = async (db) => {
  await db.run`vacuum analyze notification`
  await db.run`vacuum analyze feed`
  await db.run`vacuum analyze app_user`
}
