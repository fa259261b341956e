import { withDb } from '../src/databases.mjs'
import { lookAt } from '../src/explain.mjs'
import { acts } from '../src/growing-acts.mjs'
import { fill, shapes } from '../src/growing-world.mjs'
import { plot } from '../src/plot.mjs'
import { alternate } from '../src/rounds.mjs'
import { median } from '../src/statistics.mjs'

/**
 * @typedef {import('../src/growing-acts.mjs').Act} Act
 * @typedef {import('../src/growing-world.mjs').Place} Place
 * @typedef {import('../src/growing-world.mjs').Shape} Shape
 * @typedef {import('../src/growing-world.mjs').Size} Size
 * @typedef {import('../src/databases.mjs').Database} Database
 * @typedef {import('../src/table.mjs').Row} Row
 * @typedef {{ name: string, size: Size, ms: number[], pages: number, scanned: string[] }} Measured an act at a size
 */

const flat = { ms: { atMost: 1.5 }, pages: { atMost: 2 } }

/** What people do all day while the tables grow: time of it, and the pages that it touches. */
export const growth = async (/** @type {import('../run.mjs').Context} */ { database, isFull }) => {
  /** @type {Row[]} */
  const rows = []
  const plots = []
  for (const shape of shapes) {
    // Ten million rows are more than an embedded database is for.
    const sizes = isFull && database.name === 'PostgreSQL' ? [...shape.sizes, shape.fullSize] : shape.sizes
    const { measured, places } = await withPlaces(database, shape, sizes, async (places) => ({
      measured: await measure(places, isFull),
      places: places.map(({ size, bytes }) => ({ size, bytes })),
    }))
    rows.push(...rowsOf(shape, measured, places))
    plots.push(plotOf(shape, measured, database.name))
  }
  return {
    title: `Growth, ${database.name}`,
    rows,
    plots,
    remarks: [
      'Floor: the same with 10,000 notifications; of the larger tables, the one that is furthest from it. Fifty feeds',
      'are asked for in turn: of many users, ones with 100 notifications, between others with 10 and users with none;',
      'of few, half of the hundred there are. Pages are of 8 kB, in memory or not. Read whole: tables of users, feeds,',
      'notifications or sends, in any plan of any statement.',
    ],
  }
}

/**
 * Makes a database for each size, one inside the other: all are open at once, so that their turns can alternate.
 * @template T
 * @param {Database} database @param {Shape} shape @param {readonly Size[]} sizes
 * @param {(places: Place[]) => Promise<T>} work @returns {Promise<T>}
 */
const withPlaces = (database, shape, [size, ...others], work) =>
  size === undefined
    ? work([])
    : withDb(database, async (db) => {
        const place = await fill(db, shape, size)
        return withPlaces(database, shape, others, (more) => work([place, ...more]))
      })

/** @param {Place[]} places @param {boolean} isFull @returns {Promise<Measured[]>} */
const measure = async (places, isFull) => {
  const measured = []
  for (const [name, act] of Object.entries(acts)) {
    for (const place of places) await act.before?.(place)
    const variants = Object.fromEntries(places.map((place, at) => [String(at), inTurn(place, act)]))
    const figures = await alternate({ rounds: isFull ? 12 : 5, calls: 50 }, variants)
    for (const [at, place] of places.entries()) {
      const ms = figures[String(at)]?.ms.map((value) => value / (act.per ?? 1)) ?? []
      measured.push({ name, size: place.size, ms, ...(await lookedAt(place, act)) })
    }
  }
  return measured
}

/** @param {Place} place @param {Act} act @returns {import('../src/rounds.mjs').Prepare} */
const inTurn = ({ db, feeds }, { ask, reset }) => {
  let turn = 0
  return async () => {
    const feed = feeds[turn++ % feeds.length]
    if (!feed) throw new Error('There are no feeds to ask for')
    await reset?.(db, feed)
    return () => ask(db, feed)
  }
}

