import { setTimeout as delay } from 'node:timers/promises'
import { openDb } from '../../packages/server/dist/storage/open.js'
import { openCrowd } from '../src/crowd.mjs'
import { withCluster } from '../src/live-cluster.mjs'
import { findPostmaster, processorMs } from '../src/processor-time.mjs'
import { startLiveFloor } from '../src/server.mjs'
import { percentile } from '../src/statistics.mjs'
import { fillFeeds, makeUsers, settle } from '../src/world.mjs'

/**
 * @typedef {import('../src/crowd.mjs').Crowd} Crowd
 * @typedef {import('../src/crowd.mjs').Seen} Seen
 * @typedef {import('../src/live-cluster.mjs').Cluster} Cluster
 * @typedef {import('../src/server.mjs').RunningServer} RunningServer
 * @typedef {import('../src/table.mjs').Row} Row
 * @typedef {Record<'api' | 'worker' | 'PostgreSQL' | 'Redis', number>} Costs ms of processor time
 */

const active = 1000
const idle = 5000
/** What a feed has before. */
const items = 50

const sendsPerSecond = 200
const listsPerSecond = 50
const fanOut = { sendsPerSecond: 10, recipients: 100 }

/** Of one round; beacons go to all sockets every 20 s, so that every second round has one. */
const windowMs = 10_000

const limits = { p50: { atMost: 25 }, p99: { atMost: 250 }, missing: { atMost: 0 } }

/** Users with open sockets, sends at random moments, and what that costs; against bare rows and a bare emit. */
export const load = async (/** @type {import('../run.mjs').Context} */ { database, isFull }) => {
  const title = `Load, ${database.name} and Redis`
  if (database.name !== 'PostgreSQL') return { title, rows: [], remarks: ['Of PostgreSQL only.'] }
  const rows = await database.use((location) =>
    database.use((floorLocation) =>
      withCluster(location, async (cluster) => {
        const db = await openDb({ ...location, poolSize: 2 })
        const floor = await startLiveFloor(floorLocation)
        /** @type {Crowd[]} */
        const crowds = []
        try {
          await furnish(db)
          const postmaster = await findPostmaster(db)
          const timed = costMeter(cluster, postmaster)
          const empty = await timed(() => delay(windowMs))
          const memory = await fillWithIdle(cluster.api, floor, crowds)
          const crowd = await openCrowd(cluster.api, { from: 1, to: active })
          const floorCrowd = await openCrowd(floor, { from: 1, to: active })
          crowds.push(crowd, floorCrowd)
          const rounds = isFull ? 8 : 4
          return [...memory, ...(await measure({ timed, empty, crowd, floorCrowd, rounds }))]
        } finally {
          for (const crowd of crowds) crowd.close()
          await floor.close()
          await db.close()
        }
      }),
    ),
  )
  return {
    title,
    rows: rows ?? [],
    remarks: rows
      ? [
          `One api node and one worker. ${active.toLocaleString('en')} users with a socket and ${items} notifications each are sent to and list; ${idle.toLocaleString('en')}`,
          'more sockets are open and hear their beacons. Sends and lists come at random moments, whether or not earlier',
          'ones were answered, and count from the moment they were due. Floor: one process that writes the same rows',
          'into the same tables and emits, with as many sockets. Clients run beside on the same cores; the processor',
          'time is that of the servers alone, beyond what the same sockets take when nothing happens.',
        ]
      : ['Left out: there is no Redis on this machine.'],
  }
}

/** @param {import('../src/databases.mjs').Db} db */
const furnish = async (db) => {
  const app = /** @type {{ id: number } | undefined} */ (await db.one`select id from app`)
  await makeUsers(db, app?.id ?? 0, active + idle)
  const first = /** @type {{ id: number } | undefined} */ (await db.one`select min(id) id from app_user`)
  const from = first?.id ?? 1
  await fillFeeds(db, { from, to: from + active - 1, items })
  await settle(db)
}

/**
 * Sockets of people who do nothing, on both servers.
 * @param {RunningServer} api @param {RunningServer} floor @param {Crowd[]} crowds
 * @returns {Promise<Row[]>} what they take
 */
