import type { Engine, NewJob } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import { hashOf } from '../addresses/canonical.js'
import { decide } from '../preferences/decisions.js'
import { type Handed, insertDeliveries, type NewDelivery } from './queries.js'

export type { NewDelivery } from './queries.js'

/** Queue of deliveries to try. */
export const deliveryQueue = 'delivery.send'

/** Deliveries of one channel: a job costs more than a delivery. */
export interface DeliveryJob {
  deliveryIds: number[]
}

const mostInJob = 100
const mostInStatement = 1000

/**
 * Writes deliveries with the jobs that send them, in the caller's transaction; each once by run, step, channel and
 * address, however often it is asked for. Preferences are applied here, and again before every attempt.
 * @returns those that are not to go
 */
export const startDeliveries = async (
  tx: Tx,
  engine: Engine,
  items: readonly NewDelivery[],
  at: Date,
): Promise<{ item: NewDelivery; reason: 'preference_off' }[]> => {
  const left: { item: NewDelivery; reason: 'preference_off' }[] = []
  for (let from = 0; from < items.length; from += mostInStatement) {
    const page = items.slice(from, from + mostInStatement)
    const decisions = await decide(tx, page)
    const going = page.filter((_, place) => decisions[place] === 'on')
    for (const [place, item] of page.entries())
      if (decisions[place] !== 'on') left.push({ item, reason: 'preference_off' })
    if (going.length === 0) continue
    const made = await insertDeliveries(
      tx,
      going.map((item) => ({ ...item, hash: hashOf(item.address) })),
      at,
    )
    await handOut(tx, engine, made)
  }
  return left
}

/** Has deliveries tried once this transaction is committed. A job has those of one channel. */
export const handOut = async (tx: Tx, engine: Engine, handed: readonly Handed[]): Promise<void> => {
  const jobs: NewJob[] = []
  for (const channel of new Set(handed.map((one) => one.channel))) {
    const ids = handed.filter((one) => one.channel === channel).map(({ id }) => id)
    for (let from = 0; from < ids.length; from += mostInJob)
      jobs.push({ data: { deliveryIds: ids.slice(from, from + mostInJob) } satisfies DeliveryJob })
  }
  await engine.enqueue(tx, deliveryQueue, jobs)
}
