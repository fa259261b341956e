import { inPages } from '../../storage/in-pages.js'
import type { Sweeping } from '../deliveries/sweep.js'
import { claimDueEvents } from './queries.js'
import { handOutEvents } from './write.js'

const pageSize = 1000

/** Hands events to the workers whose time has come, those whose worker died among them. */
export const sweepStatusEvents = ({ db, engine, clock }: Sweeping): Promise<void> =>
  inPages(db, pageSize, async (tx) => {
    const ids = await claimDueEvents(tx, clock.now(), pageSize)
    await handOutEvents(tx, engine, ids)
    return ids.length
  })
