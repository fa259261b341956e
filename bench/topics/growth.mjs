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
 * @typedef {import('../src/databases.mjs').Database} Database
 * @typedef {import('../src/databases.mjs').Db} Db
 * @typedef {import('../src/explain.mjs').Sql} Sql
 * @typedef {{ db: Db, feeds: Feed[] }} Place a database of one size, and the feeds in it that are asked for
 * @typedef {{ user_id: number, epoch: string, head_seq: number }} Feed
 * @typedef {(db: Sql, feed: Feed) => Promise<unknown>} Ask one of the product's statements
 */

const flat = { ms: { atMost: 1.5 }, pages: { atMost: 2 } }

/** The same number at every size, most of them without notifications: only notifications grow. */
const users = 10_000
const fullUsers = 100_000
const itemsEach = 100
const longest = 100_000
const sizes = [10_000, 100_000, 1_000_000]
const fullSize = 10_000_000

/** @type {Record<string, (db: Db, rows: number) => Promise<number[]>>} each fills a database, and says who is asked for */
const shapes = {
  'many users with 100 items': async (db, rows) => {
    const filled = rows / itemsEach
    await fillFeeds(db, { from: 1, to: filled, items: itemsEach })
    // As many at each size: what grows is the table, not the part of it that is in memory.
    return Array.from({ length: 50 }, (_, at) => 1 + Math.floor((at * filled) / 50))
  },
  'one user with up to 100,000': async (db, rows) => {
    const items = Math.min(rows, longest)
    await fillFeeds(db, { from: 1, to: 1, items, firstTrigger: 2_000_000_000 })
    const others = (rows - items) / itemsEach
    if (others > 0) await fillFeeds(db, { from: 2, to: others + 1, items: itemsEach })
    return [1]
  },
}

/** @type {Record<string, Ask>} */
const statements = {
  'list of 25 with counts': (db, { user_id }) => readPage(db, user_id, { limit: 26 }),
  counts: (db, { user_id }) => readHeads(db, [user_id]),
  'changes, 5 behind': (db, { user_id, epoch, head_seq }) =>
    readChanges(db, user_id, epoch, head_seq - 5, 500),
}

/** List, counts and changes while the table grows: time of the statement, and pages it touches. */
export const growth = async (/** @type {import('../run.mjs').Context} */ { database, isFull }) => {
  const rows = []
  for (const [shape, fill] of Object.entries(shapes)) {
    const make = makerOf(database, isFull ? fullUsers : users, fill)
    await withPlaces(isFull ? [...sizes, fullSize] : sizes, make, async (places) => {
      for (const [name, ask] of Object.entries(statements))
        rows.push(...(await measure(`${name}; ${shape}`, ask, places, isFull)))
    })
  }
  return {
    title: `Growth, ${database.name}`,
    rows,
    remarks: ['Floor: the same statement on 10,000 rows. Pages are of 8 kB, in memory or not.'],
  }
}

/**
 * Makes a database for each size, one inside the other: all are open at once, so that their turns can alternate.
 * @template T
 * @param {readonly number[]} sizes
 * @param {<R>(rows: number, use: (place: Place) => Promise<R>) => Promise<R>} make
 * @param {(places: Map<number, Place>) => Promise<T>} work
 * @returns {Promise<T>}
 */
const withPlaces = ([rows, ...others], make, work) =>
  rows === undefined
    ? work(new Map())
    : make(rows, (place) => withPlaces(others, make, (places) => work(new Map([[rows, place], ...places]))))

/** @param {Database} database @param {number} userCount @param {(db: Db, rows: number) => Promise<number[]>} fill */
const makerOf =
  (database, userCount, fill) =>
  /** @template T @param {number} rows @param {(place: Place) => Promise<T>} use */
  (rows, use) =>
    withDb(database, async (db) => {
      await makeUsers(db, await makeApp(db), userCount)
      const userIds = await fill(db, rows)
      await settle(db)
      return use({ db, feeds: await readHeads(db, userIds) })
    })

/**
 * @param {string} what @param {Ask} ask @param {Map<number, Place>} places @param {boolean} isFull
 * @returns {Promise<import('../src/table.mjs').Row[]>}
 */
const measure = async (what, ask, places, isFull) => {
  const variants = Object.fromEntries([...places].map(([rows, place]) => [rows, inTurn(place, ask)]))
  const figures = await alternate({ rounds: isFull ? 15 : 5, calls: 50 }, variants)
  const [[smallest, first]] = [...places]
  const floor = { ms: figures[smallest].ms, pages: [await pagesOf(first, ask)] }
  const found = []
  for (const [rows, place] of places) {
    const isFloor = rows === smallest
    const at = `${what}; ${rows.toLocaleString('en')} rows`
    found.push(
      {
        what: at,
        unit: 'ms',
        figures: figures[rows].ms,
        ...(isFloor ? {} : { floor: floor.ms, target: flat.ms }),
      },
      {
        what: at,
        unit: 'pages',
        figures: [await pagesOf(place, ask)],
        ...(isFloor ? {} : { floor: floor.pages, target: flat.pages }),
      },
    )
  }
  return found
}

/** @param {Place} place @param {Ask} ask @returns {import('../src/rounds.mjs').Prepare} */
const inTurn = ({ db, feeds }, ask) => {
  let at = 0
  return () => {
    const feed = feeds[at++ % feeds.length]
    return () => ask(db, feed)
  }
}

/** The median over some feeds. @param {Place} place @param {Ask} ask */
const pagesOf = async ({ db, feeds }, ask) => {
  const pages = []
  for (const feed of feeds.slice(0, 9)) pages.push(await buffersOf(db, (explaining) => ask(explaining, feed)))
  return median(pages)
}
