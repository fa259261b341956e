import type { Clock } from '../../clock.js'
import type { Engine } from '../../engine/types.js'
import { createOnceMore } from '../../once-more.js'
import type { Db } from '../../storage/db.js'
import { inPages } from '../../storage/in-pages.js'
import { sweepBuckets } from '../batches/service.js'
import { sweepDeliveries } from '../deliveries/sweep.js'
import { sweepItems } from '../notifications/sweep.js'
import { sweepStatusEvents } from '../status-webhooks/sweep.js'
import { expandQueue } from '../triggers/accept.js'
import type { Sockets } from '../triggers/telling.js'
import { claimDueRuns, claimDueTriggers, findDue } from './queries.js'
import { runQueue } from './start.js'

export interface Sweeping {
  db: Db
  engine: Engine
  clock: Clock
  sockets: Sockets
  onError: (error: unknown) => void
}

const sweepMs = 500
const pageSize = 1000

/** Hands what is due to the workers, page by page; a page and its job are one transaction. */
export const sweep = async (sweeping: Omit<Sweeping, 'onError'>): Promise<void> => {
  const { db, engine, clock, sockets } = sweeping
  const due = await findDue(db, clock.now())
  if (due.triggers)
    await inPages(db, pageSize, async (tx) => {
      const triggerIds = await claimDueTriggers(tx, clock.now(), pageSize)
      if (triggerIds.length > 0) await engine.enqueue(tx, expandQueue, [{ data: { triggerIds } }])
      return triggerIds.length
    })
  if (due.buckets) await sweepBuckets(sweeping)
  if (due.runs)
    await inPages(db, pageSize, async (tx) => {
      const runIds = await claimDueRuns(tx, clock.now(), pageSize)
      if (runIds.length > 0) await engine.enqueue(tx, runQueue, [{ data: { runIds } }])
      return runIds.length
    })
  if (due.deliveries) await sweepDeliveries(sweeping)
  if (due.statuses) await sweepStatusEvents(sweeping)
  if (due.items) await sweepItems({ db, sockets, now: () => clock.now() })
}

/** Looks for what is due twice a second, on every node. @returns ends it, once it is through with what it is at */
export const startSweeping = (sweeping: Sweeping): (() => Promise<void>) => {
  const { ask, end } = createOnceMore(() => sweep(sweeping).catch(sweeping.onError))
  const stop = sweeping.clock.every(sweepMs, () => void ask())
  return async () => {
    stop()
    await end()
  }
}