const fillWithIdle = async (api, floor, crowds) => {
  /** @type {Row[]} */
  const rows = []
  for (const [who, server] of /** @type {const} */ ([
    ['bare sockets', floor],
    ['the server', api],
  ])) {
    // What a process takes for the first of its kind is not what the next one takes.
    const first = await openCrowd(server, { from: active + 1, to: active + 100 })
    first.close()
    await delay(500)
    const before = await server.memory()
    const start = performance.now()
    crowds.push(await openCrowd(server, { from: active + 1, to: active + idle }))
    const seconds = (performance.now() - start) / 1000
    await delay(2000)
    const after = await server.memory()
    const of = `${idle.toLocaleString('en')} idle sockets, ${who}`
    rows.push(
      {
        what: `${of}: memory of each, resident`,
        unit: 'kB',
        figures: [(after.rss - before.rss) / idle / 1000],
      },
      {
        what: `${of}: memory of each, heap`,
        unit: 'kB',
        figures: [(after.heap - before.heap) / idle / 1000],
      },
      { what: `${of}: opened in`, unit: 's', figures: [seconds] },
    )
  }
  return rows
}

/**
 * @param {{ timed: Meter, empty: Timed<unknown>, crowd: Crowd, floorCrowd: Crowd, rounds: number }} world
 * @returns {Promise<Row[]>}
 */
const measure = async ({ timed, empty, crowd, floorCrowd, rounds }) => {
  const still = await timed(() => delay(2 * windowMs))
  await crowd.perform({ windowMs: windowMs / 2, listsPerSecond })
  const quiet = await crowd.perform({ windowMs, listsPerSecond })
  /** @type {{ floor: Seen[], product: Seen[], costs: Costs[] }} */
  const figures = { floor: [], product: [], costs: [] }
  for (let round = 0; round <= rounds; round++) {
    const floor = await floorCrowd.perform({ windowMs, sendsPerSecond })
    const { result: product, ms } = await timed(() =>
      crowd.perform({ windowMs, sendsPerSecond, listsPerSecond }),
    )
    if (round === 0) continue
    figures.floor.push(floor)
    figures.product.push(product)
    figures.costs.push(ms)
  }
  const listing = await timed(() => crowd.perform({ windowMs, listsPerSecond }))
  const fan = await timed(() => crowd.perform({ windowMs, ...fanOut }))
  return [
    ...latencyRows(figures.floor, figures.product),
    ...listRows(quiet, figures.product),
    ...fanRows(fan.result),
    ...costRows({ empty, still, listing, fan, figures }),
  ]
}

/**
 * @template T
 * @typedef {{ result: T, ms: Costs, lengthMs: number }} Timed
 */
/** @typedef {<T>(work: () => Promise<T>) => Promise<Timed<T>>} Meter */

/** @param {Cluster} cluster @param {number | undefined} postmaster */
const costMeter = ({ api, worker, redisPid }, postmaster) => {
  /** @returns {Costs} */
  const read = () => ({
    api: processorMs(api.pid),
    worker: processorMs(worker.pid),
    PostgreSQL: postmaster === undefined ? Number.NaN : processorMs(postmaster),
    Redis: processorMs(redisPid),
  })
  /** @template T @param {() => Promise<T>} work @returns {Promise<Timed<T>>} */
  return async (work) => {
    const before = read()
    const start = performance.now()
    const result = await work()
    const after = read()
    const ms = /** @type {Costs} */ (
      Object.fromEntries(parts.map((part) => [part, after[part] - before[part]]))
    )
    return { result, ms, lengthMs: performance.now() - start }
  }
}

const parts = /** @type {const} */ (['api', 'worker', 'PostgreSQL', 'Redis'])

/** @param {readonly Seen[]} rounds @param {'arrivals' | 'lists'} what @param {number} share */
const each = (rounds, what, share) => rounds.map((seen) => percentile(seen[what], share))

