import { randomUUID } from 'node:crypto'
import { createEngine } from '../../packages/server/dist/engine/engine.js'
import { expand } from '../../packages/server/dist/features/triggers/expand.js'
import { insertTriggers } from '../../packages/server/dist/features/triggers/queries.js'
import { besideBroadcast } from '../src/bystanders.mjs'
import { withDb } from '../src/databases.mjs'
import { memoryGrowth, walPosition } from '../src/gauges.mjs'
import { interleave, timed, turn } from '../src/rounds.mjs'
import { content, fillFeeds, makeApp, makeUsers, settle } from '../src/world.mjs'

/**
 * @typedef {import('../../packages/server/dist/storage/db.js').Db} Db
 * @typedef {import('../../packages/server/dist/features/triggers/queries.js').Audience} Audience
 */

const pageSize = 1000
const someUsers = 100_000
/** More than an embedded database is for. */
const manyUsers = 1_000_000
const subscribers = 10_000
/** Of the users with anything in their feeds before. */
const mostFilled = 250_000

const targets = {
  PGlite: { rate: { atLeast: 0.37 } },
  PostgreSQL: { rate: { atLeast: 0.38 }, wal: { atMost: 1.5 } },
}
/** Megabytes. */
const memory = { atMost: 100 }

/** One send to the subscribers of a topic, and one to everyone, against the bare inserts of the same rows; and beside others. */
export const broadcast = async (/** @type {import('../run.mjs').Context} */ { database, isFull }) => {
  const isPostgres = database.name === 'PostgreSQL'
  const isMany = isFull && isPostgres
  const users = isMany ? manyUsers : someUsers
  const rows = await withDb(database, (db) => alone(db, database.name, users, isFull))
  const beside = isPostgres ? await besideBroadcast(database, users, isMany ? 2 : 5) : []
  return {
    title: `Broadcast, ${database.name}`,
    rows: [...rows, ...beside],
    remarks: [
      'From reading the trigger until the last notification can be read; finding the users is in it.',
      ...(beside.length > 0
        ? [
            'Beside others: an api node and a worker on PostgreSQL and Redis, 200 users with a socket and 50 notifications',
            'each. Lists and sends come at random moments, their clients run on the same cores.',
          ]
        : []),
      ...(isPostgres ? [] : ['The memory is that of the process, with the database in it.']),
    ],
  }
}

/** @param {Db} db @param {'PGlite' | 'PostgreSQL'} name @param {number} users @param {boolean} isFull */
const alone = async (db, name, users, isFull) => {
  const appId = await makeApp(db)
  await makeUsers(db, appId, users)
  await fillFeeds(db, { from: 1, to: Math.min(users, mostFilled), items: 4 })
  const topicId = await subscribeFirst(db, appId, subscribers)
  await settle(db)
  const many = gauged(db, users)
  const few = gauged(db, subscribers)
  const topic = { topicIds: [topicId], isEveryone: false }
  const everyone = { topicIds: [], isEveryone: true }
  // Beyond the last real user.
  const from = users + 1
  await interleave(isFull && users === someUsers ? 6 : 3, {
    'floor of few': few.floor((count) => insertBare(db, appId, from, count)),
    few: few.product(() => sendTo(db, appId, topic)),
    'floor of many': many.floor((count) => insertBare(db, appId, from, count)),
    many: many.product(() => sendTo(db, appId, everyone)),
  })
  return [
    ...rowsOf(few.rounds(), `one send to ${subscribers.toLocaleString('en')} subscribers`, name, false),
    ...rowsOf(many.rounds(), `one send to everyone, ${users.toLocaleString('en')} users`, name, true),
  ]
}

/** @typedef {{ seconds: number[], rate: number[], wal: number[], memory: number[] }} Rounds */

/**
 * Takes time, WAL and memory of each round; the first, which warms up, counts for the memory alone.
 * @param {Db} db @param {number} count of recipients
 */
