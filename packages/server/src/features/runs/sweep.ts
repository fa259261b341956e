import type { Clock } from '../../clock.js'
import type { Engine } from '../../engine/types.js'
import { nextTurn } from '../../next-turn.js'
import { createOnceMore } from '../../once-more.js'
import type { Db } from '../../storage/db.js'
import { claimDue, hasDue } from './queries.js'
import { type RunPage, runQueue } from './start.js'

export interface Sweeping {
  db: Db
  engine: Engine
  clock: Clock
  onError: (error: unknown) => void
}

const sweepMs = 500
const pageSize = 1000

/** Hands runs whose delay is over to the workers, page by page; a page and its job are one transaction. */
const sweep = async ({ db, engine, clock }: Sweeping): Promise<void> => {
  if (!(await hasDue(db, clock.now()))) return
  for (let claimed = pageSize; claimed === pageSize; ) {
    claimed = await db.transaction(async (tx) => {
      const runIds = await claimDue(tx, clock.now(), pageSize)
      if (runIds.length > 0) await engine.enqueue(tx, runQueue, [{ data: { runIds } satisfies RunPage }])
      return runIds.length
    })
    await nextTurn()
  }
}

/** Looks for due runs twice a second, on every node. @returns ends it, once it is through with what it is at */
export const startSweeping = (sweeping: Sweeping): (() => Promise<void>) => {
  const { ask, end } = createOnceMore(() => sweep(sweeping).catch(sweeping.onError))
  const stop = sweeping.clock.every(sweepMs, () => void ask())
  return async () => {
    stop()
    await end()
  }
}
