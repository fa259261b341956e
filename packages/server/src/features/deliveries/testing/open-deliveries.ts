import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import type { OutsideChannel, Provider, Providers, Sent } from '../../../channels/types.js'
import { createEngine } from '../../../engine/engine.js'
import type { Engine } from '../../../engine/types.js'
import { createReadiness } from '../../../http/readiness.js'
import { createRoutes } from '../../../http/routes.js'
import { createHttp } from '../../../http/server.js'
import { createLog } from '../../../log.js'
import { type Outbound, OutboundFailure } from '../../../outbound/types.js'
import type { Db } from '../../../storage/db.js'
import { createFakeClock, type FakeClock } from '../../../testing/fake-clock.js'
import { eventually } from '../../../testing/workflows.js'
import { authenticate } from '../../apps/authenticate.js'
import { appRoutes } from '../../apps/routes.js'
import { createApp, loadApp } from '../../apps/service.js'
import { statusWebhookRoutes } from '../../status-webhooks/routes.js'
import { createStatusSender } from '../../status-webhooks/send.js'
import { sweepStatusEvents } from '../../status-webhooks/sweep.js'
import { type StatusJob, statusQueue } from '../../status-webhooks/write.js'
import { userRoutes } from '../../users/routes.js'
import { createDeliverer, type Deliverer, type DelivererOptions } from '../deliverer.js'
import { deliveryRoutes } from '../routes.js'
import { type DeliveryJob, deliveryQueue, type NewDelivery, startDeliveries } from '../start.js'
import { sweepDeliveries } from '../sweep.js'

export interface StoredDelivery {
  id: number
  state: string
  reason: string | null
  tries: number
  provider: number
  nextAt: Date | null
  hasContent: boolean
  attempts: { provider: string; kind: string; status?: number; text?: string; at: string }[]
}

type New = Partial<NewDelivery> & { user?: string }

export interface DeliveriesTest {
  db: Db
  clock: FakeClock
  engine: Engine
  /** What this worker was asked to send, so that tests can ask again. */
  deliverer: Deliverer
  asApp: Record<string, string>
  asOtherApp: Record<string, string>
  call(
    method: string,
    url: string,
    as?: Record<string, string>,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }>
  /** @returns our id of a user of the app */
  user(identifier: string, profile?: object): Promise<number>
  /** A send with a run, and one delivery of it. */
  start(delivery?: New, content?: object): Promise<{ id: number; runId: number; requestId: string }>
  get(id: number): Promise<StoredDelivery>
  /** Waits until a delivery has a state. */
  reach(id: number, state: string, tries?: number): Promise<StoredDelivery>
  /** Moves time on, and has what is due done. */
  pass(ms: number): Promise<void>
}

const encryptionKey = Buffer.alloc(32, 7)

/** A provider that answers whatever it is told to, and keeps what it was given. */
export const fakeProvider = (
  channel: OutsideChannel,
  name: string,
  answer: (message: Parameters<Provider['send']>[0], time: number) => Promise<Sent> | Sent,
  rest: Partial<Provider> = {},
): Provider & { messages: Parameters<Provider['send']>[0][] } => {
  const messages: Parameters<Provider['send']>[0][] = []
  return {
    name,
    channel,
    messages,
    ...rest,
    async send(message) {
      messages.push(message)
      return answer(message, messages.length)
    },
  }
}

export const sent: Sent = { kind: 'sent', providerId: 'p-1', answer: { status: 200, text: 'queued' } }

export const providersOf = (...all: Provider[]): Providers => {
  const map = new Map<OutsideChannel, Provider[]>()
  for (const one of all) map.set(one.channel, [...(map.get(one.channel) ?? []), one])
  return map
}

/** Waits for what is looked at to be as expected, on a busy machine too. */
export const poll = <T>(look: () => T) => expect.poll(look, { interval: 5 })

const nobody: Outbound = async () => {
  throw new OutboundFailure('failed', 'nobody is there')
}

/**
 * Deliveries on a database of the test's own: engine, routes and a worker. Jitter is all there can be, so that times are
 * known.
 */
