import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { problem } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { openApi } from './api.js'
import { type Credentials, credentialsInHandshake } from './auth/credentials.js'
import { readOrMakeKeyFile } from './auth/key-file.js'
import { createProviders } from './channels/providers.js'
import { type Clock, systemClock } from './clock.js'
import { channelOf } from './cluster/channel.js'
import type { UserTold } from './cluster/message.js'
import { openBusOf } from './cluster/open.js'
import { openRedis } from './cluster/redis.js'
import { openRoad } from './cluster/road.js'
import { keepConsoleLines } from './demo/console-lines.js'
import { demoUrl } from './demo/outside.js'
import { createEngine } from './engine/engine.js'
import { createAppCache } from './features/apps/app-cache.js'
import { authenticate, type Principal } from './features/apps/authenticate.js'
import { createKeyCheck, keyCheckMs } from './features/apps/key-check.js'
import { checkOrigin } from './features/apps/origins.js'
import { addSigningKey, ensureFirstApp, type FirstApp, loadApp } from './features/apps/service.js'
import { readHeads, readNewest } from './features/notifications/queries.js'
import { eventsOf, toHead } from './features/notifications/shape.js'
import { createCallerAddresses } from './http/caller-address.js'
import { sharedCounts } from './http/counts.js'
import { createAttemptLimit } from './http/failed-attempts.js'
import { createOriginRule } from './http/origins.js'
import { createReadiness } from './http/readiness.js'
import { type RouteFact } from './http/routes.js'
import { createHttp } from './http/server.js'
import { jobFacts } from './logging/job-facts.js'
import { openLog } from './logging/open-log.js'
import type { ServerOptions } from './options.js'
import { createOutbound } from './outbound/outbound.js'
import { noSockets } from './realtime/no-sockets.js'
import { createRealtime } from './realtime/realtime.js'
import type { Realtime, UserHead } from './realtime/types.js'
import type { Db } from './storage/db.js'
import { migrate } from './storage/migrate.js'
import { openDb } from './storage/open.js'
import { listenForMetrics, type MetricsServer } from './telemetry/listen.js'
import { readQueues } from './telemetry/queues.js'
import { observeRequests } from './telemetry/requests.js'
import { observedEngine, openTelemetry } from './telemetry/telemetry.js'
import { openWorkers } from './workers.js'

/** An embedded database brings its encryption key along; one in memory is sealed for its own life only. */
const keyOf = async (dataDir: string): Promise<Buffer> =>
  dataDir === 'memory' ? randomBytes(32) : readOrMakeKeyFile(dataDir)

export interface Server {
  /** The app that this server started with; `apiSecret` only when it was made just now. */
  app: FirstApp
  /** Every route of the API and who may call it. */
  routes: readonly RouteFact[]
  listen(): Promise<{ url: string; metricsUrl?: string }>
  /** What Prometheus reads; nothing where metrics are off. */
  metrics(): Promise<string>
  /** For mounting in another Node server; realtime needs `listen`. */
  handler: (request: IncomingMessage, response: ServerResponse) => void
  inject: FastifyInstance['inject']
  /** Finishes what is under way, then closes sockets, engine and database. */
  close(): Promise<void>
}

