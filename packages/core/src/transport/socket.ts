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
  /** It is closed, or never opened. Comes once at most. */
  onClose(reason: Problem): void
  onFeed(event: FeedChanges): void
  onBeacon(beacon: Beacon): void
}

const loadSocketIo: SocketFactory = async () => {
  const { io } = await import('socket.io-client')
  return { io: (url, options) => io(url, options) }
}

/** Where sockets are answered. A path in the base URL would be taken for a namespace, so it goes into `path`. */
const addressOf = (baseUrl: string): { url: string; path: string } => {
  const { origin, pathname } = new URL(baseUrl, globalThis.location?.href)
  return { url: origin, path: `${pathname.replace(/\/$/, '')}/socket.io/` }
}

/** Opens one socket, which does not reconnect by itself. Returns what closes it, after which it is silent. */
export const openSocket = async (
  baseUrl: string,
  auth: SocketOptions['auth'],
  events: SocketEvents,
  load: SocketFactory = loadSocketIo,
): Promise<() => void> => {
  const { io } = await load()
  const { url, path } = addressOf(baseUrl)
  const socket = io(url, { path, transports: ['websocket'], auth, reconnection: false, forceNew: true })
  let isOpen = true
  let said: Problem | undefined
  const close = (): void => {
    isOpen = false
    socket.disconnect()
  }
  const fail = (cause?: unknown): void => {
    if (!isOpen) return
    close()
    // A refused handshake carries its reason; a closed connection was told it just before.
    events.onClose(said ?? fromWire((cause as { data?: unknown } | undefined)?.data))
  }
  const on = (
    event: keyof RealtimeEvents | 'connect' | 'connect_error' | 'disconnect',
    listener: (payload: never) => void,
  ): void => {
    socket.on(event, (payload) => {
      if (isOpen) listener(payload as never)
    })
  }
  on('connect', events.onOpen)
  on('connect_error', fail)
  on('disconnect', fail)
  on('problem', (body) => {
    said = fromWire(body)
  })
  on('feed', events.onFeed)
  on('beacon', events.onBeacon)
  return close
}
