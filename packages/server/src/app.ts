import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { problem } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Credentials, credentialsInHandshake } from './auth/credentials.js'
import { readOrMakeKeyFile } from './auth/key-file.js'
import { createProviders, webPushKeyOf } from './channels/providers.js'
import { type Clock, systemClock } from './clock.js'
import { engagespotRoutes } from './compat/engagespot/routes.js'
import { sprinklrRoutes } from './compat/sprinklr/routes.js'
import { createWorkspaces } from './compat/suprsend/keys.js'
import { suprsendRoutes } from './compat/suprsend/routes.js'
import { keepConsoleLines } from './demo/console-lines.js'
import { openDemo } from './demo/demo.js'
import { demoUsers } from './demo/users.js'
import { createEngine } from './engine/engine.js'
import { addressRoutes } from './features/addresses/routes.js'
import { createAppCache } from './features/apps/app-cache.js'
import { authenticate, type Principal } from './features/apps/authenticate.js'
import { createKeyCheck, keyCheckMs } from './features/apps/key-check.js'
import { checkOrigin } from './features/apps/origins.js'
import { appRoutes } from './features/apps/routes.js'
import { addSigningKey, ensureFirstApp, type FirstApp, loadApp } from './features/apps/service.js'
import { categoryRoutes } from './features/categories/routes.js'
import { connectRoutes } from './features/connect/routes.js'
import { deliveryRoutes } from './features/deliveries/routes.js'
import { deviceRoutes } from './features/devices/routes.js'
import { matchEvents, recheckEvents } from './features/events/match.js'
import { eventRoutes } from './features/events/routes.js'
import { type EventJob, eventQueue, type RecheckJob, recheckQueue } from './features/events/service.js'
import { maintain } from './features/maintenance/service.js'
import { readHeads } from './features/notifications/queries.js'
import { notificationRoutes } from './features/notifications/routes.js'
import { toHead } from './features/notifications/shape.js'
import { servePreferencePage } from './features/preference-page/hosted/routes.js'
import { preferencePageRoutes } from './features/preference-page/routes.js'
import { preferenceRoutes } from './features/preferences/routes.js'
import { profileRoutes } from './features/profile/routes.js'
import { quietHoursRoutes } from './features/quiet-hours/routes.js'
import { requestRoutes } from './features/requests/routes.js'
import { beginRuns } from './features/runs/begin.js'
import { type CancelJob, cancelQueue, cancelRest } from './features/runs/cancel.js'
import { createEventMatch } from './features/runs/event-match.js'
import { fetchForRuns } from './features/runs/fetch.js'
import { performRuns } from './features/runs/perform.js'
import { runRoutes } from './features/runs/routes.js'
import { fetchQueue, type RunPage, runQueue, runWorkers, startRuns } from './features/runs/start.js'
import { startSweeping } from './features/runs/sweep.js'
import { statusWebhookRoutes } from './features/status-webhooks/routes.js'
import { templateRoutes } from './features/templates/routes.js'
import { findRenderFor, findSendTemplate } from './features/templates/sends.js'
import { tenantRoutes } from './features/tenants/routes.js'
import { topicRoutes } from './features/topics/routes.js'
import { findTopics } from './features/topics/service.js'
import { translationRoutes } from './features/translations/routes.js'
import { createAccept, type ExpandJob, expandQueue } from './features/triggers/accept.js'
import { createExpander } from './features/triggers/expand.js'
import { triggerRoutes } from './features/triggers/routes.js'
import { userRoutes } from './features/users/routes.js'
import { workflowRoutes } from './features/workflows/routes.js'
import { findWorkflow } from './features/workflows/service.js'
import { createAttemptLimit } from './http/failed-attempts.js'
import { createOriginRule } from './http/origins.js'
import { servePublicFiles } from './http/public-files.js'
import { serveReference } from './http/reference/routes.js'
import { createRoutes, type RouteFact } from './http/routes.js'
import { createHttp } from './http/server.js'
import { createLog } from './log.js'
import { createOnceMore } from './once-more.js'
import type { ServerOptions } from './options.js'
import { createOutbound } from './outbound/outbound.js'
import { openOutside } from './outside.js'
import { createRealtime } from './realtime/realtime.js'
import type { UserHead } from './realtime/types.js'
import type { Db } from './storage/db.js'
import { migrate } from './storage/migrate.js'
import { openDb } from './storage/open.js'

/** An embedded database brings its encryption key along; one in memory is sealed for its own life only. */
const keyOf = async (dataDir: string): Promise<Buffer> =>
  dataDir === 'memory' ? randomBytes(32) : readOrMakeKeyFile(dataDir)

