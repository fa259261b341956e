import type { Logger } from 'pino'
import type { Providers } from './channels/types.js'
import type { Clock } from './clock.js'
import type { Road } from './cluster/road.js'
import type { Engine } from './engine/types.js'
import { matchEvents, recheckEvents } from './features/events/match.js'
import { type EventJob, eventQueue, type RecheckJob, recheckQueue } from './features/events/service.js'
import { createRetention, type Retention } from './features/maintenance/retention.js'
import { maintain } from './features/maintenance/service.js'
import { takeTurn } from './features/maintenance/turns.js'
import { beginRuns } from './features/runs/begin.js'
import { type CancelJob, cancelQueue, cancelRest } from './features/runs/cancel.js'
import { createEventMatch } from './features/runs/event-match.js'
import { fetchForRuns } from './features/runs/fetch.js'
import { performRuns } from './features/runs/perform.js'
import { fetchQueue, type RunPage, runQueue, runWorkers, startRuns } from './features/runs/start.js'
import { startSweeping } from './features/runs/sweep.js'
import { findRenderFor } from './features/templates/sends.js'
import { type ExpandJob, expandQueue, pagesQueue } from './features/triggers/accept.js'
import { createExpander, expand } from './features/triggers/expand.js'
import type { Expansion } from './features/triggers/expansion.js'
import { createOnceMore } from './once-more.js'
import type { Outbound } from './outbound/types.js'
import { openOutside } from './outside.js'
import type { Db } from './storage/db.js'
import { observedTelling, type Telemetry } from './telemetry/telemetry.js'

export interface WorkersOptions {
  db: Db
  engine: Engine
  clock: Clock
  road: Road
  encryptionKey: Buffer
  outbound: Outbound
  providers: Providers
  publicUrl: string | undefined
  log: Logger
  onError: (error: unknown) => void
  telemetry: Telemetry
  retention: Retention
  /** Whether this process works at all; one that does not declares the queues, to write their jobs. */
  works: boolean
}

/** Everything that is done without being asked: jobs, what becomes due, upkeep. */
export interface Workers {
  /** Before the engine starts. */
  prepare(): Promise<void>
  /** Once it has started. */
  start(): void
  /** Looks for nothing new. */
  stop(): Promise<void>
  /** Sends nothing new; before the engine stops. */
  stopSending(): void
  /** Once it has stopped. */
  close(): Promise<void>
}

const maintenanceMs = 60_000

export const openWorkers = (options: WorkersOptions): Workers => {
  const { db, engine, clock, road, outbound, log, onError, works, telemetry } = options
  const now = (): Date => clock.now()
  const expansion = {
    db,
    engine,
    now,
    findRender: findRenderFor,
    startRuns,
    categoriesChanged: (appId: number) => road.tellSettingsIn(appId, 'categories'),
    hearing: road.hearing,
    tellPage: observedTelling(road.tellPage, telemetry, now),
    onFailure: (triggerId: number, cause: unknown) =>
      log.error({ err: cause, triggerId }, 'A trigger could not be expanded'),
    onRunFailure: (runId: number, cause: unknown) =>
      log.error({ err: cause, runId }, 'A run could not be performed'),
  }
  const outside = openOutside({ ...options, now })
  const performing = {
    ...expansion,
    hasOwnAddress: outside.hasOwnAddress,
    linksOf: outside.linksOf,
    direct: outside.direct,
  }
  const beginning: Expansion = { ...expansion, beginRuns: (starts) => beginRuns(performing, starts) }
  engine.work<ExpandJob>(expandQueue, { batchSize: 100 }, createExpander(beginning))
  engine.work<ExpandJob>(pagesQueue, { batchSize: 10 }, (jobs) => expand(beginning, jobs))
  engine.work<RunPage>(runQueue, runWorkers(db), (jobs) => performRuns(performing, jobs))
  const fetching = { db, engine, now, outbound }
  engine.work<RunPage>(fetchQueue, { batchSize: 20 }, (jobs) => fetchForRuns(fetching, jobs))
  const matching = { db, engine, prepareMatch: createEventMatch(db) }
  engine.work<EventJob>(eventQueue, { batchSize: 20 }, (jobs) => matchEvents(matching, jobs))
  engine.work<RecheckJob>(recheckQueue, { batchSize: 20 }, (jobs) => recheckEvents(matching, jobs))
  engine.work<CancelJob>(cancelQueue, { batchSize: 10 }, (jobs) => cancelRest(db, now, jobs))

  const retain = createRetention(db, options.retention)
  // One process a minute, whichever comes first.
  const maintenance = createOnceMore(async () => {
    if (!(await takeTurn(db, 'maintenance', maintenanceMs, now()))) return
    await maintain(db, now())
    await retain(now())
  })
  const stops: (() => unknown)[] = []
  return {
    prepare: () => (works ? outside.start() : Promise.resolve()),
    start() {
      if (!works) return
      stops.push(
        startSweeping({ db, engine, clock, sockets: road, onError }),
        clock.every(maintenanceMs, () => void maintenance.ask().catch(onError)),
      )
    },
    async stop() {
      for (const stop of stops) await stop()
      await maintenance.end()
    },
    stopSending: () => outside.stop(),
    close: () => outside.close(),
  }
}
