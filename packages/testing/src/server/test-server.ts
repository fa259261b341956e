import {
  type CategoryDetails,
  type Notification,
  Problem,
  type ProblemCode,
  problem,
} from '@inboxkit/protocol'
import { type Clock, systemClock } from '../clock.js'
import type { NewItem } from '../feed/content.js'
import type { TestFeed } from '../feed/test-feed.js'
import { type Answer, type SentRequest, toAnswer } from '../http/exchange.js'
import type { RouteName } from '../http/routes.js'
import { createTestNetwork, type TestNetwork } from '../network/test-network.js'
import type { TestSocket } from '../network/test-socket.js'
import { strict } from './authenticate.js'
import { createBackend } from './backend.js'
import { aToken } from './tokens.js'
import {
  type AppSetting,
  createWorld,
  type NewTestCategory,
  type NewTestDigest,
  type TestTenant,
  type TestUser,
} from './world.js'

export interface TestServerOptions<SomeClock extends Clock = Clock> {
  /** By which the server wakes, expires and says where feeds stand. Default: the machine's. */
  clock?: SomeClock
  /** What is to be said of the app; with `secureMode` users need tokens. */
  app?: AppSetting
  /** How long each answer takes, milliseconds by `clock`. Default 0: at once. */
  latencyMs?: number
}

/** What one device needs to reach the server: to be spread into the options of `createInbox`. */
export interface TestConnection<SomeClock extends Clock = Clock> {
  readonly baseUrl: string
  readonly apiKey: string
  readonly userId: string
  readonly fetch: typeof fetch
  readonly WebSocket: typeof WebSocket
  readonly clock: SomeClock
  /** Only for an app in secure mode. */
  readonly userToken?: () => string
  /** This device's road: to hold requests, lose answers, mix up events. */
  readonly network: TestNetwork
}

/** A request that was sent, with the name of its route. */
export interface NamedRequest extends SentRequest {
  /** `undefined` = the server has no such route. */
  readonly name: RouteName | undefined
}

/** What goes wrong: a problem, its code, or a bare HTTP status as a proxy gives it. */
export type Failure = Problem | ProblemCode | number

/** A server in memory. It speaks the same HTTP and realtime contract as the real one. */
export interface TestServer<SomeClock extends Clock = Clock> {
  readonly clock: SomeClock
  readonly baseUrl: string
  /** Makes the user if need be. Each call is a device of its own. */
  connect(userId: string): TestConnection<SomeClock>
  /** What the server knows of a user, who is made if need be. */
  user(userId: string): TestUser
  feed(userId: string): TestFeed
  /** Puts a notification into a feed; whoever listens hears of it at once. */
  deliver(userId: string, notification?: NewItem): Notification
  /** Users are told that categories have changed. */
  addCategory(category: NewTestCategory): CategoryDetails
  /** Preferences may be asked for and set for it. */
  addTenant(tenant: Partial<TestTenant> & { identifier: string }): TestTenant
  /** A workflow that lets users choose how often what it collects comes. */
  addDigest(digest: NewTestDigest): void
  /** The attributes are merged into the profile, as an app's back end does. */
  updateProfile(userId: string, attributes: Record<string, unknown>): void
  /** A token for an app in secure mode. Nobody has signed it. @param lifeMs default one hour */
  token(userId: string, lifeMs?: number): string
  /** All devices lose their network: requests fail, sockets break. */
  goOffline(): void
  goOnline(): void
  /** Websockets break and cannot be opened, as behind some proxies; requests go through. */
  blockWebSockets(): void
  allowWebSockets(): void
  /**
   * Makes a route fail, or with `socket` the opening of sockets. @param times how often; default once
   * Returns what takes it back.
   */
  fail(what: RouteName | 'socket', how: Failure, times?: number): () => void
  /** Every token made or seen so far has expired; their sockets are told, and closed. */
  expireTokens(): void
  /** Every answer takes this long from now on. */
  setLatency(ms: number): void
  /** Everything that was asked, in order. */
  readonly requests: readonly NamedRequest[]
  /** What is open, of one user or of all. */
  sockets(userId?: string): TestSocket[]
  /** Stops its timers, and breaks what is open. */
  close(): void
}

interface Fault {
  what: RouteName | 'socket'
  how: Failure
  left: number
}

