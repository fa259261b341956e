import { markFiltered } from '../../packages/server/dist/features/notifications/mark-filtered.js'
import {
  readChanges,
  readHeads,
  readPage,
} from '../../packages/server/dist/features/notifications/queries.js'
import {
  markEverything,
  markNotification,
} from '../../packages/server/dist/features/notifications/service.js'
import { category, inCategory } from './growing-world.mjs'

/**
 * @typedef {import('./databases.mjs').Db} Db
 * @typedef {import('./growing-world.mjs').Feed} Feed
 * @typedef {import('./growing-world.mjs').Place} Place
 * @typedef {object} Act one of the product's, on one of the feeds
 * @property {(db: Db, feed: Feed) => Promise<unknown>} ask
 * @property {(place: Place) => Promise<unknown>} [before] once, before the first
 * @property {(db: Db, feed: Feed) => Promise<unknown>} [reset] before each, not timed
 * @property {number} [per] how many rows it changes, where it costs something for each
 */

const now = () => new Date()

/** @param {Db} db @returns {import('../../packages/server/dist/features/notifications/service.js').Feeds} */
const feedsOf = (db) =>
  /** @type {any} */ ({
    db,
    now,
    tell: () => {},
    hint: () => {},
    engine: { enqueue: () => Promise.reject() },
  })

/** @param {Db} db @param {Feed} feed */
const unmarkAll = (db, { user_id }) => db.run`
  update feed set read_all = 0, seen_all = 0, unread = total, unseen = total where user_id = ${user_id}`

/** @param {Db} db @param {Feed} feed */
const unmarkCategory = (db, { user_id }) => db.run`
  update notification set read_at = null, seen_at = null where user_id = ${user_id} and category_id is not null`

/** @type {Record<string, Act>} in this order: from the fourth on they change the feeds */
export const acts = {
  'list of 25 with counts': { ask: (db, { user_id }) => readPage(db, user_id, { limit: 26 }) },
  'page in the middle': {
    ask: (db, { user_id, head_seq }) =>
      readPage(db, user_id, { limit: 51, before: Math.round(head_seq / 2) }),
  },
  counts: { ask: (db, { user_id }) => readHeads(db, [user_id]) },
  'changes, 5 behind': {
    ask: (db, { user_id, epoch, head_seq }) => readChanges(db, user_id, epoch, head_seq - 5, 500),
  },
  'list of unread, 3 left': {
    ask: (db, { user_id }) => readPage(db, user_id, { limit: 26, state: 'unread' }),
    // The three newest came last of all: a watermark just below them reads everything else.
    before: ({ db, feeds }) => db.run`
      update feed set read_all = seq - 3, read_all_at = now(), unread = 3, unseen = 3
      where user_id = any(${feeds.map(({ user_id }) => user_id)}::bigint[])`,
  },
  'mark one read': {
    before: async ({ db, feeds }) => {
      for (const feed of feeds) await unmarkAll(db, feed)
    },
    ask(db, { user_id, unread }) {
      const id = unread.pop()
      if (id === undefined) throw new Error('There are too few unread items for so many calls')
      return markNotification(feedsOf(db), user_id, 'read', id)
    },
  },
  'mark all read': {
    reset: unmarkAll,
    ask: (db, { user_id }) => markEverything(feedsOf(db), user_id, 'readAll'),
  },
  [`mark a category of ${inCategory} read, each row`]: {
    before: async ({ db, feeds }) => {
      for (const feed of feeds) await unmarkAll(db, feed)
    },
    reset: unmarkCategory,
    per: inCategory,
    ask: (db, { user_id }) =>
      db.transaction((tx) =>
        markFiltered(tx, user_id, 'readAll', { filter: { category }, at: now(), operationId: null }, now()),
      ),
  },
}
