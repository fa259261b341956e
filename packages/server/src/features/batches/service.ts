import type { Clock } from '../../clock.js'
import type { Engine } from '../../engine/types.js'
import { nextTurn } from '../../next-turn.js'
import type { Db, Sql } from '../../storage/db.js'
import { type RunPage, runQueue } from '../runs/start.js'
import { closeBuckets } from './close.js'
import { claimDueBuckets, readBatches } from './queries.js'

export { type Joining, joinBuckets } from './join.js'
export { purgeBuckets } from './queries.js'

/** Most buckets closed in a transaction, and most runs in them. */
const pageSize = 1000
const mostRuns = 10_000

export interface SweepingBuckets {
  db: Db
  engine: Engine
  clock: Clock
}

/**
 * Closes due buckets, page by page: the first run of each that was not cancelled goes on with the step after, the others
 * are `done` with reason `batched`. A page and the job of those that go on are one transaction.
 */
export const sweepBuckets = async ({ db, engine, clock }: SweepingBuckets): Promise<void> => {
  for (let closed = 1; closed > 0; ) {
    closed = await db.transaction(async (tx) => {
      const now = clock.now()
      const ids = firstOf(await claimDueBuckets(tx, now, pageSize))
      const runIds = await closeBuckets(tx, ids, now)
      if (runIds.length > 0) await engine.enqueue(tx, runQueue, [{ data: { runIds } satisfies RunPage }])
      return ids.length
    })
    await nextTurn()
  }
}

/** As many as a transaction takes, but one at least. */
const firstOf = (due: readonly { id: number; count: number }[]): number[] => {
  let runs = 0
  const first: number[] = []
  for (const { id, count } of due) {
    runs += count
    if (first.length > 0 && runs > mostRuns) break
    first.push(id)
  }
  return first
}

/** What the steps after a batch see of it. */
export interface Batch {
  /** The data of what was sent, in the order in which it came: at most 1,000 of them and 1 MB. */
  items: Record<string, unknown>[]
  /** How many there are. */
  total: number
}

const mostItems = 1000
const mostBytes = 1_000_000
/** Buckets in a statement, so that its answer stays below what a text value holds. */
const readSize = 50

/** What was collected, by bucket; a bucket that nobody is in is left out. */
export const findBatches = async (db: Sql, bucketIds: readonly number[]): Promise<Map<number, Batch>> => {
  const batches = new Map<number, Batch>()
  for (let from = 0; from < bucketIds.length; from += readSize) {
    const rows = await readBatches(db, bucketIds.slice(from, from + readSize), mostItems, mostBytes)
    for (const { bucketId, items, total } of rows) batches.set(bucketId, { items, total })
  }
  return batches
}
