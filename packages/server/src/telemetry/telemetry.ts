import type { Engine } from '../engine/types.js'
import type { Result } from '../features/deliveries/record.js'
import type { Accept } from '../features/triggers/accept.js'
import type { Telling } from '../features/triggers/telling.js'
import { createMetrics, type Metrics } from './metrics.js'
import { findSpans, noSpans, type Spans } from './spans.js'

/** What a process tells of its work: metrics where they are set, spans where the host traces. */
export interface Telemetry {
  /** `undefined` = off. */
  metrics: Metrics | undefined
  spans: Spans
}

export const noTelemetry: Telemetry = { metrics: undefined, spans: noSpans }

export const openTelemetry = async (hasMetrics: boolean): Promise<Telemetry> => ({
  metrics: hasMetrics ? createMetrics() : undefined,
  spans: await findSpans(),
})

const since = (startedAt: number): number => performance.now() - startedAt

/** The engine, with every batch of jobs timed: expansion, steps, deliveries by job. */
export const observedEngine = (engine: Engine, { metrics, spans }: Telemetry): Engine => ({
  ...engine,
  work: <Data extends object>(...[queue, options, handler]: Parameters<typeof engine.work<Data>>) =>
    engine.work<Data>(queue, options, (jobs) =>
      spans.within(`job ${queue}`, { 'inboxkit.queue': queue, 'inboxkit.jobs': jobs.length }, async () => {
        const startedAt = performance.now()
        let failed = jobs.length
        try {
          const again = await handler(jobs)
          failed = again?.length ?? 0
          return again
        } finally {
          metrics?.batch(queue, jobs.length, failed, since(startedAt))
        }
      }),
    ),
})

export const observedAccept = (accept: Accept, { metrics, spans }: Telemetry): Accept => {
  if (!metrics) return (acceptance) => spans.within('accept trigger', {}, () => accept(acceptance))
  return async (acceptance) => {
    const startedAt = performance.now()
    try {
      const accepted = await spans.within('accept trigger', {}, () => accept(acceptance))
      metrics.accepted(accepted.isReplay ? 'repeated' : 'accepted', since(startedAt))
      return accepted
    } catch (error) {
      metrics.accepted('refused', since(startedAt))
      throw error
    }
  }
}

/** Counts what came into inboxes, once it is committed. */
export const observedTelling =
  (
    tellPage: (telling: Telling) => void,
    { metrics }: Telemetry,
    now: () => Date,
  ): ((telling: Telling) => void) =>
  (telling) => {
    tellPage(telling)
    if (!metrics || !telling.news) return
    metrics.delivered('inApp', 'sent', telling.news.count)
    for (const at of telling.news.acceptedAt) metrics.lagged(now().getTime() - at.getTime())
  }

/** Counts what became of deliveries of all other channels, once it is committed. */
export const observedResults =
  ({ metrics }: Telemetry): ((results: readonly Result[]) => void) =>
  (results) => {
    for (const { row, next, attempt } of metrics ? results : []) {
      if (attempt) metrics?.attempted(row.channel, attempt.kind, attempt.ms)
      if (next.state !== 'pending') metrics?.delivered(row.channel, next.state, 1)
    }
  }

export const observedAttempt =
  ({ spans }: Telemetry) =>
  <T>(channel: string, provider: string, attempt: () => Promise<T>): Promise<T> =>
    spans.within(
      `deliver ${channel}`,
      { 'inboxkit.channel': channel, 'inboxkit.provider': provider },
      attempt,
    )