/** Opens the database and wires the server on it. Nothing listens before `listen`. */
export const createServer = async (options: ServerOptions, clock: Clock = systemClock): Promise<Server> => {
  const log = openLog(options)
  const { databasePool } = options
  const db = await openDb({
    ...options,
    ...(databasePool === undefined ? {} : { poolSize: databasePool }),
    onError: (error) => log.error({ err: error }, 'The database failed'),
  })
  try {
    return await createServerOn(db, options, log, clock)
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The whole server on an open database, which it closes with itself. What it opened beside it goes with a failed start. */
export const createServerOn = async (
  db: Db,
  options: ServerOptions,
  log: Logger,
  clock: Clock,
): Promise<Server> => {
  const opened: Closing[] = []
  try {
    return await wire(db, options, log, clock, (close) => opened.unshift(close))
  } catch (error) {
    for (const close of opened) await close()
    throw error
  }
}

type Closing = () => Promise<unknown>

const wire = async (
  db: Db,
  options: ServerOptions,
  log: Logger,
  clock: Clock,
  opened: (close: Closing) => unknown,
): Promise<Server> => {
  const now = (): Date => clock.now()
  const onError = (error: unknown): void =>
    log.error({ err: error, ...jobFacts(error) }, 'Something failed in the background')
  await migrate(db)
  const encryptionKey = options.encryptionKey ?? (await keyOf(options.dataDir))
  const app = await ensureFirstApp(db, encryptionKey, options, now())
  if (options.signingPublicKey !== undefined)
    await addSigningKey(db, app.apiKey, options.signingPublicKey, now())

  const apps = createAppCache((apiKey) => loadApp(db, encryptionKey, apiKey), now)
  const rules = { secureMode: options.secureMode, hmac: options.hmac }
  const redis = options.redisUrl === undefined ? undefined : await openRedis(options.redisUrl, log)
  if (redis) opened(redis.close)
  const counts = redis ? sharedCounts(redis, await channelOf(db), now) : undefined
  const limitAttempts = createAttemptLimit(options.rateLimit, now, counts)
  const prove = (credentials: Credentials, address: string): Promise<Principal> =>
    limitAttempts(address, credentials, () =>
      authenticate({ db, findApp: apps.find, ...rules, now }, credentials),
    )

  const headsOf = async (userIds: readonly number[]): Promise<UserHead[]> => {
    const rows = await readHeads(db, userIds)
    return rows.map((row) => ({ ...toHead(row), userId: row.user_id }))
  }
  const newOf = async (userIds: readonly number[], triggerIds: readonly number[]): Promise<UserTold[]> =>
    eventsOf(await readNewest(db, userIds, triggerIds), () => null)

  const isOriginAllowed = createOriginRule(options.origins)
  const callers = createCallerAddresses(options.trustProxy)
  const readiness = createReadiness(async () => {
    await db.one`select 1 from app limit 1`
  })
  const { connectionsPerUser, requestsAtOnce, requestsPerUser } = options.limits ?? {}
  const { rateLimit, role = 'all' } = options
  const http = await createHttp({
    log,
    isOriginAllowed,
    rateLimit,
    counts,
    requestsAtOnce,
    requestsPerUser,
    ...(options.trustProxy ? { isProxy: callers.isProxy } : {}),
    readiness,
  })
  const telemetry = await openTelemetry(options.metrics !== undefined)
  observeRequests(http, telemetry)
  const hasSockets = role !== 'worker'
  const openSockets = (): Realtime =>
    createRealtime({
      httpServer: http.server,
      addressOf: callers.of,
      allowOrigin: isOriginAllowed,
      clock,
      log,
      authenticate: async (handshake) => {
        const { protocol, credentials } = credentialsInHandshake(handshake)
        const who = await prove(credentials, handshake.address)
        if (who.kind !== 'user') throw problem('missing_credentials')
        checkOrigin(who.app, handshake.headers)
        return { ...who, appId: who.app.id, protocol }
      },
      readHeads: headsOf,
      ...(connectionsPerUser === undefined ? {} : { limits: { connectionsPerUser } }),
    })
  const realtime = hasSockets ? openSockets() : noSockets
  const checkKeys = createKeyCheck({ db, rules, realtime, forgetApps: apps.forget })
  const bus = await openBusOf(db, { redis, encryptionKey, hasSockets, log })
  opened(bus.close)
  const road = await openRoad({
    bus,
    realtime,
    readHeads: headsOf,
    readNew: newOf,
    forgetApps: apps.forget,
    checkKeys,
    onError,
  })

  const works = role !== 'api'
  const engine = observedEngine(createEngine(db, { onError, works }), telemetry)
  telemetry.metrics?.watch({
    sockets: realtime.openSockets,
    pool: db.pool,
    ...(works ? { queues: () => readQueues(db) } : {}),
  })
  const outbound = createOutbound({ allowPrivate: options.outbound?.allowPrivate ?? false })
  const { writeLine = console.log } = options
  const lines = keepConsoleLines(writeLine)
  const providers = await createProviders(options.providers ?? {}, {
    db,
    encryptionKey,
    now,
    outbound,
    write: options.demo ? lines.write : writeLine,
  })
  const workers = openWorkers({
    db,
    engine,
    clock,
    road,
    encryptionKey,
    outbound,
    providers,
    publicUrl: options.publicUrl ?? demoUrl(options, providers),
    log,
    onError,
    works,
    telemetry,
    retention: options,
  })

  const api = hasSockets
    ? await openApi(http, {
        db,
        engine,
        road,
        now,
        options,
        encryptionKey,
        app,
        findApp: apps.find,
        rules,
        prove,
        limitAttempts,
        providers,
        lines,
        telemetry,
      })
    : undefined

  await http.ready()
  await workers.prepare()
  await engine.start()
  await api?.start()
  workers.start()
  const stopKeyCheck = clock.every(keyCheckMs, () => void checkKeys().catch(onError))

  let metricsServer: MetricsServer | undefined
  return {
    app,
    routes: api?.facts ?? [],
    async listen() {
      const { metrics } = telemetry
      if (metrics && typeof options.metrics === 'object')
        metricsServer = await listenForMetrics(metrics, options.metrics, onError)
      const url = await http.listen({ port: options.port, host: options.host })
      return { url, ...(metricsServer ? { metricsUrl: metricsServer.url } : {}) }
    },
    metrics: async () => (await telemetry.metrics?.text()) ?? '',
    handler: (request, response) => http.routing(request, response),
    inject: http.inject.bind<FastifyInstance['inject']>(http),
    async close() {
      await readiness.drain()
      await workers.stop()
      stopKeyCheck()
      await realtime.close()
      await http.close()
      await metricsServer?.close()
      workers.stopSending()
      await engine.stop()
      await workers.close()
      await bus.close()
      await redis?.close()
      await db.close()
    },
  }
}