/** @param {readonly Seen[]} floor @param {readonly Seen[]} product @returns {Row[]} */
const latencyRows = (floor, product) => {
  const what = `${sendsPerSecond} sends/s to one of ${active.toLocaleString('en')}, ${listsPerSecond} lists/s beside: send to socket`
  const bare = `floor, ${sendsPerSecond} sends/s as bare rows and a bare emit: send to socket`
  const missing = product.reduce((sum, seen) => sum + seen.missing, 0)
  return [
    { what: `${bare}, median`, unit: 'ms', figures: each(floor, 'arrivals', 0.5) },
    { what: `${bare}, 99th percentile`, unit: 'ms', figures: each(floor, 'arrivals', 0.99) },
    {
      what: `${what}, median`,
      unit: 'ms',
      figures: each(product, 'arrivals', 0.5),
      floor: each(floor, 'arrivals', 0.5),
      limit: limits.p50,
    },
    {
      what: `${what}, 99th percentile`,
      unit: 'ms',
      figures: each(product, 'arrivals', 0.99),
      floor: each(floor, 'arrivals', 0.99),
      limit: limits.p99,
    },
    { what: `${what}, events that did not come`, unit: 'events', figures: [missing], limit: limits.missing },
  ]
}

/** @param {Seen} quiet @param {readonly Seen[]} product @returns {Row[]} */
const listRows = (quiet, product) => {
  const what = `GET /v3/notifications, ${listsPerSecond} a second`
  return [
    { what: `${what}, no sends, median`, unit: 'ms', figures: [percentile(quiet.lists, 0.5)] },
    { what: `${what}, no sends, 99th percentile`, unit: 'ms', figures: [percentile(quiet.lists, 0.99)] },
    {
      what: `${what}, ${sendsPerSecond} sends/s beside, median`,
      unit: 'ms',
      figures: each(product, 'lists', 0.5),
    },
    {
      what: `${what}, ${sendsPerSecond} sends/s beside, 99th percentile`,
      unit: 'ms',
      figures: each(product, 'lists', 0.99),
    },
  ]
}

/** @param {Seen} seen @returns {Row[]} */
const fanRows = (seen) => {
  const what = `${fanOut.sendsPerSecond} sends/s to ${fanOut.recipients} each: send to socket`
  return [
    { what: `${what}, median`, unit: 'ms', figures: [percentile(seen.arrivals, 0.5)] },
    { what: `${what}, 99th percentile`, unit: 'ms', figures: [percentile(seen.arrivals, 0.99)] },
  ]
}

/**
 * Each beyond what was there without it: sockets beyond nothing, lists beyond sockets, sends beyond lists.
 * @param {object} measured
 * @param {Timed<unknown>} measured.empty without a socket @param {Timed<unknown>} measured.still @param {Timed<Seen>} measured.listing @param {Timed<Seen>} measured.fan
 * @param {{ product: Seen[], costs: Costs[] }} measured.figures
 * @returns {Row[]}
 */
const costRows = ({ empty, still, listing, fan, figures }) => {
  /** @param {(part: (typeof parts)[number]) => number[]} of @param {string} what @param {string} unit */
  const rowsOf = (of, what, unit) =>
    parts
      .map((part) => ({ what: `processor time ${what}: ${part}`, unit, figures: of(part) }))
      .filter((row) => row.figures.every((value) => !Number.isNaN(value)))
  const thousands = (active + idle) / 1000
  const atRest = (/** @type {(typeof parts)[number]} */ part) => still.ms[part] / still.lengthMs
  const lists = listing.result.lists.length
  const perList = (/** @type {(typeof parts)[number]} */ part) =>
    Math.max(0, (listing.ms[part] - atRest(part) * listing.lengthMs) / lists)
  return [
    ...rowsOf(
      (part) => [(empty.ms[part] / empty.lengthMs) * 1000],
      'when nothing happens, without a socket',
      'ms/s',
    ),
    ...rowsOf(
      (part) => [Math.max(0, ((atRest(part) - empty.ms[part] / empty.lengthMs) * 1000) / thousands)],
      'of 1,000 idle sockets',
      'ms/s',
    ),
    ...rowsOf((part) => [perList(part)], 'of a list of 25', 'ms'),
    ...rowsOf(
      (part) =>
        figures.costs.map((costs, round) => {
          const { sends = 1, lists = [] } = figures.product[round] ?? {}
          return Math.max(0, (costs[part] - atRest(part) * windowMs - perList(part) * lists.length) / sends)
        }),
      'of a send to one',
      'ms',
    ),
    ...rowsOf(
      (part) => [
        Math.max(0, (fan.ms[part] - atRest(part) * fan.lengthMs) / (fan.result.sends * fanOut.recipients)),
      ],
      `of a delivery, in sends to ${fanOut.recipients}`,
      'ms',
    ),
  ]
}
