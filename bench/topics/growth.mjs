import {
  readChanges,
  readHeads,
  readPage,
} from '../../packages/server/dist/features/notifications/queries.js'
import { withDb } from '../src/databases.mjs'
import { buffersOf } from '../src/explain.mjs'
import { alternate } from '../src/rounds.mjs'
import { median } from '../src/statistics.mjs'
import { fillFeeds, makeApp, makeUsers, settle } from '../src/world.mjs'

/**
 * @typedef {import('../src/databases.mjs').Db} Db
 * @typedef {import('../src/explain.mjs').Sql} Sql
 * @typedef {{ db: Db, feeds: Feed[] }} Place a database of one size, and the feeds in it that are asked for
 * @typedef {{ db: Db, feeds: Record<string, Feed[]> }} Filled the same with the feeds of every shape
 * @typedef {{ user_id: number, epoch: string, head_seq: number }} Feed
 * @typedef {(db: Sql, feed: Feed) => Promise<unknown>} Ask one of the product's statements
 * @typedef {{ ask: Ask, before?: (place: Place) => Promise<unknown> }} Statement
 */

const flat = { ms: { atMost: 1.5 }, pages: { atMost: 2 } }

/** The same number at every size, most of them without notifications: only notifications grow. */
const someUsers = 10_001
const manyUsers = 100_001
const itemsEach = 100
const longest = 100_000
const sizes = [10_000, 100_000, 1_000_000]
const fullSize = 10_000_000

/** What the feeds that are asked for look like; both lie in the same table. */
const shapes = ['many users with 100 items', 'one user with up to 100,000']

/** @param {Db} db @param {number} rows @param {number} users @returns {Promise<Filled>} */
const fill = async (db, rows, users) => {
  await makeUsers(db, await makeApp(db), users)
  const ordinary = rows / itemsEach
  await fillFeeds(db, { from: 1, to: ordinary, items: itemsEach })
  await fillFeeds(db, { from: users, to: users, items: Math.min(rows, longest), firstTrigger: 2_000_000_000 })
  await settle(db)
  // As many feeds at each size: what grows is the table, not the part of it that is in memory.
  const asked = Array.from({ length: 50 }, (_, at) => 1 + Math.floor((at * ordinary) / 50))
  const [many, one] = [await readHeads(db, asked), await readHeads(db, [users])]
  return { db, feeds: { [shapes[0] ?? '']: many, [shapes[1] ?? '']: one } }
}

/** @type {Record<string, Statement>} in this order: the last one changes the feeds */
const statements = {
  'list of 25 with counts': { ask: (db, { user_id }) => readPage(db, user_id, { limit: 26 }) },
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
}

/** List, counts and changes while the table grows: time of the statement, and pages it touches. */
export const growth = (/** @type {import('../run.mjs').Context} */ { database, isFull }) => {
  const users = isFull ? manyUsers : someUsers
  /** @type {Make} */
  const make = (rows, use) => withDb(database, async (db) => use(await fill(db, rows, users)))
  return withFilled(isFull ? [...sizes, fullSize] : sizes, make, async (filled) => {
    /** @type {import('../src/table.mjs').Row[]} */
    const rows = []
    for (const shape of shapes) {
      const places = new Map(
        [...filled].map(([size, { db, feeds }]) => [size, { db, feeds: feeds[shape] ?? [] }]),
      )
      for (const [name, { ask, before }] of Object.entries(statements)) {
        for (const place of places.values()) await before?.(place)
        rows.push(...(await measure(`${name}; ${shape}`, ask, places, isFull)))
      }
    }
    return {
      title: `Growth, ${database.name}`,
      rows,
      remarks: [
        'Floor: the same statement on 10,000 rows. Rows are those of the many users; the long feed lies in the same',
        'table and has as many, at most 100,000. Pages are of 8 kB, in memory or not.',
      ],
    }
  })
}

/** @typedef {<T>(rows: number, use: (filled: Filled) => Promise<T>) => Promise<T>} Make */

/**
 * Makes a database for each size, one inside the other: all are open at once, so that their turns can alternate.
 * @template T
 * @param {readonly number[]} sizes @param {Make} make @param {(filled: Map<number, Filled>) => Promise<T>} work
 * @returns {Promise<T>}
 */
const withFilled = ([rows, ...others], make, work) =>
  rows === undefined
    ? work(new Map())
    : make(rows, (filled) => withFilled(others, make, (more) => work(new Map([[rows, filled], ...more]))))

/**
 * @param {string} what @param {Ask} ask @param {Map<number, Place>} places @param {boolean} isFull
 * @returns {Promise<import('../src/table.mjs').Row[]>}
 */
const measure = async (what, ask, places, isFull) => {
  const variants = Object.fromEntries([...places].map(([rows, place]) => [String(rows), inTurn(place, ask)]))
  const figures = await alternate({ rounds: isFull ? 15 : 5, calls: 50 }, variants)
  /** @type {{ ms?: number[], pages?: number[] }} */
  const floor = {}
  const found = []
  for (const [rows, place] of places) {
    const ms = figures[String(rows)]?.ms ?? []
    const pages = [await pagesOf(place, ask)]
    const at = `${what}; ${rows.toLocaleString('en')} rows`
    found.push(
      { what: at, unit: 'ms', figures: ms, ...(floor.ms ? { floor: floor.ms, target: flat.ms } : {}) },
      {
        what: at,
        unit: 'pages',
        figures: pages,
        ...(floor.pages ? { floor: floor.pages, target: flat.pages } : {}),
      },
    )
    floor.ms ??= ms
    floor.pages ??= pages
  }
  return found
}

/** @param {Place} place @param {Ask} ask @returns {import('../src/rounds.mjs').Prepare} */
const inTurn = ({ db, feeds }, ask) => {
  let turns = feeds.values()
  return () => {
    let next = turns.next()
    if (next.done) {
      turns = feeds.values()
      next = turns.next()
    }
    const feed = next.value
    if (!feed) throw new Error('There are no feeds to ask for')
    return () => ask(db, feed)
  }
}

/** The median over some feeds. @param {Place} place @param {Ask} ask */
const pagesOf = async ({ db, feeds }, ask) => {
  const pages = []
  for (const feed of feeds.slice(0, 9)) pages.push(await buffersOf(db, (explaining) => ask(explaining, feed)))
  return median(pages)
}
