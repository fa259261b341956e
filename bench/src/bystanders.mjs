import { setTimeout as delay } from 'node:timers/promises'
import { openDb } from '../../packages/server/dist/storage/open.js'
import { openCrowd } from './crowd.mjs'
import { withCluster } from './live-cluster.mjs'
import { residentMb } from './processor-time.mjs'
import { percentile } from './statistics.mjs'
import { content, fillFeeds, makeUsers, settle } from './world.mjs'

/**
 * @typedef {import('./databases.mjs').Db} Db
 * @typedef {import('./crowd.mjs').Seen} Seen
 * @typedef {import('./live-cluster.mjs').Cluster} Cluster
 * @typedef {import('./table.mjs').Row} Row
 */

/** With an open socket each. */
const bystanders = 200
const items = 50
const others = { listsPerSecond: 50, sendsPerSecond: 20 }
const quietMs = 15_000

/** How much slower the slowest in a hundred may be. */
const effect = { atMost: 2 }
/** Megabytes. */
const memory = { atMost: 100 }

/**
 * What people notice while a send to everyone is under way: a cluster as in life, whose users go on reading and being
 * sent to.
 * @param {import('./databases.mjs').Database} database @param {number} users everyone
 * @param {number} broadcasts one after the other, so that there are enough moments to look at
 * @returns {Promise<Row[]>} none where there is no Redis
 */
export const besideBroadcast = async (database, users, broadcasts) =>
  (await database.use((location) =>
    withCluster(location, async (cluster) => {
      const db = await openDb({ ...location, poolSize: 2 })
      try {
        await furnish(db, users)
        return await measure(cluster, db, users, broadcasts)
      } finally {
        await db.close()
      }
    }),
  )) ?? []

/** @param {Db} db @param {number} users */
const furnish = async (db, users) => {
  const app = /** @type {{ id: number } | undefined} */ (await db.one`select id from app`)
  await makeUsers(db, app?.id ?? 0, users)
  const first = /** @type {{ id: number } | undefined} */ (await db.one`select min(id) id from app_user`)
  const from = first?.id ?? 1
  await fillFeeds(db, { from, to: from + bystanders - 1, items })
  await settle(db)
}

/** @param {Cluster} cluster @param {Db} db @param {number} users @param {number} broadcasts @returns {Promise<Row[]>} */
const measure = async ({ api, worker }, db, users, broadcasts) => {
  const crowd = await openCrowd(api, { from: 1, to: bystanders })
  try {
    await crowd.perform({ windowMs: quietMs / 2, ...others })
    const quiet = await crowd.perform({ windowMs: quietMs, ...others })
    const before = { api: residentMb(api.pid), worker: residentMb(worker.pid) }
    const watching = crowd.perform({ windowMs: 600_000, ...others })
    const seconds = []
    for (let round = 0; round < broadcasts; round++) seconds.push(await sendToEveryone(api, db))
    crowd.stop()
    const busy = await watching
    const everyone = users.toLocaleString('en')
    const of = `${others.listsPerSecond} lists/s and ${others.sendsPerSecond} sends/s of others`
    return [
      { what: `a cluster's send to everyone, ${everyone} users, beside ${of}`, unit: 's', figures: seconds },
      ...slowed('GET /v3/notifications', quiet, busy, 'lists'),
      ...slowed('a send to its socket', quiet, busy, 'arrivals'),
      {
        what: 'events of others that did not come',
        unit: 'events',
        figures: [busy.missing],
        limit: { atMost: 0 },
      },
      {
        what: `growth of the worker, ${everyone} users, at its most`,
        unit: 'MB',
        figures: [Math.max(0, residentMb(worker.pid, 'VmHWM') - before.worker)],
        limit: memory,
      },
      {
        what: `growth of the api node, ${everyone} users, at its most`,
        unit: 'MB',
        figures: [Math.max(0, residentMb(api.pid, 'VmHWM') - before.api)],
      },
    ]
  } finally {
    crowd.close()
  }
}

/** @param {string} what @param {Seen} quiet @param {Seen} busy @param {'lists' | 'arrivals'} of @returns {Row[]} */
const slowed = (what, quiet, busy, of) =>
  /** @type {const} */ ([
    ['median', 0.5],
    ['99th percentile', 0.99],
  ]).flatMap(([name, share]) => {
    const floor = [percentile(quiet[of], share)]
    const figures = [percentile(busy[of], share)]
    return [
      { what: `floor: ${what}, nothing else, ${name}`, unit: 'ms', figures: floor },
      {
        what: `${what}, during the broadcast, ${name}`,
        unit: 'ms',
        figures,
        floor,
        ...(share > 0.9 ? { target: effect } : {}),
      },
    ]
  })

/** @param {import('./server.mjs').RunningServer} api @param {Db} db @returns {Promise<number>} seconds until the last can read it */
const sendToEveryone = async (api, db) => {
  const { title, message, url, data } = content
  const start = performance.now()
  await api.call('POST', '/v3/notifications', {
    notification: { title, message, url, data },
    sendTo: { everyone: true },
  })
  while (await db.one`select 1 from trigger where audience is not null and expanded_at is null`)
    await delay(20)
  return (performance.now() - start) / 1000
}