const gauged = (db, count) => {
  /** @returns {Rounds} */
  const nothing = () => ({ seconds: [], rate: [], wal: [], memory: [] })
  const floor = nothing()
  const product = nothing()
  /** @param {Rounds} into @param {() => Promise<unknown>} work */
  const gauge = (into, work) => async () => {
    const before = await walPosition(db)
    let ms = 0
    into.memory.push(
      await memoryGrowth(async () => {
        ms = await timed(work)
      }),
    )
    into.seconds.push(ms / 1000)
    into.rate.push(count / (ms / 1000))
    into.wal.push(((await walPosition(db)) - before) / count)
    return ms
  }
  /** @param {Rounds} all @returns {Rounds} */
  const withoutFirst = (all) => ({
    seconds: all.seconds.slice(1),
    rate: all.rate.slice(1),
    wal: all.wal.slice(1),
    // A process grows when it does something for the first time.
    memory: [Math.max(0, ...all.memory)],
  })
  return {
    floor: (/** @type {(count: number) => Promise<unknown>} */ work) => gauge(floor, () => work(count)),
    product: (/** @type {() => Promise<unknown>} */ work) => gauge(product, work),
    rounds: () => ({ floor: withoutFirst(floor), product: withoutFirst(product) }),
  }
}

/**
 * @param {{ floor: Rounds, product: Rounds }} rounds @param {string} what
 * @param {'PGlite' | 'PostgreSQL'} name @param {boolean} isJudged
 */
const rowsOf = ({ floor, product }, what, name, isJudged) => {
  const target = targets[name]
  return [
    { what: `floor of ${what}: bare inserts of 1,000 rows`, unit: 'rows/s', figures: floor.rate },
    {
      what,
      unit: 'rows/s',
      figures: product.rate,
      floor: floor.rate,
      ...(isJudged ? { target: target.rate } : {}),
    },
    { what: `${what}: to the last visible`, unit: 's', figures: product.seconds, floor: floor.seconds },
    { what: `${what}: WAL per recipient, floor`, unit: 'bytes', figures: floor.wal },
    {
      what: `${what}: WAL per recipient`,
      unit: 'bytes',
      figures: product.wal,
      floor: floor.wal,
      ...('wal' in target && isJudged ? { target: target.wal } : {}),
    },
    {
      what: `${what}: growth of the process, most of all rounds`,
      unit: 'MB',
      figures: product.memory,
      limit: memory,
    },
  ]
}

/** @param {Db} db @param {number} appId @param {number} count @returns {Promise<number>} the topic's id */
const subscribeFirst = async (db, appId, count) => {
  const row = /** @type {{ id: number } | undefined} */ (
    await db.one`
      insert into topic (app_id, identifier, name, created_at, updated_at)
      values (${appId}, 'news', 'News', now(), now()) returning id`
  )
  const topicId = row?.id ?? 0
  await db.run`
    insert into topic_user (topic_id, user_id, created_at)
    select ${topicId}::bigint, n, now() from generate_series(1, ${count}::int) n`
  await db.run`analyze topic_user`
  return topicId
}

/** @param {Db} db @param {number} appId @param {Audience | null} audience */
const aTrigger = async (db, appId, audience) => {
  const [trigger] = await insertTriggers(db, [
    { appId, requestId: randomUUID(), content, recipients: [], acceptedAt: new Date(), audience },
  ])
  return trigger?.id ?? 0
}

let no = 1_000_000

/** Users of its own beyond the last real one: the product's rows and these never meet, the indexes are shared. */
const insertBare = async (
  /** @type {Db} */ db,
  /** @type {number} */ appId,
  /** @type {number} */ first,
  /** @type {number} */ count,
) => {
  const triggerId = await aTrigger(db, appId, null)
  no += 1
  for (let from = first; from < first + count; from += pageSize) {
    await db.run`
      insert into notification (user_id, no, seq, trigger_id, step, title, message, icon, url, data, created_at)
      select u, ${no}::bigint, ${no}::bigint, ${triggerId}::bigint, 0, ${content.title}, ${content.message},
        null, ${content.url}, ${content.data}::jsonb, ${new Date()}::timestamptz
      from generate_series(${from}::bigint, ${from + pageSize - 1}::bigint) u`
    await turn()
  }
}

/** As the queue's worker does it; what it would hand to another job goes on here. */
const sendTo = async (
  /** @type {Db} */ db,
  /** @type {number} */ appId,
  /** @type {Audience} */ audience,
) => {
  const id = await aTrigger(db, appId, audience)
  let isOpen = true
  const engine = { ...createEngine(db), enqueue: async () => void (isOpen = true) }
  const expansion = {
    db,
    engine,
    now: () => new Date(),
    findRender: async () => undefined,
    startRuns: async () => {},
    hearing: () => [],
    tellPage: () => {},
    categoriesChanged: () => {},
    onFailure: (/** @type {number} */ _, /** @type {unknown} */ cause) => {
      throw cause
    },
  }
  while (isOpen) {
    isOpen = false
    await expand(expansion, [{ id: 'job', data: { triggerIds: [id] } }])
  }
}
