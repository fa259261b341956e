import { setTimeout as delay } from 'node:timers/promises'
import type { DeliveryAttempt, StatusEventType } from '@inboxkit/protocol'
import type { Engine } from '../../engine/types.js'
import type { Db, Tx } from '../../storage/db.js'
import { isDataFault } from '../../storage/error-code.js'
import { forgetAddress } from '../addresses/service.js'
import { writeStatusEvents } from '../status-webhooks/write.js'
import { quietReason } from './gate.js'
import type { Next } from './outcome.js'
import { type Change, changeDeliveries, type DeliveryRow } from './queries.js'
import { handOut } from './start.js'

/** What became of a leased delivery. */
export interface Result {
  row: DeliveryRow
  leasedUntil: Date
  next: Next
  attempt: DeliveryAttempt | null
}

export interface Recording {
  db: Db
  engine: Engine
  now: () => Date
  /** Hears of what was written, once it is committed. */
  onResults?: (results: readonly Result[]) => void
}

/** Pauses while the database is away: messages that are out and not noted would go out again. */
const pausesMs = [500, 1_000, 2_000, 4_000]

/**
 * Writes what became of some deliveries, whatever it takes: repeatedly while the database is away, and one by one, at
 * last without a provider's words, when it takes one of them for broken.
 */
export const recordResults = async (recording: Recording, results: readonly Result[]): Promise<void> => {
  for (let failures = 0; ; failures++) {
    try {
      return await record(recording, results)
    } catch (cause) {
      if (isDataFault(cause)) return recordEach(recording, results, cause)
      const pauseMs = pausesMs[failures]
      if (pauseMs === undefined) throw cause
      await delay(pauseMs)
    }
  }
}

const recordEach = async (
  recording: Recording,
  results: readonly Result[],
  cause: unknown,
): Promise<void> => {
  const [first] = results
  if (results.length > 1) for (const one of results) await recordResults(recording, [one])
  else if (first?.attempt?.text !== undefined || first?.attempt?.providerId !== undefined) {
    const { text, providerId, ...attempt } = first.attempt
    await recordResults(recording, [{ ...first, attempt }])
  } else throw cause
}

/** With all that follows from it, in one transaction. */
const record = ({ db, engine, now, onResults }: Recording, results: readonly Result[]): Promise<void> =>
  db.transaction(async (tx) => {
    const at = now()
    const written = new Set(await changeDeliveries(tx, results.map(toChange), at))
    const counted = results.filter(({ row }) => written.has(row.id))
    for (const { row, attempt } of counted)
      if (attempt?.kind === 'gone' && row.address)
        await forgetAddress(tx, { userId: row.user_id, channel: row.channel, address: row.address })
    await handOut(
      tx,
      engine,
      counted.filter(({ next }) => next.isHandedOn).map(({ row }) => row),
    )
    await tell(tx, engine, counted, at)
    if (onResults) tx.afterCommit(() => onResults(counted))
  })

const toChange = ({ row, leasedUntil, next, attempt }: Result): Change => ({
  id: row.id,
  leasedUntil,
  state: next.state,
  reason: next.reason,
  tries: next.tries,
  provider: next.provider,
  nextAt: next.nextAt,
  attempt,
})

const typeOf = ({ row, next }: Result): StatusEventType | null => {
  if (next.state === 'sent') return 'delivery.sent'
  if (next.state === 'failed') return 'delivery.failed'
  return next.reason === quietReason && row.reason !== quietReason ? 'delivery.held' : null
}

const tell = (tx: Tx, engine: Engine, results: readonly Result[], at: Date): Promise<void> =>
  writeStatusEvents(
    tx,
    engine,
    results.flatMap((result) => {
      const { row, next, attempt } = result
      const type = row.webhooks ? typeOf(result) : null
      if (type === null) return []
      const data = {
        deliveryId: row.id,
        requestId: row.request_id,
        workflow: row.workflow,
        step: row.step,
        recipient: row.recipient ?? '',
        channel: row.channel,
        category: row.category,
        tenant: row.tenant,
        reason: next.reason,
        provider: attempt?.provider ?? null,
        providerId: attempt?.providerId ?? null,
        nextAt: next.nextAt?.toISOString() ?? null,
      }
      return [{ appId: row.app_id, userId: row.user_id, webhooks: row.webhooks ?? [], type, data }]
    }),
    at,
  )
