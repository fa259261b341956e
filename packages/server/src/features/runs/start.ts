import type { Engine } from '../../engine/types.js'
import type { Db, Tx } from '../../storage/db.js'
import type { NewRuns } from '../triggers/expansion.js'
import { insertRuns } from './queries.js'

/** Queue of runs to perform. */
export const runQueue = 'run.page'

/**
 * While one page is planned, PostgreSQL writes another: two of them need not wait for each other, as those of two nodes
 * do not. An embedded database does one thing at a time anyway.
 */
export const runWorkers = ({ kind }: Pick<Db, 'kind'>): { batchSize: number; concurrency: number } => ({
  batchSize: 100,
  concurrency: kind === 'postgres' ? 2 : 1,
})

/** Queue of runs that call an address. */
export const fetchQueue = 'run.fetch'

/** Up to 1,000 runs that are ready travel together: a job costs more than a run. */
export interface RunPage {
  runIds: number[]
}

/**
 * Starts the runs of up to 1,000 users of some triggers, and has them performed once this transaction is committed. A
 * run that was started before is left alone.
 */
export const startRuns = async (tx: Tx, engine: Engine, starts: readonly NewRuns[]): Promise<void> => {
  const runIds = await insertRuns(tx, starts)
  if (runIds.length > 0) await engine.enqueue(tx, runQueue, [{ data: { runIds } satisfies RunPage }])
}
