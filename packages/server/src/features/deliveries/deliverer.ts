import type { OutsideChannel, Providers } from '../../channels/types.js'
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
  findStanding,
  type LeasedDelivery,
  releaseDeliveries,
} from './queries.js'
import { type Recording, type Result, recordResults } from './record.js'
import type { DeliveryJob, Direct } from './start.js'
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
  /** Hears of what was taken directly and could not be gone through; `console.error` when absent. */
  onError?: (error: unknown) => void
  onResults?: NonNullable<Recording['onResults']>
  /** Goes around each attempt. */
  around?: <T>(channel: OutsideChannel, provider: string, attempt: () => Promise<T>) => Promise<T>
  /** 0 to 1, for the jitter between attempts. */
  random?: () => number
}

export interface Deliverer {
  /** Handles jobs of the queue `delivery.send`. May see the same delivery again: only who leases it sends it. */
  send(jobs: readonly Job<DeliveryJob>[]): Promise<readonly string[] | undefined>
  /** Sends what this process writes. */
  direct: Direct
  /** From here on no attempt is begun; those under way go on, and the rest is left to the next sweep. */
  stop(): void
  /** Waits for what was taken directly. */
  end(): Promise<void>
}

/** Leased at a time. */
const pageSize = 1000
const mostInTransaction = 1000
/** From so many on that were taken directly and are under way, others go by jobs. */
const mostDirect = 4000
/** How long a delivery is this worker's. One that dies is taken over after it. */
export const leaseMs = 60_000
/** How long attempts of a page are begun: what is left of it then is handed out anew, behind what came meanwhile. */
const beginMs = 10_000
/** About when those come back that would have waited behind a slow provider, and held up everybody else's worker. */
const jamMs = 10_000

/** Sends deliveries: each is leased, looked at once more, tried, and what came of it is written. */
export const createDeliverer = (options: DelivererOptions): Deliverer => {
  const { db, now, providers, outbound, unsubscribeUrl, concurrency = 20, random = Math.random } = options
  const { onError = console.error, around = (_channel, _provider, work) => work() } = options
  const limit = createLimiter(concurrency, options.slowMs)
  const record = createTogether<Result>((results) => recordResults(options, results), mostInTransaction)
  const life = { isStopped: false }
  const underWay = new Set<Promise<void>>()
  let taken = 0

  const tryOne = async (row: DeliveryRow, carrier: Carrier, attempting: Attempting) => {
    const { provider } = carrier
    const attempted = await around(row.channel, provider.name, () => attempt(row, provider, attempting))
    const other = findCarrier(providers, row, carrier.place + 1)
    // Counted anew with each provider: after a change of the configuration the place may be another's.
    const tries = carrier.place === row.provider ? row.tries : 0
    const next = outcomeOf(attempted, { tries, carrier, other, now: now(), random })
    return { row, next, attempt: attempted.kept }
  }

  const sendPage = async (ids: readonly number[]): Promise<void> => {
    const since = now()
    const leasedUntil = new Date(since.getTime() + leaseMs)
    const claimed = await claimDeliveries(db, ids, since, leasedUntil)
    if (claimed.length > 0) await sendLeased(claimed, leasedUntil)
  }

  const sendLeased = async (leased: readonly LeasedDelivery[], leasedUntil: Date): Promise<void> => {
    const begunAt = performance.now()
    const { going, kept, orphans } = await passGate(db, await findStanding(db, leased, leasedUntil), now())
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

  /** Whatever goes wrong with them, the lease ends, and a sweep finds them. */
  const take = async (leased: readonly LeasedDelivery[], leasedUntil: Date): Promise<void> => {
    taken += leased.length
    try {
      // A commit may have taken its time: what is left of the lease has to do.
      const isFresh = leasedUntil.getTime() - now().getTime() >= leaseMs - beginMs
      if (isFresh && !life.isStopped) return await sendLeased(leased, leasedUntil)
      const ids = leased.map(({ id }) => id)
      await releaseDeliveries(db, ids, leasedUntil, now())
    } catch (cause) {
      onError(cause)
    } finally {
      taken -= leased.length
    }
  }

  return {
    direct: {
      lease: () => (life.isStopped || taken >= mostDirect ? null : new Date(now().getTime() + leaseMs)),
      take(leased, leasedUntil) {
        const taking = take(leased, leasedUntil).finally(() => underWay.delete(taking))
        underWay.add(taking)
      },
    },
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
    async end() {
      await Promise.all(underWay)
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