export const openDeliveries = async (
  db: Db,
  given: Partial<DelivererOptions> & { works?: boolean } = {},
): Promise<DeliveriesTest> => {
  const clock = createFakeClock(new Date().toISOString())
  const now = () => clock.now()
  let isOver = false
  const engine = createEngine(db, {
    onError: (error) => {
      // Connections that it is just closing may see the database go.
      if (!isOver) throw error
    },
  })
  const options: DelivererOptions = {
    db,
    engine,
    now,
    providers: new Map(),
    outbound: nobody,
    unsubscribeUrl: ({ userId }) => `https://inbox.test/unsubscribe/${userId}`,
    random: () => 1,
    ...given,
  }
  const deliverer = createDeliverer(options)
  const post = createStatusSender({ ...options, encryptionKey })
  const works = given.works ?? true
  engine.work<DeliveryJob>(deliveryQueue, { batchSize: 20 }, async (jobs) =>
    works ? deliverer.send(jobs) : undefined,
  )
  engine.work<StatusJob>(statusQueue, { batchSize: 20 }, post)
  await engine.start()

  const log = createLog('silent')
  const http = await createHttp({
    log,
    isOriginAllowed: () => true,
    rateLimit: false,
    readiness: createReadiness(async () => undefined),
  })
  const findApp = (apiKey: string) => loadApp(db, encryptionKey, apiKey)
  const rules = { secureMode: false, hmac: false }
  const routes = createRoutes(http, {
    prefix: '/v3',
    db,
    now,
    authenticate: (credentials) => authenticate({ db, findApp, ...rules, now }, credentials),
    checkAnswers: true,
  })
  deliveryRoutes(routes, { engine })
  statusWebhookRoutes(routes, { engine, now })
  appRoutes(routes, { rules, encryptionKey, changed: () => undefined })
  userRoutes(routes, { now, signOut: () => undefined, profileChanged: () => undefined })
  // Apps are each test's own: its lists are not those of the tests before.
  const shop = `shop-${randomUUID()}`
  const other = `other-${randomUUID()}`
  for (const apiKey of [shop, other])
    await createApp(db, encryptionKey, { name: apiKey, apiKey, apiSecret: `${apiKey}-secret` }, clock.now())
  const appId = (await findApp(shop))?.id ?? 0
  onTestFinished(async () => {
    await http.close()
    await engine.stop()
    isOver = true
    // Or the next test's sweep would find them.
    await db.run`delete from delivery where app_id = ${appId}`
    await db.run`delete from status_event where app_id = ${appId}`
  })
  const keys = (apiKey: string) => ({
    'x-engagespot-api-key': apiKey,
    'x-engagespot-api-secret': `${apiKey}-secret`,
  })
  const asApp = keys(shop)

  const call: DeliveriesTest['call'] = async (method, url, as = asApp, body) => {
    const answer = await http.inject({
      method: method as 'GET',
      url,
      headers: { ...as, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const user = async (identifier: string, profile: object = {}): Promise<number> => {
    await call('PUT', `/v3/users/${identifier}`, asApp, profile)
    const row = await db.one<{ id: number }>`
      select id from app_user where app_id = ${appId} and identifier = ${identifier}`
    return row?.id ?? 0
  }
  const get = async (id: number): Promise<StoredDelivery> => {
    const row = await db.one<StoredDelivery>`
      select id, state, reason, tries, provider, next_at "nextAt", content is not null "hasContent", attempts
      from delivery where id = ${id}`
    if (!row) throw new Error(`There is no delivery ${id}`)
    return row
  }

  return {
    db,
    clock,
    engine,
    deliverer,
    asApp,
    asOtherApp: keys(other),
    call,
    user,
    get,
    async start({ user: identifier = 'ann', ...delivery } = {}, content = {}) {
      const userId = delivery.userId ?? (await user(identifier))
      const requestId = randomUUID()
      const trigger = await db.one<{ id: number }>`
        insert into trigger (app_id, request_id, content, recipients, accepted_at, expanded_at)
        values (${appId}, ${requestId}::uuid, ${content}::jsonb, '[]', ${now()}, ${now()}) returning id`
      const run = await db.one<{ id: number }>`
        insert into run (trigger_id, user_id, workflow_version_id, state, created_at)
        values (${trigger?.id}, ${userId}, 1, 'done', ${now()}) returning id`
      const item: NewDelivery = {
        triggerId: trigger?.id ?? 0,
        runId: run?.id ?? 0,
        step: 0,
        channel: 'sms',
        address: { phoneNumber: '+16020000000' },
        content: { text: 'Hi' },
        options: {},
        provider: null,
        categoryId: null,
        isRequired: false,
        tenantId: null,
        ...delivery,
        userId,
      }
      await db.transaction((tx) => startDeliveries(tx, engine, [item], now()))
      const row = await db.one<{ id: number }>`select id from delivery where run_id = ${run?.id}`
      return { id: row?.id ?? 0, runId: run?.id ?? 0, requestId }
    },
    reach: (id, state, tries) =>
      eventually(async () => {
        const row = await get(id)
        const isThere = row.state === state && (tries === undefined || row.attempts.length >= tries)
        if (!isThere) throw new Error(`It is ${row.state} after ${row.attempts.length} attempts`)
        return row
      }),
    async pass(ms) {
      clock.advance(ms)
      await sweepDeliveries({ db, engine, clock })
      await sweepStatusEvents({ db, engine, clock })
    },
  }
}
