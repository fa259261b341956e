import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type JobResult, PgBoss, type QueueOptions } from 'pg-boss'
import type { Db } from '../storage/db.js'
import { toError } from './boss-error.js'
import { bossOptions, queueOptions, workOptions } from './boss-options.js'
import { releaseActiveJobs } from './release-active-jobs.js'
import type { Engine, Job, NewJob } from './types.js'

export interface EngineOptions {
  /** Hears of every error without a caller: a handler that threw, a database that went away for a while. */
  onError?: (error: unknown) => void
  /** Whether this process works on jobs, or only writes them. */
  works?: boolean
  /** How late a job with a `startAt` may be, in seconds, and one whose wake-up was lost; default 0.5. */
  pollSeconds?: number
}

type Handler = (jobs: Job<object>[]) => Promise<readonly string[] | undefined>

interface Queue {
  name: string
  batchSize: number
  concurrency: number
  handler: Handler
}

/** Durable jobs on pg-boss, in the schema `inboxkit_jobs` of the same database. */
export const createEngine = (
  db: Db,
  { onError = console.error, works = true, pollSeconds = 0.5 }: EngineOptions = {},
): Engine => {
  const boss = new PgBoss(bossOptions(db, works))
  const queues = new Map<string, Queue>()
  let state: 'new' | 'running' | 'stopped' = 'new'
  boss.on('error', (error: unknown) => onError(toError(error)))

  const startWorker = async ({ name, batchSize, handler }: Queue): Promise<void> => {
    const workerId = await boss.work<object>(
      name,
      { ...workOptions(pollSeconds), batchSize },
      async (jobs) => {
        const results = await handleBatch(name, jobs, handler, onError)
        // pg-boss fetches on at once after a full batch, but not when a batch is one job: there it would wait
        // for its next poll with the queue full.
        if (batchSize === 1) boss.notifyWorker(workerId)
        return results
      },
    )
  }

  return {
    work(name, { batchSize, concurrency = 1 }, handler) {
      if (state !== 'new') throw new Error(`The queue ${name} is declared after the engine's start`)
      if (queues.has(name)) throw new Error(`The queue ${name} is declared twice`)
      queues.set(name, { name, batchSize, concurrency, handler: handler as Handler })
    },

    async enqueue(tx, name, jobs) {
      if (jobs.length === 0) return
      try {
        if (state !== 'running') throw new Error(`A job for ${name} while the engine is ${state}`)
        if (!queues.has(name)) throw new Error(`There is no queue ${name}`)
        await boss.insert(name, jobs.map(toInsert), { db: tx.engineDb })
      } catch (error) {
        // A transaction without its jobs must not commit, whoever catches this.
        tx.abandon(error)
        throw error
      }
    },

    async start() {
      await boss.start()
      for (const { name } of queues.values()) await prepareQueue(boss, name, queueOptions(db))
      // Nobody else can be working on an embedded database: what is active was lost with the last process.
      if (db.kind === 'pglite') await releaseActiveJobs(db)
      state = 'running'
      if (!works) return
      for (const queue of queues.values()) {
        for (let n = 0; n < queue.concurrency; n++) await startWorker(queue)
      }
    },

    async stop(timeoutMs = 5_000) {
      // Handlers that are still running may write jobs.
      const handlers = Promise.all([...queues.keys()].map((name) => boss.offWork(name, { wait: true })))
      await Promise.race([handlers, delay(timeoutMs, undefined, { ref: false })])
      await boss.stop({ graceful: false })
      state = 'stopped'
    },
  }
}

/** Creates the queue or brings an older one up to date, and fills pg-boss's cache, so that `insert` asks nothing more. */
const prepareQueue = async (boss: PgBoss, name: string, options: QueueOptions): Promise<void> => {
  await boss.createQueue(name, options)
  await boss.updateQueue(name, options)
  await boss.findJobs(name, { id: randomUUID() })
}

const toInsert = ({ data, startAt }: NewJob): { data: object; startAfter?: Date } =>
  startAt === undefined ? { data } : { data, startAfter: startAt }

/** A handler threw; its jobs will be tried again. */
export class JobsFailed extends Error {
  readonly queue: string
  /** What they are about. */
  readonly jobs: readonly object[]
  constructor(queue: string, jobs: readonly { data: object }[], cause: unknown) {
    super(`A handler of ${queue} failed; its ${jobs.length} jobs will be tried again`, { cause })
    this.name = 'JobsFailed'
    this.queue = queue
    this.jobs = jobs.map(({ data }) => data)
  }
}

const handleBatch = async (
  name: string,
  jobs: { id: string; data: object }[],
  handler: Handler,
  onError: (error: unknown) => void,
): Promise<JobResult[]> => {
  try {
    const failed = new Set(await handler(jobs.map(({ id, data }) => ({ id, data }))))
    return jobs.map(({ id }) => ({ id, status: failed.has(id) ? 'failed' : 'completed' }))
  } catch (cause) {
    onError(new JobsFailed(name, jobs, cause))
    throw cause
  }
}
