import type { Providers } from '../../channels/types.js'
import type { Engine, Job } from '../../engine/types.js'
import type { Outbound } from '../../outbound/types.js'
import type { Db } from '../../storage/db.js'
import { createFiles } from './attachments.js'
import { type Attempting, attempt, type Unsubscribing } from './attempt.js'
import { type Carrier, findCarrier } from './carriers.js'
import { passGate } from './gate.js'
import { createLimiter, settle } from './limiter.js'
import { type Next, outcomeOf } from './outcome.js'
import {
  claimDeliveries,
  type DeliveryRow,
  eraseDeliveries,
  findDeliveries,
  releaseDeliveries,
} from './queries.js'
import { type Result, recordResults } from './record.js'
import type { DeliveryJob } from './start.js'
import { createTogether } from './together.js'

export interface DelivererOptions {
  db: Db
  engine: Engine
  now: () => Date
  providers: Providers
  /** Fetches attachments that are addresses. */
  outbound: Outbound
  /** Where one click turns an e-mail's category off; `null` = where this server is reached is not known. */
  unsubscribeUrl: (of: Unsubscribing) => string | null
  /** Attempts of one provider at a time; 20 when absent. */
  concurrency?: number
  /** From which on an attempt counts as slow; 2,000 when absent. */
  slowMs?: number
  /** 0 to 1, for the jitter between attempts. */
  random?: () => number
}

export interface Deliverer {
  /** Handles jobs of the queue `delivery.send`. May see the same delivery again: only who leases it sends it. */
  send(jobs: readonly Job<DeliveryJob>[]): Promise<readonly string[] | undefined>
  /** From here on no attempt is begun; those under way go on, and the rest is left to the next sweep. */
  stop(): void
}

/** Leased at a time. */
const pageSize = 200
const mostInTransaction = 200
/** How long a delivery is this worker's. One that dies is taken over after it. */
export const leaseMs = 60_000
/** How long attempts of a page are begun: what is left of it then is handed out anew, behind what came meanwhile. */
const beginMs = 10_000
/** About when those come back that would have waited behind a slow provider, and held up everybody else's worker. */
const jamMs = 10_000

/** Sends deliveries: each is leased, looked at once more, tried, and what came of it is written. */
export const createDeliverer = (options: DelivererOptions): Deliverer => {
  const { db, now, providers, outbound, unsubscribeUrl, concurrency = 20, random = Math.random } = options
  const limit = createLimiter(concurrency, options.slowMs)
  const record = createTogether<Result>((results) => recordResults(options, results), mostInTransaction)
  const life = { isStopped: false }

  const tryOne = async (row: DeliveryRow, carrier: Carrier, attempting: Attempting) => {
    const attempted = await attempt(row, carrier.provider, attempting)
    const other = findCarrier(providers, row, carrier.place + 1)
    // Counted anew with each provider: after a change of the configuration the place may be another's.
    const tries = carrier.place === row.provider ? row.tries : 0
    const next = outcomeOf(attempted, { tries, carrier, other, now: now(), random })
    return { row, next, attempt: attempted.kept }
  }

  const sendPage = async (ids: readonly number[]): Promise<void> => {
    const since = now()
    const begunAt = performance.now()
    const leasedUntil = new Date(since.getTime() + leaseMs)
    const claimed = await claimDeliveries(db, ids, since, leasedUntil)
    if (claimed.length === 0) return
    const { going, kept, orphans } = await passGate(db, await findDeliveries(db, claimed), since)
    if (orphans.length > 0) await eraseDeliveries(db, orphans)
    const attempting = { now, filesOf: createFiles(db, outbound), unsubscribeUrl }
    const late: number[] = []
    const isJammed = new Map<string, boolean>()
    const work = going.map((row) => {
      const carrier = findCarrier(providers, row, row.provider)
      if (!carrier) return record({ row, leasedUntil, next: unreachable(row), attempt: null })
      const lane = `${row.channel} ${carrier.provider.name}`
      // Asked before any of this page waits in it.
      isJammed.set(lane, isJammed.get(lane) ?? limit.isJammed(lane))
      if (isJammed.get(lane)) return undefined
      const trying = limit(lane, async () => {
        if (!life.isStopped && performance.now() - begunAt <= beginMs) return tryOne(row, carrier, attempting)
        late.push(row.id)
        return undefined
      })
      // Whoever only waits for the database holds up no attempt: what came meanwhile is written with it.
      return trying.then((tried) => tried && record({ ...tried, leasedUntil }))
    })
    const jammed = going.filter((_, place) => work[place] === undefined).map(({ id }) => id)
    if (jammed.length > 0) {
      const comeBackAt = new Date(now().getTime() + jamMs * (0.5 + random()))
      await releaseDeliveries(db, jammed, leasedUntil, comeBackAt)
    }
    await settle([...work, ...kept.map((one) => record({ ...one, leasedUntil, attempt: null }))])
    if (late.length > 0) await releaseDeliveries(db, late, leasedUntil, now())
  }

  return {
    async send(jobs) {
      const ids = [...new Set(jobs.flatMap(({ data }) => data.deliveryIds))]
      for (let from = 0; from < ids.length && !life.isStopped; from += pageSize)
        await sendPage(ids.slice(from, from + pageSize))
      // Whatever of them is left: the next process asks again, and what is done is not due.
      return life.isStopped ? jobs.map(({ id }) => id) : undefined
    },
    stop() {
      life.isStopped = true
    },
  }
}

const unreachable = ({ tries, provider }: DeliveryRow): Next => ({
  state: 'failed',
  reason: 'no_provider',
  tries,
  provider,
  nextAt: null,
  isHandedOn: false,
})
