import { randomUUID } from 'node:crypto'
import { createEngine } from '../../packages/server/dist/engine/engine.js'
import { expand } from '../../packages/server/dist/features/triggers/expand.js'
import { insertTriggers } from '../../packages/server/dist/features/triggers/queries.js'
import { withDb } from '../src/databases.mjs'
import { interleave, timed, turn } from '../src/rounds.mjs'
import { content, fillFeeds, makeApp, makeUsers, settle } from '../src/world.mjs'

/** @typedef {import('../../packages/server/dist/storage/db.js').Db} Db */

const pageSize = 1000

const targets = {
  PGlite: { atLeast: 0.37 },
  PostgreSQL: { atLeast: 0.38 },
}

/** One send to everyone, page after page, against the bare inserts of the same rows. */
export const broadcast = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  withDb(database, async (db) => {
    const users = isFull ? 100_000 : 30_000
    const appId = await makeApp(db)
    await makeUsers(db, appId, users)
    await fillFeeds(db, { from: 1, to: users, items: 4 })
    await settle(db)
    const rates = await interleave(isFull ? 6 : 4, {
      floor: async () => users / ((await timed(() => insertBare(db, appId, users))) / 1000),
      everyone: async () => users / ((await timed(() => sendToEveryone(db, appId))) / 1000),
    })
    return {
      title: `Broadcast, ${database.name}`,
      rows: [
        {
          what: `floor: bare inserts of 1,000 rows each, ${users.toLocaleString('en')} in all`,
          unit: 'rows/s',
          figures: rates.floor,
        },
        {
          what: `one send to everyone, ${users.toLocaleString('en')} users`,
          unit: 'rows/s',
          figures: rates.everyone,
          floor: rates.floor,
          target: targets[database.name],
        },
      ],
    }
  })

/** @param {Db} db @param {number} appId @param {import('../../packages/server/dist/features/triggers/queries.js').Audience | null} audience */
const aTrigger = async (db, appId, audience) => {
  const [trigger] = await insertTriggers(db, [
    { appId, requestId: randomUUID(), content, recipients: [], acceptedAt: new Date(), audience },
  ])
  return trigger?.id ?? 0
}

let no = 1_000_000

/** Users of its own beyond the last real one: the product's rows and these never meet, the indexes are shared. */
const insertBare = async (/** @type {Db} */ db, /** @type {number} */ appId, /** @type {number} */ users) => {
  const triggerId = await aTrigger(db, appId, null)
  no += 1
  for (let from = 1; from <= users; from += pageSize) {
    await db.run`
      insert into notification (user_id, no, seq, trigger_id, step, title, message, icon, url, data, created_at)
      select u, ${no}::bigint, ${no}::bigint, ${triggerId}::bigint, 0, ${content.title}, ${content.message},
        null, ${content.url}, ${content.data}::jsonb, ${new Date()}::timestamptz
      from generate_series(${users + from}::bigint, ${users + from + pageSize - 1}::bigint) u`
    await turn()
  }
}

/** As the queue's worker does it; what it would hand to another job goes on here. */
const sendToEveryone = async (/** @type {Db} */ db, /** @type {number} */ appId) => {
  const id = await aTrigger(db, appId, { topicIds: [], isEveryone: true })
  let isOpen = true
  const engine = { ...createEngine(db), enqueue: async () => void (isOpen = true) }
  const expansion = {
    db,
    engine,
    now: () => new Date(),
    findRender: async () => undefined,
    startRuns: async () => {},
    isConnected: () => false,
    tell: () => {},
    hint: () => {},
    onFailure: (/** @type {number} */ _, /** @type {unknown} */ cause) => {
      throw cause
    },
  }
  while (isOpen) {
    isOpen = false
    await expand(expansion, [{ id: 'job', data: { triggerIds: [id] } }])
  }
}
