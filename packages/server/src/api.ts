import type { FastifyInstance } from 'fastify'
import { type Credentials } from './auth/credentials.js'
import { webPushKeyOf } from './channels/providers.js'
import type { Providers } from './channels/types.js'
import type { Road } from './cluster/road.js'
import { engagespotRoutes } from './compat/engagespot/routes.js'
import { sprinklrRoutes } from './compat/sprinklr/routes.js'
import { createWorkspaces } from './compat/suprsend/keys.js'
import { suprsendRoutes } from './compat/suprsend/routes.js'
import type { ConsoleLines } from './demo/console-lines.js'
import { openDemo } from './demo/demo.js'
import { demoUsers } from './demo/users.js'
import type { Engine } from './engine/types.js'
import { addressRoutes } from './features/addresses/routes.js'
import type { Principal } from './features/apps/authenticate.js'
import { appRoutes } from './features/apps/routes.js'
import type { App } from './features/apps/service.js'
import { type FirstApp } from './features/apps/service.js'
import type { ServerRules } from './features/apps/settings.js'
import { categoryRoutes } from './features/categories/routes.js'
import { connectRoutes } from './features/connect/routes.js'
import { deliveryRoutes } from './features/deliveries/routes.js'
import { deviceRoutes } from './features/devices/routes.js'
import { eventRoutes } from './features/events/routes.js'
import { notificationRoutes } from './features/notifications/routes.js'
import { servePreferencePage } from './features/preference-page/hosted/routes.js'
import { preferencePageRoutes } from './features/preference-page/routes.js'
import { preferenceRoutes } from './features/preferences/routes.js'
import { profileRoutes } from './features/profile/routes.js'
import { quietHoursRoutes } from './features/quiet-hours/routes.js'
import { requestRoutes } from './features/requests/routes.js'
import { runRoutes } from './features/runs/routes.js'
import { statusWebhookRoutes } from './features/status-webhooks/routes.js'
import { templateRoutes } from './features/templates/routes.js'
import { findSendTemplate } from './features/templates/sends.js'
import { tenantRoutes } from './features/tenants/routes.js'
import { topicRoutes } from './features/topics/routes.js'
import { findTopics } from './features/topics/service.js'
import { translationRoutes } from './features/translations/routes.js'
import { createAccept } from './features/triggers/accept.js'
import { triggerRoutes } from './features/triggers/routes.js'
import { userRoutes } from './features/users/routes.js'
import { workflowRoutes } from './features/workflows/routes.js'
import { findWorkflow } from './features/workflows/service.js'
import type { AttemptLimit } from './http/failed-attempts.js'
import { servePublicFiles } from './http/public-files.js'
import { serveReference } from './http/reference/routes.js'
import { createRoutes, type RouteFact } from './http/routes.js'
import type { ServerOptions } from './options.js'
import type { Db } from './storage/db.js'
import { observedAccept, type Telemetry } from './telemetry/telemetry.js'

/** What the API's routes are made of. */
export interface ApiParts {
  db: Db
  engine: Engine
  road: Road
  now: () => Date
  options: ServerOptions
  encryptionKey: Buffer
  /** The app that this server started with. */
  app: FirstApp
  findApp: (apiKey: string) => Promise<App | null>
  rules: ServerRules
  prove: (credentials: Credentials, address: string) => Promise<Principal>
  limitAttempts: AttemptLimit
  providers: Providers
  lines: ConsoleLines
  telemetry: Telemetry
}

export interface Api {
  /** Every route and who may call it. */
  facts: readonly RouteFact[]
  /** Once the engine has started. */
  start(): Promise<void>
}

/** Every route of the product on a server that is not ready yet. */
export const openApi = async (http: FastifyInstance, parts: ApiParts): Promise<Api> => {
  const { db, engine, road, now, options, encryptionKey, app, findApp, rules, prove, limitAttempts } = parts
  const { providers, lines } = parts
  const { publicUrl } = options
  const settings = {
    preferencesChanged: (userId: number) => road.tellSettings(userId, 'preferences'),
    profileChanged: (userId: number) => road.tellSettings(userId, 'profile'),
    categoriesChanged: (appId: number) => road.tellSettingsIn(appId, 'categories'),
  }

  const calls = { db, now, authenticate: prove, checkAnswers: options.checkAnswers ?? false }
  const routes = createRoutes(http, { prefix: '/v3', ...calls })
  const v4 = createRoutes(http, { prefix: '/v4', ...calls })
  connectRoutes(routes, { now, webPushKey: webPushKeyOf(providers) })
  deviceRoutes(routes, { now })
  addressRoutes(routes, { now })
  profileRoutes(routes, { now, ...settings })
  const feeds = { engine, now, tell: road.tell, hint: road.hint }
  notificationRoutes(routes, feeds)
  const directory = { findTemplate: findSendTemplate, findWorkflow, findTopics }
  const accept = observedAccept(createAccept(db, engine, directory), parts.telemetry)
  triggerRoutes(routes, { accept, now })
  requestRoutes(routes, { now })
  const users = {
    now,
    signOut: (userId: number) => road.disconnectUser(userId, 'user_deleted'),
    ...settings,
  }
  userRoutes(routes, users)
  engagespotRoutes(routes, v4, { ...users, engine })
  const workspaces = createWorkspaces(options.suprsend ?? {}, app.apiKey, findApp)
  suprsendRoutes(http, { ...users, db, accept, engine, workspaces, limitAttempts })
  sprinklrRoutes(http, {
    now,
    ...settings,
    db,
    accept,
    keys: options.sprinklr,
    findApp: () => findApp(app.apiKey),
    limitAttempts,
  })
  translationRoutes(routes)
  appRoutes(routes, {
    rules,
    encryptionKey,
    changed: road.appsChanged,
  })
  categoryRoutes(routes, { now, ...settings })
  preferenceRoutes(routes, { now, ...settings })
  quietHoursRoutes(routes, { now, ...settings })
  preferencePageRoutes(routes, { encryptionKey, now, ...settings })
  tenantRoutes(routes, { now })
  topicRoutes(routes, { now })
  templateRoutes(routes, { now, publicUrl })
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

  return {
    facts: [...routes.facts, ...v4.facts],
    start: async () => demo?.start(),
  }
}
