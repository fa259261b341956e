import { withDb } from '../src/databases.mjs'
import { post } from '../src/load.mjs'
import { interleave } from '../src/rounds.mjs'
import { startFloor, startServer } from '../src/server.mjs'
import { connectUser } from '../src/user.mjs'
import { content, makeApp, makeUsers } from '../src/world.mjs'

/**
 * @typedef {import('../src/server.mjs').RunningServer} RunningServer
 * @typedef {import('../src/databases.mjs').Db} Db
 */

const users = 10_000
const bulk = 1000
const connections = 32
const sizes = [1, 100, 1000]

const targets = {
  PGlite: { stored: { atLeast: 0.3 } },
  PostgreSQL: { stored: { atLeast: 0.38 } },
}
const ownTransactions = { atLeast: 8 }

/** Sends through HTTP, and how fast they reach their recipients, against a transaction each and against bare inserts. */
export const sends = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  database.use((location) =>
    database.use((floorLocation) =>
      withServers(location, floorLocation, (server, floor) =>
        withDb(database, async (db) => {
          const appId = await makeApp(db)
          await makeUsers(db, appId, users)
          const windowMs = isFull ? 5000 : 1500
          /** @type {Record<string, { answered: number[], stored: number[] }>} */
          const figures = Object.fromEntries(sizes.map((size) => [size, { answered: [], stored: [] }]))
          const floors = await interleave(isFull ? 8 : 4, {
            insert: () => bareInserts(db, windowMs / 3),
            own: async () => (await post(floor, '/', bodiesOf(1), { connections, windowMs })).perSecond,
            ...Object.fromEntries(
              sizes.map((size) => [
                `to${size}`,
                async () => {
                  const { answered, stored } = await sendFor(server, size, windowMs)
                  figures[size]?.answered.push(answered)
                  figures[size]?.stored.push(stored)
                  return answered
                },
              ]),
            ),
          })
          return tableOf(database.name, floors, figures)
        }),
      ),
    ),
  )

/**
 * @param {'PGlite' | 'PostgreSQL'} name
 * @param {Record<string, number[]>} floors
 * @param {Record<string, { answered: number[], stored: number[] }>} figures the first round warms up
 */
const tableOf = (name, floors, figures) => {
  const { insert = [], own = [] } = floors
  return {
    title: `Sends through HTTP, ${name}`,
    rows: [
      { what: 'floor A: a transaction each, through HTTP, nothing checked', unit: 'sends/s', figures: own },
      { what: 'floor B: bare inserts of 1,000 rows', unit: 'rows/s', figures: insert },
      ...sizes.flatMap((size) => {
        const { answered, stored } = figures[size] ?? { answered: [], stored: [] }
        return [
          {
            what: `sends to ${size.toLocaleString('en')} answered, delivering meanwhile, × A`,
            unit: 'sends/s',
            figures: answered.slice(1),
            floor: own,
            ...(size === 1 ? { target: ownTransactions } : {}),
          },
          {
            what: `notifications of sends to ${size.toLocaleString('en')} stored, × B`,
            unit: 'rows/s',
            figures: stored.slice(1),
            floor: insert,
            ...(size === bulk ? { target: targets[name].stored } : {}),
          },
        ]
      }),
    ],
    remarks: [
      `${connections} connections, each with one request at a time. Stored: from the first request until the last`,
      'notification can be read; checking, accepting, finding recipients by name and delivering are in it.',
    ],
  }
}

const { category: _, icon: __, ...notification } = content

/** Enough different sends that neighbours seldom meet in a feed. @param {number} size */
const bodiesOf = (size) =>
  Array.from({ length: Math.max(20, Math.ceil(2000 / size)) }, (_, at) => ({
    notification,
    sendTo: {
      recipients: Array.from({ length: size }, (_, nth) => `user-${1 + ((at * size + nth * 7) % users)}`),
    },
  }))

/** @param {RunningServer} server @param {number} size @param {number} windowMs */
const sendFor = async (server, size, windowMs) => {
  const last = await connectUser(server, 'last')
  const arrival = last.next()
  const start = performance.now()
  const { answered, perSecond } = await post(server, '/v3/notifications', bodiesOf(size), {
    connections,
    windowMs,
  })
  await server.call('POST', '/v3/notifications', { notification, sendTo: { recipients: ['last'] } })
  await arrival
  const seconds = (performance.now() - start) / 1000
  last.close()
  return { answered: perSecond, stored: (answered * size) / seconds }
}

/** Rows as deliveries write them, in the same table with the same indexes. @param {Db} db @param {number} windowMs */
const bareInserts = async (db, windowMs) => {
  let pages = 0
  const start = performance.now()
  while (performance.now() - start < windowMs) {
    const ids = Array.from({ length: bulk }, (_, nth) => 1 + ((pages * bulk + nth * 7) % users))
    pagesBefore += 1
    await db.run`
      insert into notification (user_id, no, seq, trigger_id, step, title, message, icon, url, data, created_at)
      select u, ${pagesBefore}::bigint, ${pagesBefore}::bigint, ${pagesBefore}::bigint, 0, ${content.title},
        ${content.message}, null, ${content.url}, ${content.data}::jsonb, ${new Date()}::timestamptz
      from unnest(${ids}::bigint[]) u`
    pages += 1
    await new Promise((resolve) => setImmediate(resolve))
  }
  return (pages * bulk) / ((performance.now() - start) / 1000)
}
let pagesBefore = 1_000_000

/**
 * @template T
 * @param {import('../src/databases.mjs').Location} location
 * @param {import('../src/databases.mjs').Location} floorLocation
 * @param {(server: RunningServer, floor: RunningServer) => Promise<T>} work
 */
const withServers = async (location, floorLocation, work) => {
  const server = await startServer(location)
  const floor = await startFloor(floorLocation)
  try {
    for (let from = 0; from < users; from += bulk)
      await server.call('POST', '/v3/notifications', {
        notification: { title: 'Hello' },
        sendTo: {
          recipients: Array.from({ length: bulk }, (_, nth) => ({ identifier: `user-${from + nth + 1}` })),
        },
      })
    return await work(server, floor)
  } finally {
    await floor.close()
    await server.close()
  }
}
