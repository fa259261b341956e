import { clientProblem, type Handshake, type Problem } from '@inboxkit/protocol'
import { liveProblem } from '@inboxkit/protocol/live-problems'
import type { Clock } from '../platform/clock.js'
import type { WebSocketClass } from '../platform/web-socket.js'
import { fromWire } from '../transport/problems.js'

export interface SocketEvents {
  /** The server has let us in. */
  onOpen(): void
  /** It is over, or never began. Said once, and nothing after it; not when we have closed it ourselves. */
  onClose(reason: Problem): void
  onEvent(name: string, payload: unknown): void
}

/** As `Handshake`; what is `undefined` does not travel. */
export type Auth = { [Key in keyof Handshake]: Handshake[Key] | undefined }

/** A server that does not let us in within this time will not. */
const handshakeMs = 20_000

/** Where sockets are answered, whatever the path in front of our routes is. */
const addressOf = (baseUrl: string): string => {
  const url = new URL(baseUrl, globalThis.location?.href)
  return `${url.origin.replace(/^http/, 'ws')}${url.pathname.replace(/\/$/, '')}/socket.io/?EIO=4&transport=websocket`
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Opens one socket that does not reconnect. It speaks what we need of socket.io 4 (Engine.IO protocol 4, Socket.IO
 * protocol 5, the default namespace, text frames), and leaves alone whatever else it hears. Returns what closes it.
 * @throws Problem `no_websocket`; DOMException for an address that the page must not open
 */
export const openSocket = (
  baseUrl: string,
  auth: Auth,
  Socket: WebSocketClass | undefined,
  clock: Clock,
  { onOpen, onClose, onEvent }: SocketEvents,
): (() => void) => {
  if (!Socket) throw liveProblem('no_websocket')
  const socket = new Socket(addressOf(baseUrl))
  let isOver = false
  /** A connection that is closed for cause is told it just before. */
  let said: Problem | undefined
  let cancelTimer: (() => void) | undefined
  let silenceMs = handshakeMs

  const close = (): void => {
    isOver = true
    cancelTimer?.()
    socket.close()
  }
  const fail = (reason: Problem = said ?? clientProblem('offline')): void => {
    if (isOver) return
    close()
    onClose(reason)
  }
  /** The server has given a sign of life: its next one is due. */
  const expectMore = (): void => {
    cancelTimer?.()
    cancelTimer = clock.setTimeout(() => fail(clientProblem('timed_out')), silenceMs)
  }

  const hear = (frame: string): void => {
    const payload = parse(frame.slice(frame.search(/[[{]|$/)))
    const { pingInterval, pingTimeout, data } = (payload ?? {}) as Record<string, unknown>
    if (frame[0] === '0') {
      socket.send(`40${JSON.stringify(auth)}`)
      // Until we are let in the time for that goes on.
      silenceMs = Number(pingInterval) + Number(pingTimeout) || handshakeMs
    } else if (frame === '2') {
      socket.send('3')
      expectMore()
    } else if (frame.startsWith('40')) {
      expectMore()
      onOpen()
    } else if (frame.startsWith('42') && Array.isArray(payload)) {
      const [name, event] = payload as unknown[]
      if (name === 'problem') said = fromWire(event)
      else onEvent(String(name), event)
    } else if (frame.startsWith('44')) fail(fromWire(data))
    else if (frame.startsWith('41') || frame === '1') fail()
  }

  expectMore()
  socket.addEventListener('message', ({ data }) => {
    if (!isOver && typeof data === 'string') hear(data)
  })
  // An error is always followed by this.
  socket.addEventListener('close', () => fail())
  // Without a listener some implementations throw it.
  socket.addEventListener('error', () => {})
  return close
}
