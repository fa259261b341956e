import { randomUUID } from 'node:crypto'
import type { StatusEventBody, StatusEventType } from '@inboxkit/protocol'
import type { Engine } from '../../engine/types.js'
import type { Tx } from '../../storage/db.js'
import { insertEvents } from './queries.js'
import type { Webhook } from './webhooks.js'

/** Queue of events to post to apps' webhooks. */
export const statusQueue = 'status.send'

export interface StatusJob {
  eventIds: number[]
}

/** How long a webhook is tried. */
export const giveUpMs = 24 * 3_600_000
const mostInJob = 100

export interface NewStatusEvent {
  appId: number
  userId: number
  /** Of the app. */
  webhooks: readonly Webhook[]
  type: StatusEventType
  data: StatusEventBody['data']
}

/** Tells the webhooks that ask for it, once the caller's transaction is committed. */
export const writeStatusEvents = async (
  tx: Tx,
  engine: Engine,
  events: readonly NewStatusEvent[],
  at: Date,
): Promise<void> => {
  const rows = events.flatMap(({ appId, userId, webhooks, type, data }) => {
    const body = { type, timestamp: at.toISOString(), data }
    return webhooks
      .filter((webhook) => webhook.events?.includes(type) ?? true)
      .map(({ url }) => ({ appId, userId, eventId: randomUUID(), url, body }))
  })
  if (rows.length === 0) return
  await handOutEvents(tx, engine, await insertEvents(tx, rows, at, new Date(at.getTime() + giveUpMs)))
}

/** Has events posted once this transaction is committed. */
export const handOutEvents = async (tx: Tx, engine: Engine, ids: readonly number[]): Promise<void> => {
  const jobs: { data: StatusJob }[] = []
  for (let from = 0; from < ids.length; from += mostInJob)
    jobs.push({ data: { eventIds: ids.slice(from, from + mostInJob) } })
  await engine.enqueue(tx, statusQueue, jobs)
}
