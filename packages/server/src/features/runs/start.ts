import type { Engine } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import { insertRuns, type NewRuns } from './queries.js'

/** Queue of runs to perform. */
export const runQueue = 'run.page'

/** Up to 1,000 runs that are ready travel together: a job costs more than a run. */
export interface RunPage {
  runIds: number[]
}

/**
 * Starts a workflow's runs for up to 1,000 users of a trigger, and has them performed once this transaction is
 * committed. A run that was started before is left alone.
 */
export const startRuns = async (tx: Tx, engine: Engine, start: NewRuns): Promise<void> => {
  const runIds = await insertRuns(tx, start)
  if (runIds.length > 0) await engine.enqueue(tx, runQueue, [{ data: { runIds } satisfies RunPage }])
}
