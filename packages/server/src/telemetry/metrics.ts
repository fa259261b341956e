import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { PoolState } from '../storage/db.js'
import type { Queue } from './queues.js'

/** What is looked up when somebody asks. */
export interface Sources {
  sockets?: () => number
  /** Absent = there is no pool. */
  pool?: (() => PoolState) | undefined
  /** Absent = this process works on no queue. */
  queues?: () => Promise<readonly Queue[]>
}

/**
 * What this process counts, for Prometheus. Labels are names out of our own lists (routes, queues, channels, outcomes):
 * nothing that a caller can make up, nobody's name, and so never too many.
 */
export interface Metrics {
  request(method: string, route: string, status: number, ms: number): void
  accepted(outcome: 'accepted' | 'repeated' | 'refused', ms: number): void
  batch(queue: string, jobs: number, failed: number, ms: number): void
  attempted(channel: string, outcome: string, ms: number): void
  delivered(channel: string, outcome: string, count: number): void
  /** From a trigger's acceptance until what it says is in the inboxes of a page. */
  lagged(ms: number): void
  watch(sources: Sources): void
  text(): Promise<string>
  readonly contentType: string
}

/** Seconds: below what a healthy server takes, up to what nobody waits for. */
const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const slow = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

export const createMetrics = (): Metrics => {
  const register = new Registry()
  const registers = [register]
  const named = (name: string, help: string) => ({ name: `inboxkit_${name}`, help, registers })
  const later = (name: string, help: string) => ({ ...named(name, help), registers: [] })
  collectDefaultMetrics({ register })

  const requests = new Histogram({
    ...named('http_request_seconds', 'Requests by method, route and class of status, until answered'),
    labelNames: ['method', 'route', 'status'],
    buckets: quick,
  })
  const triggers = new Counter({
    ...named('triggers_total', 'Triggers: accepted, repeated (an idempotency key did it before), refused'),
    labelNames: ['outcome'],
  })
  const accept = new Histogram({
    ...named('accept_seconds', 'From a valid trigger until it is on disk'),
    buckets: quick,
  })
  const batches = new Histogram({
    ...named('job_seconds', 'One batch of jobs of a queue; trigger.expand is expansion, run.page are steps'),
    labelNames: ['queue'],
    buckets: slow,
  })
  const jobs = new Counter({
    ...named('jobs_total', 'Jobs worked on: done, or failed and to be tried again'),
    labelNames: ['queue', 'outcome'],
  })
  const attempts = new Histogram({
    ...named('delivery_attempt_seconds', 'Attempts of providers: sent, retry, refused, gone'),
    labelNames: ['channel', 'outcome'],
    buckets: slow,
  })
  const deliveries = new Counter({
    ...named('deliveries_total', 'What became of deliveries, by channel: sent, skipped, cancelled, failed'),
    labelNames: ['channel', 'outcome'],
  })
  const lag = new Histogram({
    ...named(
      'feed_lag_seconds',
      'From a send’s acceptance until its page is in the inboxes; without workflows',
    ),
    buckets: slow,
  })

  return {
    request: (method, route, status, ms) =>
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, ms / 1000),
    accepted(outcome, ms) {
      triggers.inc({ outcome })
      if (outcome !== 'refused') accept.observe(ms / 1000)
    },
    batch(queue, count, failed, ms) {
      batches.observe({ queue }, ms / 1000)
      jobs.inc({ queue, outcome: 'done' }, count - failed)
      jobs.inc({ queue, outcome: 'failed' }, failed)
    },
    attempted: (channel, outcome, ms) => attempts.observe({ channel, outcome }, ms / 1000),
    delivered: (channel, outcome, count) => deliveries.inc({ channel, outcome }, count),
    lagged: (ms) => lag.observe(Math.max(0, ms) / 1000),
    watch({ sockets, pool, queues }) {
      if (sockets)
        register.registerMetric(
          new Gauge({
            ...later('sockets', 'Open sockets of this process'),
            collect() {
              this.set(sockets())
            },
          }),
        )
      if (pool)
        register.registerMetric(
          new Gauge({
            ...later('database_connections', 'The pool’s connections in use and idle, and who waits for one'),
            labelNames: ['state'],
            collect() {
              const { inUse, idle, waiting } = pool()
              this.set({ state: 'in_use' }, inUse)
              this.set({ state: 'idle' }, idle)
              this.set({ state: 'waiting' }, waiting)
            },
          }),
        )
      if (queues) watchQueues(queues, named)
    },
    text: () => register.metrics(),
    contentType: register.contentType,
  }
}

const watchQueues = (
  read: () => Promise<readonly Queue[]>,
  named: (name: string, help: string) => { name: string; help: string; registers: Registry[] },
): void => {
  // Both are asked for at the same moment: one question answers both.
  let asked: Promise<readonly Queue[]> | undefined
  const readOnce = (): Promise<readonly Queue[]> => {
    asked ??= read().finally(() => {
      asked = undefined
    })
    return asked
  }
  const watch = (name: string, help: string, of: (queue: Queue) => number): Gauge =>
    new Gauge({
      ...named(name, help),
      labelNames: ['queue'],
      async collect() {
        const queues = await readOnce()
        this.reset()
        for (const queue of queues) this.set({ queue: queue.name }, of(queue))
      },
    })
  watch('queue_jobs', 'Jobs that could be worked on and are not yet, of all processes', ({ jobs }) => jobs)
  watch(
    'queue_age_seconds',
    'How long the oldest job has waited that could be worked on, of all processes',
    ({ ageSeconds }) => ageSeconds,
  )
}
