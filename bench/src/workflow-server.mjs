import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createProviders } from '../../packages/server/dist/channels/providers.js'
import { createEngine } from '../../packages/server/dist/engine/engine.js'
import { beginRuns } from '../../packages/server/dist/features/runs/begin.js'
import { performRuns } from '../../packages/server/dist/features/runs/perform.js'
import { runQueue, runWorkers, startRuns } from '../../packages/server/dist/features/runs/start.js'
import { sweep } from '../../packages/server/dist/features/runs/sweep.js'
import { expandQueue } from '../../packages/server/dist/features/triggers/accept.js'
import { createExpander } from '../../packages/server/dist/features/triggers/expand.js'
import { insertTriggers } from '../../packages/server/dist/features/triggers/queries.js'
import { openOutside } from '../../packages/server/dist/outside.js'

/**
 * @typedef {import('./databases.mjs').Db} Db
 * @typedef {import('./run-floor.mjs').Sends} Sends
 * @typedef {import('./run-floor.mjs').Shape} Shape
 * @typedef {{ perform: (sends: Sends, shape: Shape) => Promise<void> }} WorkflowServer
 */

const pageSize = 1000
const hourMs = 3_600_000
const pollMs = 5

/**
 * Triggers, runs and deliveries as the server works them off: with its engine, its workers and its sweep. The delays
 * are not waited for: its clock is put forward.
 * @template T
 * @param {Db} db @param {(server: WorkflowServer) => Promise<T>} work
 * @returns {Promise<T>}
 */
export const withWorkflowServer = async (db, work) => {
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  const counter = createCounter()
  const engine = createEngine(db, { onError: (cause) => counter.fail(0, cause) })
  const counting = { ...engine, work: counter.countedWork(engine.work) }
  const expansion = {
    db,
    engine,
    now,
    findRender: async () => undefined,
    startRuns,
    hearing: () => [],
    tellPage: () => {},
    categoriesChanged: () => {},
    onFailure: counter.fail,
    onRunFailure: counter.fail,
  }
  const encryptionKey = randomBytes(32)
  const outbound = () => Promise.reject(new Error('Nothing goes out'))
  const write = () => undefined
  const providers = await createProviders({}, { db, encryptionKey, now, outbound, write })
  const outside = openOutside({ db, engine: counting, now, encryptionKey, outbound, providers })
  const { hasOwnAddress, linksOf, direct } = outside
  const performing = { ...expansion, hasOwnAddress, linksOf, direct }
  const beginning = {
    ...expansion,
    beginRuns: (/** @type {any} */ starts) => beginRuns(performing, starts),
  }
  counting.work(expandQueue, { batchSize: 100 }, createExpander(beginning))
  counting.work(runQueue, runWorkers(db), (jobs) => performRuns(performing, /** @type {any} */ (jobs)))
  await engine.start()
  try {
    return await work({
      async perform(sends, { hasDelay = false, channels = [] }) {
        const begun = counter.next(expandQueue, sends.users / sends.recipients)
        await accept(db, engine, sends, now)
        await begun
        if (hasDelay) {
          ahead += hourMs + 1000
          const again = counter.next(runQueue, sends.users)
          await sweep({
            db,
            engine,
            clock: { now, after: () => () => {}, every: () => () => {} },
            sockets: expansion,
          })
          await again
        }
        while (channels.length > 0 && (await isSending(db))) await delay(pollMs)
      },
    })
  } finally {
    outside.stop()
    await engine.stop()
    await outside.close()
  }
}

/** How many triggers and runs the workers have been through. */
const createCounter = () => {
  /** @type {Map<string, { left: number, done: () => void, fail: (cause: unknown) => void }>} */
  const waited = new Map()
  /** @param {string} queue @param {number} count */
  const next = (queue, count) =>
    count === 0
      ? Promise.resolve()
      : new Promise((done, fail) => waited.set(queue, { left: count, done: () => done(undefined), fail }))
  /** @param {unknown} _ @param {unknown} cause */
  const fail = (_, cause) => {
    for (const one of waited.values()) one.fail(cause)
  }
  /** @param {string} queue @param {readonly { data: object }[]} jobs */
  const count = (queue, jobs) => {
    const waiting = waited.get(queue)
    if (!waiting) return
    for (const { data } of jobs)
      for (const ids of Object.values(data)) waiting.left -= Array.isArray(ids) ? ids.length : 0
    if (waiting.left <= 0) waiting.done()
  }
  /** @param {import('../../packages/server/dist/engine/types.js').Engine['work']} work @returns {typeof work} */
  const countedWork = (work) => (queue, options, handler) =>
    work(queue, options, async (jobs) => {
      const failed = await handler(/** @type {any} */ (jobs))
      count(queue, jobs)
      return failed
    })
  return { next, fail, countedWork }
}

/** Whether a message is not noted yet as sent. By the index of what is due: one look. @param {Db} db */
const isSending = async (db) =>
  (await db.one`select 1 from delivery where state = 'pending' order by next_at limit 1`) !== undefined

/** Written as the door writes what many callers send at once. @param {Db} db @param {import('../../packages/server/dist/engine/types.js').Engine} engine @param {Sends} sends @param {() => Date} now */
const accept = async (db, engine, sends, now) => {
  for (let from = 0; from < sends.users; from += pageSize) {
    const triggers = Array.from({ length: pageSize / sends.recipients }, (_, nth) => ({
      appId: sends.appId,
      requestId: randomUUID(),
      content: /** @type {any} */ (sends.content),
      recipients: Array.from(
        { length: sends.recipients },
        (_, at) => `user-${sends.firstUser + from + nth * sends.recipients + at}`,
      ),
      acceptedAt: now(),
      workflowVersionId: sends.workflowVersionId,
    }))
    await db.transaction(async (tx) => {
      const rows = await insertTriggers(tx, triggers)
      await engine.enqueue(tx, expandQueue, [{ data: { triggerIds: rows.map(({ id }) => id) } }])
    })
  }
}
