import type { ConstructorOptions, QueueOptions } from 'pg-boss'
import type { Db, EngineConnection } from '../storage/db.js'

export const engineSchema = 'inboxkit_jobs'

/** How often pg-boss looks for dead workers, and how soon at most it notices one after its last heartbeat. */
const heartbeatSeconds = 10
const superviseSeconds = 1

/** How late a job with a `startAt` may be: nobody is notified when it becomes due, only polling finds it. */
const pollSeconds = 0.5

export const bossOptions = (db: Db): ConstructorOptions => ({
  ...connection(db.engineConnection),
  schema: engineSchema,
  useListenNotify: true,
  supervise: true,
  superviseIntervalSeconds: superviseSeconds,
  monitorIntervalSeconds: superviseSeconds,
  maintenanceIntervalSeconds: 60,
  schedule: false,
})

const connection = (engine: EngineConnection): ConstructorOptions =>
  engine.kind === 'postgres'
    ? { connectionString: engine.connectionString, application_name: 'inboxkit engine', max: 4 }
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
export const queueOptions: QueueOptions & { notify: boolean } = {
  notify: true,
  heartbeatSeconds,
  // A worker that died counts as a try, so the engine never gives a job up: how often is enough is its owner's rule.
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  deleteAfterSeconds: 600,
  // Ten years: by default pg-boss drops a job nobody got to within two weeks.
  retentionSeconds: 315_360_000,
}

export const workOptions = {
  perJobResults: true,
  pollingIntervalSeconds: pollSeconds,
  // With a listener, pg-boss would poll every 30 s only, and a job that becomes due sends no notification.
  notifyPollingIntervalSeconds: pollSeconds,
  burstWhenBatchFull: true,
} as const
