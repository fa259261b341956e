import { readHeads } from '../../packages/server/dist/features/notifications/queries.js'
import { fillFeeds, makeApp, makeUsers, settle } from './world.mjs'

/**
 * @typedef {import('./databases.mjs').Db} Db
 * @typedef {{ user_id: number, head_seq: number, epoch: string, total: number, unread: number[] }} Feed with the ids
 *   of items that are not read, the newest last
 * @typedef {{ rows: number, users: number }} Size
 * @typedef {{ db: Db, size: Size, feeds: Feed[], bytes: { table: number, indexes: number } }} Place a database of one
 *   size, the feeds in it that are asked for, and what a notification takes there on disk
 * @typedef {{ name: string, file: string, sizes: readonly Size[], fullSize: Size, fill: (db: Db, size: Size) => Promise<void> }} Shape
 */

/** As many feeds are asked for at each size: what grows is the table, not the part of it that is in memory. */
const asked = 50
const itemsOfAsked = 100
const itemsOfOthers = 10
/** In each feed that is asked for. */
export const inCategory = 20
export const category = 'news'

/** @type {readonly Shape[]} */
export const shapes = [
  {
    name: 'many users with few',
    file: 'many-users',
    sizes: [
      { rows: 10_000, users: 100 },
      { rows: 100_000, users: 10_000 },
      { rows: 1_000_000, users: 1_000_000 },
    ],
    fullSize: { rows: 10_000_000, users: 1_000_000 },
    async fill(db, { rows, users }) {
      const left = rows - asked * itemsOfAsked
      const items = Math.max(itemsOfOthers, Math.floor(left / (users - asked)))
      await fillFeeds(db, { from: 1, to: asked, items: itemsOfAsked })
      const others = { from: asked + 1, to: asked + Math.floor(left / items), items }
      await fillFeeds(db, { ...others, firstTrigger: 2_000_000_000 })
    },
  },
  {
    name: 'few users with many',
    file: 'long-feeds',
    sizes: [10_000, 100_000, 1_000_000].map((rows) => ({ rows, users: 100 })),
    fullSize: { rows: 10_000_000, users: 100 },
    fill: (db, { rows, users }) => fillFeeds(db, { from: 1, to: users, items: rows / users }),
  },
]

/** @param {Db} db @param {Shape} shape @param {Size} size @returns {Promise<Place>} */
export const fill = async (db, shape, size) => {
  const appId = await makeApp(db)
  await makeUsers(db, appId, size.users)
  await shape.fill(db, size)
  await categorise(db, appId)
  await settle(db)
  const heads = await readHeads(
    db,
    Array.from({ length: asked }, (_, at) => at + 1),
  )
  const unread = await unreadOf(db)
  const feeds = heads.map((head) => ({ ...head, unread: unread.get(head.user_id) ?? [] }))
  return { db, size, feeds, bytes: await bytesOf(db) }
}

/** Some items out of the middle of each feed that is asked for. @param {Db} db @param {number} appId */
const categorise = async (db, appId) => {
  await db.run`
    insert into category (app_id, identifier, name, created_at, updated_at) values (${appId}, ${category}, 'News', now(), now())`
  await db.run`
    update notification set category_id = (select id from category) where (user_id, no) in (
      select user_id, no from feed f cross join lateral (
        select n.no from notification n where n.user_id = f.user_id and n.no < f.total / 2 and n.read_at is null
        order by n.no desc limit ${inCategory}::int
      ) n where f.user_id <= ${asked}
    )`
}

/** @param {Db} db @returns {Promise<Map<number, number[]>>} */
const unreadOf = async (db) => {
  const rows = /** @type {{ user_id: number, ids: number[] }[]} */ (
    await db.many`
      select f.user_id, n.ids from feed f cross join lateral (
        select array_agg(id order by no) ids from (
          select id, no from notification n
          where n.user_id = f.user_id and n.read_at is null and n.category_id is null and n.no > f.total / 2
          order by no desc limit 40
        ) n
      ) n where f.user_id <= ${asked}`
  )
  return new Map(rows.map(({ user_id, ids }) => [user_id, ids]))
}

/** @param {Db} db */
const bytesOf = async (db) => {
  const row = await db.one`
    select pg_table_size('notification') / count(*)::float8 "table", pg_indexes_size('notification') / count(*)::float8 indexes
    from notification`
  return /** @type {{ table: number, indexes: number }} */ (row)
}
