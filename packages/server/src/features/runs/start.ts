import type { Engine } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import type { NewRuns } from '../triggers/expansion.js'
import { insertRuns } from './queries.js'

/** Queue of runs to perform. */
export const runQueue = 'run.page'

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
