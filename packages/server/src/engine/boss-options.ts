import type { ConstructorOptions, QueueOptions } from 'pg-boss'
import type { Db, EngineConnection } from '../storage/db.js'

export const engineSchema = 'inboxkit_jobs'

/**
 * How often pg-boss looks for workers that died. It counts the whole job table each time, and inside PGlite that
 * blocks this process (measured: 0.1 s and more at 100,000 jobs of the last minutes), where the only worker that can
 * have died is the one of the process before, whose jobs are released at the start.
 */
const superviseSeconds = { postgres: 1, pglite: 30 }

/** How long a job that is done stays, to be looked at. */
const deleteAfterSeconds = { postgres: 600, pglite: 60 }

/** @param works whether this process works on jobs; one that only writes them leaves all upkeep to those that do */
export const bossOptions = (db: Db, works: boolean): ConstructorOptions => ({
  ...connection(db.engineConnection, works),
  schema: engineSchema,
  useListenNotify: works,
  supervise: works,
  superviseIntervalSeconds: superviseSeconds[db.kind],
  monitorIntervalSeconds: superviseSeconds[db.kind],
  maintenanceIntervalSeconds: 60,
  // What we do not use of it: schedules, and jobs that wait for other jobs.
  schedule: false,
  flowIntervalSeconds: 3600,
})

const connection = (engine: EngineConnection, works: boolean): ConstructorOptions =>
  engine.kind === 'postgres'
    ? {
        connectionString: engine.connectionString,
        ...(engine.ssl === undefined ? {} : { ssl: engine.ssl }),
        application_name: 'inboxkit engine',
        max: works ? 4 : 2,
      }
    : // No autovacuum runs inside PGlite, so there is nothing to monitor and no index to rebuild behind anyone's back.
      { db: pgliteDatabase(engine), backend: 'pglite', monitorVacuum: false, reindex: false }

const pgliteDatabase = (
  engine: EngineConnection & { kind: 'pglite' },
): NonNullable<ConstructorOptions['db']> => ({
  executeSql: engine.executeSql,
  async listen(channel, onNotification, onReconnect) {
    const close = await engine.listen(channel, onNotification)
    onReconnect()
    return { close }
  },
})

/** The same for every queue; `createQueue` alone would leave an older queue as it was. */
export const queueOptions = (db: Db): QueueOptions & { notify: boolean } => ({
  notify: true,
  heartbeatSeconds: 10,
  // A worker that died counts as a try, so the engine never gives a job up: how often is enough is its owner's rule.
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  deleteAfterSeconds: deleteAfterSeconds[db.kind],
  // Ten years: by default pg-boss drops a job nobody got to within two weeks.
  retentionSeconds: 315_360_000,
})

/** @param pollSeconds how often it is looked for jobs that became due: nobody is notified of them */
export const workOptions = (pollSeconds: number) =>
  ({
    perJobResults: true,
    pollingIntervalSeconds: pollSeconds,
    // With a listener, pg-boss would poll every 30 s only, and a job that becomes due sends no notification.
    notifyPollingIntervalSeconds: pollSeconds,
    burstWhenBatchFull: true,
  }) as const