const maintenanceMs = 60_000

export interface Server {
  /** The app that this server started with; `apiSecret` only when it was made just now. */
  app: FirstApp
  /** Every route of the API and who may call it. */
  routes: readonly RouteFact[]
  listen(): Promise<{ url: string }>
  /** For mounting in another Node server; realtime needs `listen`. */
  handler: (request: IncomingMessage, response: ServerResponse) => void
  inject: FastifyInstance['inject']
  /** Finishes what is under way, then closes sockets, engine and database. */
  close(): Promise<void>
}

/** Opens the database and wires the server on it. Nothing listens before `listen`. */
export const createServer = async (options: ServerOptions, clock: Clock = systemClock): Promise<Server> => {
  const log = createLog(options.logLevel)
  const db = await openDb({
    ...options,
    onError: (error) => log.error({ err: error }, 'The database failed'),
  })
  try {
    return await createServerOn(db, options, log, clock)
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The whole server on an open database, which it closes with itself. */
export const createServerOn = async (
  db: Db,
  options: ServerOptions,
  log: Logger,
  clock: Clock,
): Promise<Server> => {
  const now = (): Date => clock.now()
  const onError = (error: unknown): void => log.error({ err: error }, 'Something failed in the background')
  await migrate(db)
  const encryptionKey = options.encryptionKey ?? (await keyOf(options.dataDir))
  const app = await ensureFirstApp(db, encryptionKey, options, now())
  if (options.signingPublicKey !== undefined)
    await addSigningKey(db, app.apiKey, options.signingPublicKey, now())

  const apps = createAppCache((apiKey) => loadApp(db, encryptionKey, apiKey), now)
  const rules = { secureMode: options.secureMode, hmac: options.hmac }
  const limitAttempts = createAttemptLimit(options.rateLimit, now)
  const prove = (credentials: Credentials, address: string): Promise<Principal> =>
    limitAttempts(address, credentials, () =>
      authenticate({ db, findApp: apps.find, ...rules, now }, credentials),
    )

  const headsOf = async (userIds: readonly number[]): Promise<UserHead[]> => {
    const rows = await readHeads(db, userIds)
    return rows.map((row) => ({ ...toHead(row), userId: row.user_id }))
  }

  const isOriginAllowed = createOriginRule(options.origins)
  const checkReady = async (): Promise<void> => {
    await db.one`select 1 from app limit 1`
  }
  const http = await createHttp({ log, isOriginAllowed, rateLimit: options.rateLimit, checkReady })
  const { connectionsPerUser } = options.limits ?? {}
  const realtime = createRealtime({
    httpServer: http.server,
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

  const settings = {
    preferencesChanged: (userId: number) => realtime.tellSettings(userId, 'preferences'),
    profileChanged: (userId: number) => realtime.tellSettings(userId, 'profile'),
    categoriesChanged: (appId: number) => realtime.tellSettingsIn(appId, 'categories'),
  }

  const checkKeys = createKeyCheck({ db, rules, realtime, forgetApps: apps.forget })

  const engine = createEngine(db, { onError })
  const expansion = {
    db,
    engine,
    now,
    findRender: findRenderFor,
    startRuns,
    categoriesChanged: settings.categoriesChanged,
    isConnected: realtime.isConnected,
    tell: realtime.tell,
    hint: (userIds: number[]) =>
      void headsOf(userIds).then((heads) => {
        for (const head of heads) realtime.hint(head.userId, head)
      }, onError),
    onFailure: (triggerId: number, cause: unknown) =>
      log.error({ err: cause, triggerId }, 'A trigger could not be expanded'),
    onRunFailure: (runId: number, cause: unknown) =>
      log.error({ err: cause, runId }, 'A run could not be performed'),
  }
  const outbound = createOutbound({ allowPrivate: options.outbound?.allowPrivate ?? false })
  const { publicUrl, writeLine = console.log } = options
  const lines = keepConsoleLines(writeLine)
  const providers = await createProviders(options.providers ?? {}, {
    db,
    encryptionKey,
    now,
    outbound,
    write: options.demo ? lines.write : writeLine,
  })
  const outside = openOutside({ db, engine, now, encryptionKey, outbound, providers, publicUrl, onError })
  const performing = { ...expansion, hasOwnAddress: outside.hasOwnAddress, direct: outside.direct }
  const expander = createExpander({ ...expansion, beginRuns: (starts) => beginRuns(performing, starts) })
  engine.work<ExpandJob>(expandQueue, { batchSize: 100 }, expander)
  engine.work<RunPage>(runQueue, runWorkers(db), (jobs) => performRuns(performing, jobs))
  const fetching = { db, engine, now, outbound }
  engine.work<RunPage>(fetchQueue, { batchSize: 20 }, (jobs) => fetchForRuns(fetching, jobs))
  const matching = { db, engine, prepareMatch: createEventMatch(db) }
  engine.work<EventJob>(eventQueue, { batchSize: 20 }, (jobs) => matchEvents(matching, jobs))
  engine.work<RecheckJob>(recheckQueue, { batchSize: 20 }, (jobs) => recheckEvents(matching, jobs))
  engine.work<CancelJob>(cancelQueue, { batchSize: 10 }, (jobs) => cancelRest(db, now, jobs))

  const calls = { db, now, authenticate: prove, checkAnswers: options.checkAnswers ?? false }
  const routes = createRoutes(http, { prefix: '/v3', ...calls })
  const v4 = createRoutes(http, { prefix: '/v4', ...calls })
  connectRoutes(routes, { now, webPushKey: webPushKeyOf(providers) })
  deviceRoutes(routes, { now })
  addressRoutes(routes, { now })
  profileRoutes(routes, { now, ...settings })
  const feeds = { engine, now, tell: realtime.tell, hint: realtime.hint }
  notificationRoutes(routes, feeds)
  const accept = createAccept(db, engine, {
    findTemplate: findSendTemplate,
    findWorkflow,
    findTopics,
  })
  triggerRoutes(routes, { accept, now })
  requestRoutes(routes, { now })
  const users = {
    now,
    signOut: (userId: number) => realtime.disconnectUser(userId, problem('user_deleted')),
    ...settings,
  }
  userRoutes(routes, users)
  engagespotRoutes(routes, v4, { ...users, engine })
  const workspaces = createWorkspaces(options.suprsend ?? {}, app.apiKey, apps.find)
  suprsendRoutes(http, { ...users, db, accept, engine, workspaces, limitAttempts })
  const findFirstApp = () => apps.find(app.apiKey)
  sprinklrRoutes(http, {
    now,
    ...settings,
    db,
    accept,
    keys: options.sprinklr,
    findApp: findFirstApp,
    limitAttempts,
  })
  translationRoutes(routes)
  appRoutes(routes, {
    rules,
    encryptionKey,
    changed: () => {
      apps.forget()
      void checkKeys().catch(onError)
    },
  })
  categoryRoutes(routes, { now, ...settings })
  preferenceRoutes(routes, { now, ...settings })
  quietHoursRoutes(routes, { now, ...settings })
  preferencePageRoutes(routes, { encryptionKey, now, ...settings })
  tenantRoutes(routes, { now })
  topicRoutes(routes, { now })
  templateRoutes(routes, { now })
  workflowRoutes(routes, { now, providers })
  runRoutes(routes, { engine, now })
  deliveryRoutes(routes, { engine })
  statusWebhookRoutes(routes, { engine, now })
  eventRoutes(routes, { engine, now })
  const demo = options.demo
    ? openDemo(http, { ...feeds, db, apiKey: app.apiKey, accept, providers, lines })
    : undefined
  await servePreferencePage(http, { db, encryptionKey, now, ...settings, publicUrl })
  serveReference(http, routes.facts)
  const known = options.demo ? { apiKey: app.apiKey, userId: demoUsers[0]?.identifier } : {}
  await servePublicFiles(http, known, options.publicDir)

  await http.ready()
  await outside.start()
  await engine.start()
  await demo?.start()
  const stopSweeping = startSweeping({ db, engine, clock, sockets: expansion, onError })
  const maintenance = createOnceMore(() => maintain(db, now()))
  const stopMaintenance = clock.every(maintenanceMs, () => void maintenance.ask().catch(onError))
  const stopKeyCheck = clock.every(keyCheckMs, () => void checkKeys().catch(onError))

  return {
    app,
    routes: [...routes.facts, ...v4.facts],
    listen: async () => ({ url: await http.listen({ port: options.port, host: options.host }) }),
    handler: (request, response) => http.routing(request, response),
    inject: http.inject.bind<FastifyInstance['inject']>(http),
    async close() {
      stopMaintenance()
      await stopSweeping()
      stopKeyCheck()
      await realtime.close()
      await http.close()
      outside.stop()
      await engine.stop()
      await outside.close()
      await db.close()
    },
  }
}
