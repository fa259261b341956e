import { setTimeout as delay } from 'node:timers/promises'
import type { OutsideChannel, Providers } from './channels/types.js'
import type { Engine } from './engine/types.js'
import { createDeliverer } from './features/deliveries/deliverer.js'
import { releaseLeasedDeliveries } from './features/deliveries/queries.js'
import { type DeliveryJob, type Direct, deliveryQueue } from './features/deliveries/start.js'
import type { PageOwner } from './features/preferences/page-token.js'
import { linksTo, unsubscribeUrl } from './features/preferences/unsubscribe.js'
import { releaseLeasedEvents } from './features/status-webhooks/queries.js'
import { createStatusSender } from './features/status-webhooks/send.js'
import { type StatusJob, statusQueue } from './features/status-webhooks/write.js'
import type { Links } from './features/templates/links.js'
import type { Outbound } from './outbound/types.js'
import type { Db } from './storage/db.js'
import { noTelemetry, observedAttempt, observedResults, type Telemetry } from './telemetry/telemetry.js'

export interface OutsideOptions {
  db: Db
  engine: Engine
  now: () => Date
  encryptionKey: Buffer
  outbound: Outbound
  providers: Providers
  /** What people reach this server by; absent = messages carry no link to preferences. */
  publicUrl?: string | undefined
  /** Hears of errors without a caller. */
  onError?: (error: unknown) => void
  telemetry?: Telemetry
}

/** Everything that leaves this server for somebody else's: messages of all channels but the inbox, and status webhooks. */
export interface Outside {
  /** Whether a channel posts somewhere by itself, without an address of the recipient's. */
  hasOwnAddress: (channel: OutsideChannel) => boolean
  /** What texts of a message can link to; `null` = where this server is reached is not known. */
  linksOf: (of: PageOwner) => Links | null
  /** Before the engine starts: takes up at once what the last process left in the middle, where it was the only one. */
  start: () => Promise<void>
  /** Sends messages as soon as they are written. */
  direct: Direct
  /** Begins nothing new. */
  stop: () => void
  close: () => Promise<void>
}

/** Messages that are out by then are noted, as those of jobs are. */
const closeMs = 5_000

export const openOutside = (options: OutsideOptions): Outside => {
  const { db, engine, now, encryptionKey, outbound, providers, publicUrl, onError } = options
  const { telemetry = noTelemetry } = options
  const deliverer = createDeliverer({
    db,
    engine,
    now,
    providers,
    outbound,
    onResults: observedResults(telemetry),
    around: observedAttempt(telemetry),
    ...(onError ? { onError } : {}),
    unsubscribeUrl: (of) => (publicUrl === undefined ? null : unsubscribeUrl(encryptionKey, publicUrl, of)),
  })
  // The jobs of one channel must not wait for another's slow provider.
  engine.work<DeliveryJob>(deliveryQueue, { batchSize: 10, concurrency: 4 }, deliverer.send)
  const sendStatuses = createStatusSender({ db, now, encryptionKey, outbound })
  engine.work<StatusJob>(statusQueue, { batchSize: 10 }, sendStatuses)
  return {
    hasOwnAddress: (channel) =>
      (providers.get(channel) ?? []).some(({ hasOwnAddress = false }) => hasOwnAddress),
    linksOf: (of) => (publicUrl === undefined ? null : linksTo(encryptionKey, publicUrl, of)),
    async start() {
      if (db.kind !== 'pglite') return
      await releaseLeasedDeliveries(db, now())
      await releaseLeasedEvents(db, now())
    },
    direct: deliverer.direct,
    stop: deliverer.stop,
    async close() {
      await Promise.race([deliverer.end(), delay(closeMs, undefined, { ref: false })])
      for (const one of new Set([...providers.values()].flat())) await one.close?.()
    },
  }
}
