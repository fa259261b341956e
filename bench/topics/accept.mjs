import { randomUUID } from 'node:crypto'
import { createEngine } from '../../packages/server/dist/engine/engine.js'
import { createAccept, expandQueue } from '../../packages/server/dist/features/triggers/accept.js'
import { insertTriggers } from '../../packages/server/dist/features/triggers/queries.js'
import { withDb } from '../src/databases.mjs'
import { alternate, interleave, throughput } from '../src/rounds.mjs'
import { startServer } from '../src/server.mjs'
import { connectUser } from '../src/user.mjs'
import { content, makeApp } from '../src/world.mjs'

/**
 * @typedef {import('../src/databases.mjs').Db} Db
 * @typedef {import('../../packages/server/dist/engine/types.js').Engine} Engine
 * @typedef {import('../src/server.mjs').RunningServer} RunningServer
 */

const callers = 32

const targets = {
  PGlite: { bare: { atLeast: 1.4 } },
  PostgreSQL: { bare: { atLeast: 0.85 } },
}
const ownTransactions = { atLeast: 8 }
const lone = { atMost: 1.1 }

/** Accepting sends, 32 callers and one, against the insert alone and against a transaction for each. */
export const accept = (/** @type {import('../run.mjs').Context} */ { database, isFull }) =>
  database.use((location) =>
    withServer(location, (server) =>
      withDb(database, (db) =>
        withEngine(db, async (engine) => {
          const ways = waysOf(db, engine, await makeApp(db))
          const windowMs = isFull ? 3000 : 800
          const rates = await interleave(isFull ? 8 : 5, {
            bare: () => throughput(callers, windowMs, ways.bare),
            own: () => throughput(callers, windowMs, ways.own),
            group: () => throughput(callers, windowMs, ways.group),
            http: () => overHttp(server, windowMs),
          })
          const one = await alternate(
            { rounds: isFull ? 10 : 5, calls: 60 },
            { bare: () => ways.bare, own: () => ways.own, group: () => ways.group },
          )
          return tableOf(database.name, rates, one)
        }),
      ),
    ),
  )

/**
 * @param {'PGlite' | 'PostgreSQL'} name
 * @param {Record<'bare' | 'own' | 'group' | 'http', number[]>} rates
 * @param {Record<'bare' | 'own' | 'group', import('../src/rounds.mjs').Figures>} one
 */
const tableOf = (name, rates, one) => {
  const rate = { unit: 'sends/s' }
  const time = { unit: 'ms' }
  return {
    title: `Accepting, ${name}`,
    rows: [
      { ...rate, what: 'floor A: bare insert of the row, 32 callers', figures: rates.bare },
      { ...rate, what: 'floor B: a transaction each, insert and job, 32 callers', figures: rates.own },
      {
        ...rate,
        what: 'accept, 32 callers, × A',
        figures: rates.group,
        floor: rates.bare,
        target: targets[name].bare,
      },
      {
        ...rate,
        what: 'accept, 32 callers, × B',
        figures: rates.group,
        floor: rates.own,
        target: ownTransactions,
      },
      {
        ...rate,
        what: 'accept over HTTP, 32 connections, expanding meanwhile, × A',
        figures: rates.http,
        floor: rates.bare,
      },
      { ...time, what: 'bare insert, lone caller', figures: one.bare.ms },
      { ...time, what: 'floor C: own transaction, lone caller', figures: one.own.ms },
      { ...time, what: 'accept, lone caller, × C', figures: one.group.ms, floor: one.own.ms, target: lone },
    ],
  }
}

/** These sends name nothing that would have to be found. */
const noDirectory = {
  findTemplate: async () => undefined,
  findWorkflow: async () => undefined,
  findTopics: async () => new Map(),
}

/** The three ways to put a send on disk. @param {Db} db @param {Engine} engine @param {number} appId */
const waysOf = (db, engine, appId) => {
  const accept = createAccept(db, engine, noDirectory)
  const aSend = () => ({
    appId,
    requestId: randomUUID(),
    content,
    recipients: ['user-1'],
    acceptedAt: new Date(),
  })
  return {
    bare: () => {
      const send = aSend()
      return db.run`
        insert into trigger (app_id, request_id, content, recipients, accepted_at)
        values (${appId}, ${send.requestId}, ${send.content}, ${JSON.stringify(send.recipients)}, ${send.acceptedAt})`
    },
    own: () =>
      db.transaction(async (tx) => {
        const [trigger] = await insertTriggers(tx, [aSend()])
        await engine.enqueue(tx, expandQueue, [{ data: { triggerIds: [trigger?.id ?? 0] } }])
      }),
    group: () => accept({ ...aSend(), startAt: null, idempotency: null }),
  }
}

/**
 * The engine with its one worker held up by the first job: jobs are written and announced as ever, and none of them
 * is worked off while others are accepted.
 * @template T @param {Db} db @param {(engine: Engine) => Promise<T>} work
 */
const withEngine = async (db, work) => {
  const engine = createEngine(db)
  let release = () => {}
  const isOver = new Promise((resolve) => {
    release = () => resolve(undefined)
  })
  engine.work(expandQueue, { batchSize: 1 }, async () => {
    await isOver
    return undefined
  })
  await engine.start()
  try {
    return await work(engine)
  } finally {
    release()
    await engine.stop()
  }
}

const readers = 1000
const { category: _, icon: __, ...asSent } = content

/** @template T @param {import('../src/databases.mjs').Location} location @param {(server: RunningServer) => Promise<T>} work */
const withServer = async (location, work) => {
  const server = await startServer(location)
  try {
    const recipients = Array.from({ length: readers }, (_, at) => ({ identifier: `user-${at}` }))
    await server.call('POST', '/v3/notifications', {
      notification: { title: 'Hello' },
      sendTo: { recipients },
    })
    return await work(server)
  } finally {
    await server.close()
  }
}

/** Waits until everything accepted is in its feed: the next to be measured starts on an idle machine. */
const overHttp = async (/** @type {RunningServer} */ server, /** @type {number} */ windowMs) => {
  const last = await connectUser(server, 'last')
  const arrival = last.next()
  let at = 0
  /** @param {string} recipient */
  const send = (recipient) =>
    server.call('POST', '/v3/notifications', { notification: asSent, sendTo: { recipients: [recipient] } })
  const rate = await throughput(callers, windowMs, () => send(`user-${at++ % readers}`))
  await send('last')
  await arrival
  last.close()
  return rate
}
