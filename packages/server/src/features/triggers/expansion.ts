import type { Engine } from '../../engine/types.js'
import type { Db, Tx } from '../../storage/db.js'
import type { FindRender } from './plan.js'
import type { Sockets } from './telling.js'

/** Starts a workflow's runs for users of a trigger, in the transaction that holds the trigger. */
export type StartRuns = (
  tx: Tx,
  engine: Engine,
  start: {
    triggerId: number
    workflowVersionId: number
    /** `channels`: those that are left to the run; `null` = all. */
    users: readonly { userId: number; channels: readonly string[] | null }[]
    at: Date
  },
) => Promise<unknown>

/** What working triggers off needs of the rest of the server. */
export interface Expansion extends Sockets {
  db: Db
  engine: Engine
  now: () => Date
  findRender: FindRender
  startRuns: StartRuns
  onFailure: (triggerId: number, cause: unknown) => void
}