/** The pages are the median over some feeds. @param {Place} place @param {Act} act */
const lookedAt = async ({ db, feeds }, { ask, reset, per = 1 }) => {
  const looked = []
  for (const feed of feeds.slice(0, 9)) {
    await reset?.(db, feed)
    looked.push(await lookAt(db, (looking) => ask(looking, feed)))
  }
  return {
    pages: median(looked.map(({ pages }) => pages)) / per,
    scanned: looked.flatMap(({ scanned }) => scanned),
  }
}

/** @param {readonly number[]} figures @param {readonly number[]} floor round by round */
const ratioOf = (figures, floor) =>
  median(figures.map((value, round) => value / (floor[round] ?? Number.NaN)))

/** @param {readonly Measured[]} measured at least one @param {(one: Measured) => number} of @returns {Measured} */
const worst = (measured, of) => measured.reduce((most, one) => (of(one) > of(most) ? one : most))

/** @param {Size} size */
const words = ({ rows, users }) => `${rows.toLocaleString('en')} of ${users.toLocaleString('en')} users`

/**
 * @param {Shape} shape @param {readonly Measured[]} measured
 * @param {readonly Pick<Place, 'size' | 'bytes'>[]} places @returns {Row[]}
 */
const rowsOf = ({ name: shape }, measured, places) => {
  /** @type {Row[]} */
  const rows = []
  for (const name of new Set(measured.map((one) => one.name))) {
    const [floor, ...larger] = measured.filter((one) => one.name === name)
    if (!floor) continue
    const slowest = worst(larger, ({ ms }) => ratioOf(ms, floor.ms))
    const widest = worst(larger, ({ pages }) => pages / floor.pages)
    const what = `${shape}: ${name};`
    rows.push(
      {
        what: `${what} slowest at ${words(slowest.size)}`,
        unit: 'ms',
        figures: slowest.ms,
        floor: floor.ms,
        target: flat.ms,
      },
      {
        what: `${what} most pages at ${words(widest.size)}`,
        unit: 'pages',
        figures: [widest.pages],
        floor: [floor.pages],
        target: flat.pages,
      },
    )
  }
  const scanned = measured.flatMap((one) => one.scanned)
  rows.push({
    what: `${shape}: tables read whole${scanned.length > 0 ? ` (${[...new Set(scanned)].join(', ')})` : ''}`,
    unit: 'tables',
    figures: [scanned.length],
    limit: { atMost: 0 },
  })
  const largest = places.at(-1)
  if (largest)
    rows.push(
      {
        what: `${shape}: disk of a notification; ${words(largest.size)}`,
        unit: 'bytes',
        figures: [largest.bytes.table],
      },
      {
        what: `${shape}: disk of its indexes; ${words(largest.size)}`,
        unit: 'bytes',
        figures: [largest.bytes.indexes],
      },
    )
  return rows
}

/** @param {Shape} shape @param {readonly Measured[]} measured @param {Database['name']} name */
const plotOf = ({ name: shape, file }, measured, name) => {
  const names = [...new Set(measured.map((one) => one.name))]
  /** @param {(one: Measured) => number} valueOf */
  const lines = (valueOf) =>
    names.map((of) => ({
      name: of,
      points: measured
        .filter((one) => one.name === of)
        .map((one) => /** @type {const} */ ([one.size.rows, valueOf(one)])),
    }))
  return {
    file: `growth-${file}-${name.toLowerCase()}.svg`,
    alt: `Growth, ${name}, ${shape}: median time and pages touched, by notifications in the table`,
    svg: plot({
      title: `${name}: ${shape}`,
      xLabel: 'notifications in the table',
      panels: [
        { yLabel: 'median, ms', lines: lines(({ ms }) => median(ms)) },
        { yLabel: 'pages of 8 kB touched', lines: lines(({ pages }) => pages) },
      ],
    }),
  }
}
