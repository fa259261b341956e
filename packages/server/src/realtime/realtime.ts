import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { bodyOf, beaconIntervalMs as defaultIntervalMs, Problem, problem } from '@inboxkit/protocol'
import { Server, type Socket } from 'socket.io'
import { countedAddress } from '../http/caller-address.js'
import { createBeacons } from './beacons.js'
import { type Connection, Connections, roomOf } from './connections.js'
import { cut, guardWire, type Wire } from './guard.js'
import { createSettings } from './settings.js'
import { createStrangers } from './strangers.js'
import type { Admission, Realtime, RealtimeLimits, RealtimeOptions } from './types.js'
import { toVendorEvents } from './vendor-events.js'

export const defaultLimits: RealtimeLimits = {
  connectionsPerUser: 100,
  maxMessageBytes: 16_384,
  maxMessages: 100,
  maxBacklogBytes: 1_048_576,
  strangersPerAddress: 2_000,
  handshakeMs: 10_000,
}

/** How long a client may take to say goodbye when we close. */
const goodbyeMs = 500
const longestNamespace = 200

/** What socket.io makes a `connect_error` of: `message` and `data` reach the client. */
const toConnectError = (refused: Problem): Error =>
  Object.assign(new Error(refused.title), { data: bodyOf(refused) })

/** Whether somebody wants to go on with a session, or to move it here. */
const isOfSession = ({ url = '' }: IncomingMessage): boolean =>
  new URL(url, 'http://localhost').searchParams.has('sid')

const closed = ({ request }: Wire): Promise<void> =>
  new Promise((resolve) => request.socket.once('close', () => resolve()))

