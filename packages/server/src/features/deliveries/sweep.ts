import type { Clock } from '../../clock.js'
import type { Engine } from '../../engine/types.js'
import type { Db, Sql } from '../../storage/db.js'
import { inPages } from '../../storage/in-pages.js'
import { cancelPending, claimDueDeliveries } from './queries.js'
import { handOut } from './start.js'

export interface Sweeping {
  db: Db
  engine: Engine
  clock: Clock
}

const pageSize = 1000

/**
 * Hands deliveries to the workers whose time has come: those to be tried again, those that were held, and those whose
 * worker died. A page and its jobs are one transaction.
 */
export const sweepDeliveries = ({ db, engine, clock }: Sweeping): Promise<void> =>
  inPages(db, pageSize, async (tx) => {
    const due = await claimDueDeliveries(tx, clock.now(), pageSize)
    await handOut(tx, engine, due)
    return due.length
  })

/**
 * Ends what is not out yet of some triggers, of the users given or of anybody. One whose attempt is under way is sent all
 * the same, and said to be.
 * @returns the runs whose messages they were, each once
 */
export const cancelDeliveries = async (
  tx: Sql,
  of: { triggerIds: readonly number[]; userIds: readonly number[] | null },
  at: Date,
): Promise<number[]> => {
  const runIds = new Set<number>()
  for (let ended: number[] | undefined; !ended || ended.length === pageSize; ) {
    ended = await cancelPending(tx, of, at, pageSize)
    for (const id of ended) runIds.add(id)
  }
  return [...runIds]
}
