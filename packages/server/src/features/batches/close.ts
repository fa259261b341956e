import type { Sql } from '../../storage/db.js'
import { type Closing, closeRows, endBatched, goOn, lockCollecting } from './queries.js'

/** Runs in a statement: PGlite blocks the event loop for its length. */
const pageSize = 1000

/**
 * Closes up to 1,000 buckets that the caller has locked: the first run of each goes on, the others end. One whose runs
 * were all cancelled just ends.
 * @returns the runs that go on
 */
export const closeBuckets = async (tx: Sql, bucketIds: readonly number[], at: Date): Promise<number[]> => {
  if (bucketIds.length === 0) return []
  const runs = await lockCollecting(tx, bucketIds)
  const closings = new Map<number, Closing & { runId?: number }>(
    bucketIds.map((bucketId) => [bucketId, { bucketId, total: 0 }]),
  )
  const others: number[] = []
  for (const { id, bucket_id } of runs) {
    const closing = closings.get(bucket_id)
    if (!closing) continue
    closing.total++
    if (closing.runId === undefined) closing.runId = id
    else others.push(id)
  }
  const owners = [...closings.values()].flatMap(({ runId, ...closing }) =>
    runId === undefined ? [] : [{ ...closing, runId }],
  )
  await closeRows(tx, [...closings.values()], at)
  if (owners.length > 0) await goOn(tx, owners, at)
  for (let from = 0; from < others.length; from += pageSize)
    await endBatched(tx, others.slice(from, from + pageSize), at)
  return owners.map(({ runId }) => runId)
}