const hourMs = 3_600_000
const baseUrl = 'https://inbox.test'

export function createTestServer(): TestServer
export function createTestServer<SomeClock extends Clock = Clock>(
  options: TestServerOptions<SomeClock>,
): TestServer<SomeClock>
export function createTestServer({
  clock = systemClock,
  app,
  latencyMs = 0,
}: TestServerOptions = {}): TestServer {
  const world = createWorld({ clock, app })
  const tokens = new Set<string>()
  const expired = new Set<string>()
  const authenticate = strict(world, (token) => {
    tokens.add(token)
    return expired.has(token)
  })
  const backend = createBackend(world, authenticate)
  const requests: NamedRequest[] = []
  const networks: TestNetwork[] = []
  const faults: Fault[] = []
  let isOffline = false
  let areSocketsBlocked = false
  let latency = latencyMs
  let made = 0

  const faultOf = (what: RouteName | 'socket' | undefined): Failure | undefined => {
    const fault = faults.find((one) => one.what === what && one.left > 0)
    if (fault) fault.left--
    return fault?.how
  }
  const toProblem = (how: Failure): Problem | undefined =>
    typeof how === 'number' ? undefined : how instanceof Problem ? how : problem(how)

  const openNetwork = (): TestNetwork => {
    const network = createTestNetwork(backend, (request) =>
      requests.push({ ...request, name: backend.nameOf(request) }),
    )
    network.latencyMs = latency
    network.setDown(isOffline)
    network.setWebSocketsBlocked(areSocketsBlocked)
    network.intercept = (request): Answer | undefined => {
      const how = faultOf(backend.nameOf(request))
      if (how === undefined) return undefined
      const refused = toProblem(how)
      return refused ? toAnswer(refused) : { status: Number(how), body: '<html></html>', headers: {} }
    }
    network.refuseSocket = () => {
      const how = faultOf('socket')
      return how === undefined ? undefined : (toProblem(how) ?? problem('internal'))
    }
    networks.push(network)
    return network
  }

  const server: TestServer = {
    clock,
    baseUrl,
    requests,
    connect(userId) {
      world.userOf(userId)
      const network = openNetwork()
      return {
        baseUrl,
        apiKey: world.app.apiKey,
        userId,
        fetch: network.fetch,
        WebSocket: network.WebSocket,
        clock,
        network,
        ...(world.app.secureMode && { userToken: () => server.token(userId) }),
      }
    },
    user: (userId) => world.userOf(userId),
    feed: (userId) => world.userOf(userId).feed,
    deliver: (userId, notification) => world.userOf(userId).feed.create(notification),
    addCategory: world.addCategory,
    addTenant: world.addTenant,
    addDigest: world.addDigest,
    updateProfile(userId, attributes) {
      const user = world.userOf(userId)
      user.profile = { ...user.profile, ...attributes }
      backend.tellSettings(userId, 'profile')
    },
    token(userId, lifeMs = hourMs) {
      const exp = Math.floor((clock.now() + lifeMs) / 1000)
      const token = aToken({ sub: `user:${userId}`, apiKey: world.app.apiKey, exp, jti: String(++made) })
      tokens.add(token)
      return token
    },
    goOffline() {
      isOffline = true
      for (const network of networks) network.setDown(true)
    },
    goOnline() {
      isOffline = false
      for (const network of networks) network.setDown(false)
    },
    blockWebSockets() {
      areSocketsBlocked = true
      for (const network of networks) network.setWebSocketsBlocked(true)
    },
    allowWebSockets() {
      areSocketsBlocked = false
      for (const network of networks) network.setWebSocketsBlocked(false)
    },
    fail(what, how, times = 1) {
      const fault: Fault = { what, how, left: times }
      faults.push(fault)
      return () => {
        fault.left = 0
      }
    },
    expireTokens() {
      for (const token of tokens) expired.add(token)
      backend.dismiss(problem('token_expired'), ({ token }) => token !== undefined && expired.has(token))
    },
    setLatency(ms) {
      latency = ms
      for (const network of networks) network.latencyMs = ms
    },
    sockets: (userId) =>
      networks
        .flatMap(({ wires }) => wires)
        .filter(({ auth }) => userId === undefined || auth['userId'] === userId),
    close() {
      server.goOffline()
      for (const { feed } of world.users.values()) feed.close()
    },
  }
  return server
}
