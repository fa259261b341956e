import type { Engine } from '../../engine/types.js'
import type { Db, Tx } from '../../storage/db.js'
import type { FindRender } from './plan.js'
import type { TriggerRow } from './queries.js'
import type { Sockets } from './telling.js'

/** Runs of one workflow that start for users of one trigger. */
export interface NewRuns {
  triggerId: number
  /** `null` = the trigger brings its steps along. */
  workflowVersionId: number | null
  tenantId: number | null
  /** `channels`: those that are left to the run; `null` = all. Each user once; below 0 = transient recipients. */
  users: readonly { userId: number; channels: readonly string[] | null }[]
  at: Date
}

/** Starts runs, in the transaction that holds their triggers; up to 1,000 at a time. */
export type StartRuns = (tx: Tx, engine: Engine, starts: readonly NewRuns[]) => Promise<unknown>

/** What working triggers off needs of the rest of the server. */
export interface Expansion extends Sockets {
  db: Db
  engine: Engine
  now: () => Date
  findRender: FindRender
  startRuns: StartRuns
  /**
   * Gets the first stretch of runs that are about to start ready, outside of any transaction. @returns what starts them
   * together with it; `undefined` = they are to start by `startRuns`, and go on from there
   */
  beginRuns?: (starts: readonly NewRuns[]) => Promise<StartRuns | undefined>
  /** An app's categories are others. */
  categoriesChanged: (appId: number) => void
  onFailure: (triggerId: number, cause: unknown) => void
}

/** Reads what a page of triggers needs, and gives what writes it, in one transaction. */
export type Preparation = (expansion: Expansion, page: readonly TriggerRow[]) => Promise<() => Promise<void>>
