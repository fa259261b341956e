import type { Beacon, FeedChanges, Handshake, Problem, RealtimeEvents } from '@inboxkit/protocol'
import { fromWire } from './problems.js'

/** The part of a socket.io client socket that is used. */
export interface SocketLike {
  on(event: string, listener: (payload: unknown) => void): unknown
  disconnect(): unknown
}

/** Loads what opens sockets: the module `socket.io-client`, or a stand-in. */
export type SocketFactory = () => Promise<{
  io(url: string, options: SocketOptions): SocketLike
}>

export interface SocketOptions {
  path: string
  transports: string[]
  /** As `Handshake`; what is `undefined` does not travel. */
  auth: { [Key in keyof Handshake]: Handshake[Key] | undefined }
  reconnection: false
  forceNew: true
}

export interface SocketEvents {
  onOpen(): void
  /** It is closed, or never opened. */
  onClose(reason: Problem): void
  onFeed(event: FeedChanges): void
  onBeacon(beacon: Beacon): void
}

const loadSocketIo: SocketFactory = () => import('socket.io-client')

/** Where sockets are answered. A path in the base URL would be taken for a namespace, so it goes into `path`. */
const addressOf = (baseUrl: string): { url: string; path: string } => {
  const { origin, pathname } = new URL(baseUrl, globalThis.location?.href)
  return { url: origin, path: `${pathname.replace(/\/$/, '')}/socket.io/` }
}

/** Opens one socket, which does not reconnect by itself. Returns what closes it. */
export const openSocket = async (
  baseUrl: string,
  auth: SocketOptions['auth'],
  events: SocketEvents,
  load: SocketFactory = loadSocketIo,
): Promise<() => void> => {
  const { io } = await load()
  const { url, path } = addressOf(baseUrl)
  const socket = io(url, { path, transports: ['websocket'], auth, reconnection: false, forceNew: true })
  let said: Problem | undefined
  const on = (
    event: keyof RealtimeEvents | 'connect' | 'connect_error' | 'disconnect',
    listener: (payload: never) => void,
  ): void => {
    socket.on(event, listener as (payload: unknown) => void)
  }
  // A refused handshake carries its reason; a connection that is closed for cause was told it just before.
  const fail = (cause: { data?: unknown }): void => events.onClose(said ?? fromWire(cause.data))
  on('connect', events.onOpen)
  on('connect_error', fail)
  on('disconnect', fail)
  on('problem', (body) => {
    said = fromWire(body)
  })
  on('feed', events.onFeed)
  on('beacon', events.onBeacon)
  return () => socket.disconnect()
}