/** Answers sockets on an HTTP server: websocket only, any namespace, ours and vendors' clients side by side. */
export const createRealtime = ({
  httpServer,
  authenticate,
  readHeads,
  addressOf = (remote) => remote,
  allowOrigin = () => true,
  clock,
  log,
  beaconIntervalMs: intervalMs = defaultIntervalMs,
  limits: given,
}: RealtimeOptions): Realtime => {
  const limits = { ...defaultLimits, ...given }
  const connections = new Connections()
  const beacons = createBeacons({ connections, readHeads, clock, log, intervalMs })
  const settings = createSettings({ connections, clock, log })
  const caller = ({ socket, headers }: IncomingMessage): string =>
    addressOf(socket.remoteAddress ?? '', headers)
  const strangers = createStrangers(limits.strangersPerAddress, (request) => countedAddress(caller(request)))
  const wires = new Set<Wire>()
  /** What ends with a wire: one for each namespace that it is in. */
  const releases = new WeakMap<Wire, Set<() => void>>()
  let isClosing = false

  const io = new Server(httpServer, {
    transports: ['websocket'],
    path: '/socket.io/',
    serveClient: false,
    maxHttpBufferSize: limits.maxMessageBytes,
    connectTimeout: limits.handshakeMs,
    allowRequest: (request, answer) => answer(null, strangers.mayCome(request)),
    // Clients make namespaces up; an empty one must leave nothing behind.
    cleanupEmptyChildNamespaces: true,
  })

  // A session has one websocket for life. On another it would be past our limits, which cut the first one's.
  io.engine.use((request: IncomingMessage, _response: unknown, next: (refused?: Error) => void) =>
    next(isOfSession(request) ? new Error('Sessions stay where they are') : undefined),
  )

  io.engine.on('connection', (wire: Wire) => {
    wires.add(wire)
    strangers.add(wire)
    wire.request.socket.once('close', () => wires.delete(wire))
    wire.once('close', () => {
      for (const release of releases.get(wire) ?? []) release()
    })
    guardWire(wire, limits, (reason) =>
      log.warn({ address: caller(wire.request), reason }, 'a client was cut off'),
    )
  })

  const admit = async (socket: Socket): Promise<void> => {
    const { query, auth, headers, address } = socket.handshake
    if (isClosing) throw problem('shutting_down')
    if (headers.origin !== undefined && !allowOrigin(headers.origin, headers.host))
      throw problem('origin_refused')
    const admission = await authenticate({ query, auth, headers, address: addressOf(address, headers) })
    if (connections.count(admission.userId) >= limits.connectionsPerUser)
      throw problem('rate_limited', {
        detail: `A user has at most ${limits.connectionsPerUser} connections at a time`,
      })
    hold(socket, admission)
  }

  /** From here on the connection counts, until its wire closes or it leaves its namespace. */
  const hold = (socket: Socket, admission: Admission): void => {
    if (socket.conn.readyState !== 'open') return
    const connection: Connection = { ...admission, socket }
    connections.add(connection)
    socket.data = connection
    const forget = callAtExpiry(connection)
    const leave = strangers.know(socket.conn)
    const others = releases.get(socket.conn) ?? new Set()
    const release = (): void => {
      others.delete(release)
      forget()
      leave()
      connections.remove(connection)
    }
    releases.set(socket.conn, others.add(release))
    socket.once('disconnect', release)
  }

  const callAtExpiry = (connection: Connection): (() => void) => {
    const { expiresAt } = connection
    if (!expiresAt) return () => undefined
    return clock.after(expiresAt.getTime() - clock.now().getTime(), () =>
      dismiss(connection, problem('token_expired')),
    )
  }

  const dismiss = ({ socket, protocol }: Connection, why: Problem): void => {
    if (protocol === 'own') socket.emit('problem', bodyOf(why))
    socket.disconnect(true)
  }

  const refuse = (error: unknown): Error => {
    if (error instanceof Problem) return toConnectError(error)
    log.error({ err: error }, 'a socket could not be admitted')
    return toConnectError(problem('internal', { cause: error }))
  }

  // A path in a vendor client's base URL arrives as a namespace (contract, section 6), so each is as good as the root.
  const madeUp = io.of((name, _auth, next) => next(null, name.length <= longestNamespace))
  for (const namespace of [io.of('/'), madeUp]) {
    namespace.use((socket, next) => {
      admit(socket).then(
        () => next(),
        (error: unknown) => next(refuse(error)),
      )
    })
    namespace.on('connection', async (socket: Socket) => {
      const connection: Connection = socket.data
      // A garbled packet; its wire is closed by socket.io, which would otherwise print it.
      socket.on('error', (err) => log.debug({ err }, 'a client sent something that is not socket.io'))
      await socket.join(roomOf(connection))
      // Read after joining: what is committed from now on arrives as an event.
      if (connection.protocol === 'own') beacons.hello(connection)
    })
  }

  return {
    tell(userId, told, only) {
      if (connections.count(userId) === 0) return
      const { moved: _, ...event } = told
      if (only !== 'vendor') connections.emit(userId, 'own', 'feed', event)
      if (only === 'own' || !connections.has(userId, 'vendor')) return
      for (const [name, ...payload] of toVendorEvents(told))
        connections.emit(userId, 'vendor', name, ...payload)
    },
    hint: (userId, { epoch, seq }) => connections.emit(userId, 'own', 'beacon', { epoch, seq }),
    tellSettings: settings.tellUser,
    tellSettingsIn: settings.tellApp,
    isConnected: (userId) => connections.count(userId) > 0,
    connectedUsers: () => connections.users(),
    openSockets: () => wires.size,
    disconnectUser(userId, why) {
      for (const connection of connections.of(userId)) dismiss(connection, why)
    },
    openings: () => connections.openings(),
    disconnectKey(appId, keyId, why = problem('credentials_revoked')) {
      const opened = connections.all().filter((one) => one.appId === appId && one.keyId === keyId)
      for (const connection of opened) dismiss(connection, why)
    },
    beaconNow: () => beacons.now(),
    async close() {
      isClosing = true
      beacons.close()
      settings.close()
      // Closing the websockets and not the namespaces: a client that was told to leave would not come back.
      io.engine.close()
      await Promise.race([
        Promise.all([...wires].map(closed)),
        setTimeout(goodbyeMs, undefined, { ref: false }),
      ])
      for (const wire of wires) cut(wire)
    },
  }
}
