import { nextTurn } from '../../next-turn.js'
import type { Sweeping } from '../deliveries/sweep.js'
import { claimDueEvents, hasDueEvents } from './queries.js'
import { handOutEvents } from './write.js'

const pageSize = 1000

/** Hands events to the workers whose time has come, those whose worker died among them. */
export const sweepStatusEvents = async ({ db, engine, clock }: Sweeping): Promise<void> => {
  if (!(await hasDueEvents(db, clock.now()))) return
  for (let claimed = pageSize; claimed === pageSize; ) {
    claimed = await db.transaction(async (tx) => {
      const ids = await claimDueEvents(tx, clock.now(), pageSize)
      await handOutEvents(tx, engine, ids)
      return ids.length
    })
    await nextTurn()
  }
}
