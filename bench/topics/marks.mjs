import { randomUUID } from 'node:crypto'
import { createEngine } from '../../packages/server/dist/engine/engine.js'
import {
  batch,
  markEverything,
  markNotification,
} from '../../packages/server/dist/features/notifications/service.js'
import { withDb } from '../src/databases.mjs'
import { alternate } from '../src/rounds.mjs'
import { fillFeeds, makeApp, makeUsers, settle } from '../src/world.mjs'

/** @typedef {import('../src/databases.mjs').Db} Db */

const targets = {
  PGlite: { one: { atMost: 3.5 }, all: { atMost: 3.5 } },
  PostgreSQL: { one: { atMost: 2.5 }, all: { atMost: 3 } },
}

const readers = 1000
const itemsEach = 100
const longFeed = 10_000

/** Marking one item and marking all, each against a bare update of one notification found by its key. */
export const marks = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  withDb(database, async (db) => {
    const owner = readers + 1
    await makeUsers(db, await makeApp(db), owner)
    await fillFeeds(db, { from: 1, to: readers, items: itemsEach })
    await fillFeeds(db, { from: owner, to: owner, items: longFeed, firstTrigger: 2_000_000_000 })
    await settle(db)
    const size = { rounds: isFull ? 15 : 6, calls: 60 }
    const variants = await variantsOf(db, owner)
    const { floor, one, oneInBatch, all, allInBatch } = await alternate(size, variants)
    const target = targets[database.name]
    return {
      title: `Marking, ${database.name}`,
      rows: [
        { what: 'floor: bare update of one row', unit: 'ms', figures: floor.ms },
        { what: 'mark one read', unit: 'ms', figures: one.ms, floor: floor.ms, target: target.one },
        {
          what: 'mark one read, as our client does: a batch of one',
          unit: 'ms',
          figures: oneInBatch.ms,
          floor: floor.ms,
        },
        { what: 'mark all of 10,000 read', unit: 'ms', figures: all.ms, floor: floor.ms, target: target.all },
        {
          what: 'mark all of 10,000 read, as our client does',
          unit: 'ms',
          figures: allInBatch.ms,
          floor: floor.ms,
        },
      ],
    }
  })

/** @param {Db} db @param {number} owner whose feed is long */
const variantsOf = async (db, owner) => {
  const now = () => new Date()
  const feeds = { db, engine: createEngine(db), tell: () => {}, hint: () => {}, now }
  const unread = await unreadItems(db)
  const next = () => {
    const item = unread.pop()
    if (!item) throw new Error('There are too few unread items for so many calls')
    return item
  }
  const { counted } = await headOf(db, owner)
  // No row of the long feed is ever touched: taking the watermark back makes the same items unread again.
  const unmarkAll = () => db.run`
    update feed set read_all = 0, seen_all = 0, unread = ${counted}, unseen = ${counted} where user_id = ${owner}`

  return {
    floor: () => {
      const { user_id, no } = next()
      return () =>
        db.run`update notification set read_at = ${now()} where user_id = ${user_id} and no = ${no}`
    },
    one: () => {
      const { user_id, id } = next()
      return () => markNotification(feeds, user_id, 'read', id)
    },
    oneInBatch: () => {
      const { user_id, id } = next()
      return () => batch(feeds, user_id, [{ operationId: randomUUID(), verb: 'read', id }])
    },
    all: async () => {
      await unmarkAll()
      return () => markEverything(feeds, owner, 'readAll')
    },
    allInBatch: async () => {
      await unmarkAll()
      const { seq } = await headOf(db, owner)
      return () => batch(feeds, owner, [{ operationId: randomUUID(), verb: 'readAll', throughSeq: seq }])
    },
  }
}

/**
 * One unread item of each reader, then another of each, and so on: no feed is marked twice in a row.
 * @param {Db} db @returns {Promise<{ user_id: number, no: number, id: number }[]>}
 */
const unreadItems = (db) => db.many`
  select user_id, no, id from notification
  where user_id <= ${readers} and read_at is null and no > ${itemsEach / 2} order by no, user_id desc`

/** @param {Db} db @param {number} userId @returns {Promise<{ seq: number, counted: number }>} */
const headOf = async (db, userId) => {
  const row = await db.one`select seq, unread counted from feed where user_id = ${userId}`
  return /** @type {{ seq: number, counted: number }} */ (row)
}
