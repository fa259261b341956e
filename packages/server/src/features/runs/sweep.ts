import type { Clock } from '../../clock.js'
import type { Engine } from '../../engine/types.js'
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
    await new Promise((turn) => setImmediate(turn))
  }
}

/** Looks for due runs twice a second, on every node. @returns ends it, once it is through with what it is at */
export const startSweeping = (sweeping: Sweeping): (() => Promise<void>) => {
  let isAsked = false
  let going: Promise<void> | undefined

  const sweepWhileAsked = async (): Promise<void> => {
    while (isAsked) {
      isAsked = false
      await sweep(sweeping).catch(sweeping.onError)
    }
    going = undefined
  }
  const stop = sweeping.clock.every(sweepMs, () => {
    // Somebody who is at it has looked before now: once more, then.
    isAsked = true
    going ??= sweepWhileAsked()
  })
  return async () => {
    stop()
    isAsked = false
    await going
  }
}
