import { randomUUID } from 'node:crypto'
import { createEngine } from '../../packages/server/dist/engine/engine.js'
import { deliverPage } from '../../packages/server/dist/features/triggers/deliver.js'
import { expand } from '../../packages/server/dist/features/triggers/expand.js'
import { insertTriggers } from '../../packages/server/dist/features/triggers/queries.js'
import { withDb } from '../src/databases.mjs'
import { walPosition } from '../src/gauges.mjs'
import { alternate } from '../src/rounds.mjs'
import { content, fillFeeds, makeApp, makeUsers, settle } from '../src/world.mjs'

/** @typedef {import('../src/databases.mjs').Db} Db */

const users = 100_000
const pageSize = 1000

const targets = {
  PGlite: { rate: { atLeast: 0.3 } },
  PostgreSQL: { rate: { atLeast: 0.4 }, wal: { atMost: 1.5 } },
}

/** A page of a send: 1,000 recipients among 100,000 users, against the bare insert of the same rows. */
export const expansion = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  withDb(database, async (db) => {
    const appId = await makeApp(db)
    await makeUsers(db, appId, users)
    await fillFeeds(db, { from: 1, to: users, items: isFull ? 10 : 4 })
    await settle(db)
    const size = { rounds: isFull ? 10 : 5, calls: 8 }
    const { floor, page, job } = await alternate(size, variantsOf(db, appId), () => walPosition(db))
    const target = targets[database.name]
    return {
      title: `Page expansion, ${database.name}`,
      rows: [
        { what: 'floor: bare insert of 1,000 rows', unit: 'rows/s', figures: rateOf(floor) },
        {
          what: 'a page: lock feeds, insert, count, finish the trigger',
          unit: 'rows/s',
          figures: rateOf(page),
          floor: rateOf(floor),
          target: target.rate,
        },
        {
          what: 'a whole job: the same, with reading the trigger and finding its 1,000 recipients by name',
          unit: 'rows/s',
          figures: rateOf(job),
          floor: rateOf(floor),
        },
        { what: 'WAL per recipient, floor', unit: 'bytes', figures: bytesOf(floor) },
        {
          what: 'WAL per recipient, a page',
          unit: 'bytes',
          figures: bytesOf(page),
          floor: bytesOf(floor),
          ...('wal' in target ? { target: target.wal } : {}),
        },
      ],
    }
  })

/** @typedef {import('../src/rounds.mjs').Figures} Figures */

/** @param {Figures} figures @returns {number[]} rows per second */
const rateOf = ({ ms }) => ms.map((value) => pageSize / (value / 1000))

/** @param {Figures} figures @returns {number[]} bytes per row */
const bytesOf = ({ gauge }) => gauge.map((value) => value / pageSize)

/** @param {Db} db @param {number} appId */
const variantsOf = (db, appId) => {
  const now = () => new Date()
  let no = 1_000_000

  /** @param {readonly string[]} recipients */
  const aTrigger = async (recipients) => {
    const [trigger] = await insertTriggers(db, [
      { appId, requestId: randomUUID(), content, recipients, acceptedAt: now() },
    ])
    return trigger?.id ?? 0
  }

  return {
    // Users of its own beyond the last real one: the product's rows and these never meet, the indexes are shared.
    floor: async () => {
      const triggerId = await aTrigger([])
      const userIds = someUsers().map((id) => id + users)
      no += 1
      return () => db.run`
          insert into notification (user_id, no, seq, trigger_id, step, title, message, icon, url, data, created_at)
          select u, ${no}::bigint, ${no}::bigint, ${triggerId}::bigint, 0, ${content.title}, ${content.message},
            null, ${content.url}, ${content.data}::jsonb, ${now()}::timestamptz
          from unnest(${userIds}::bigint[]) u`
    },
    page: async () => {
      const triggerId = await aTrigger([])
      const userIds = someUsers()
      const items = userIds.map((userId) => ({ triggerId, step: 0, userId, content: 0 }))
      const contents = [{ ...content, categoryId: null, isRequired: false }]
      return () => db.transaction((tx) => deliverPage(tx, [triggerId], items, contents, [], now()))
    },
    job: async () => {
      const triggerId = await aTrigger(someUsers().map((id) => `user-${id}`))
      const expansion = {
        db,
        engine: createEngine(db),
        now,
        findRender: async () => undefined,
        startRuns: async () => {},
        hearing: () => [],
        tellPage: () => {},
        categoriesChanged: () => {},
        onFailure: (/** @type {number} */ _, /** @type {unknown} */ cause) => {
          throw cause
        },
      }
      return () => expand(expansion, [{ id: 'job', data: { triggerIds: [triggerId] } }])
    },
  }
}

/** Distinct, in no order. */
const someUsers = () => {
  /** @type {Set<number>} */
  const ids = new Set()
  while (ids.size < pageSize) ids.add(1 + Math.floor(Math.random() * users))
  return [...ids]
}
