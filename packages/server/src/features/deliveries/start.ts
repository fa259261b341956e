import type { Engine, NewJob } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import { decide } from '../preferences/decisions.js'
import {
  type Handed,
  insertDeliveries,
  type LeasedDelivery,
  type NewDelivery,
  releaseDeliveries,
} from './queries.js'

export type { NewDelivery } from './queries.js'

/** Queue of deliveries to try. */
export const deliveryQueue = 'delivery.send'

/** Deliveries of one channel: a job costs more than a delivery. */
export interface DeliveryJob {
  deliveryIds: number[]
}

/** Whoever sends deliveries in this process, as soon as they are written. */
export interface Direct {
  /** Until when those would be leased that are written now; `null` = it has enough to do, and a job is to hand them out. */
  lease: () => Date | null
  /** Sends what is leased and committed. Should this process die first, a sweep finds it when the lease is over. */
  take: (deliveries: readonly LeasedDelivery[], leasedUntil: Date) => void
}

const mostInJob = 100
const mostInStatement = 1000

/**
 * Writes deliveries in the caller's transaction, leased to whoever sends them directly, or with the jobs that hand them
 * out; each once by run, step, channel and address, however often it is asked for. Preferences are applied here, and
 * again before every attempt.
 * @returns those that are not to go
 */
export const startDeliveries = async (
  tx: Tx,
  engine: Engine,
  items: readonly NewDelivery[],
  at: Date,
  direct?: Direct,
): Promise<{ item: NewDelivery; reason: 'preference_off' }[]> => {
  const left: { item: NewDelivery; reason: 'preference_off' }[] = []
  for (let from = 0; from < items.length; from += mostInStatement) {
    const page = items.slice(from, from + mostInStatement)
    const decisions = await decide(tx, page)
    const going = page.filter((_, place) => decisions[place] === 'on')
    for (const [place, item] of page.entries())
      if (decisions[place] !== 'on') left.push({ item, reason: 'preference_off' })
    if (going.length === 0) continue
    const leasedUntil = direct?.lease() ?? null
    const made = await insertDeliveries(tx, going, at, leasedUntil)
    if (!direct || leasedUntil === null) await handOut(tx, engine, made)
    else if (made.length === going.length) {
      const leased = leasedOf(made, going)
      tx.afterCommit(() => direct.take(leased, leasedUntil))
    } else {
      // Which of them were there before is not told.
      const ids = made.map(({ id }) => id)
      await releaseDeliveries(tx, ids, leasedUntil, at)
      await handOut(tx, engine, made)
    }
  }
  return left
}

const leasedOf = (made: readonly Handed[], items: readonly NewDelivery[]): LeasedDelivery[] =>
  made.flatMap(({ id }, place) => {
    const item = items[place]
    if (!item) return []
    const { triggerId, userId, step, channel, address, content, options, provider, categoryId, tenantId } =
      item
    return {
      id,
      trigger_id: triggerId,
      user_id: userId,
      step,
      channel,
      address,
      content,
      options,
      only_provider: provider,
      category_id: categoryId,
      tenant_id: tenantId,
      reason: null,
      tries: 0,
      provider: 0,
    }
  })

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
