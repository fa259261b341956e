import { bodyOf, Problem } from '@inboxkit/protocol'
import { anObject, type Fields } from '../http/checks.js'
import type { Backend } from '../server/backend.js'
import type { ClientEnd, Line } from './test-web-socket.js'

/** One socket, from the server's side. What is sent waits until it is delivered, unless its network is instant. */
export interface TestSocket {
  /** What the client said of itself; empty until it did. */
  readonly auth: Fields
  /** Origin of the address, `https://inbox.test`. */
  readonly url: string
  readonly path: string
  /** Whether the client knows that it was let in. */
  hasJoined(): boolean
  /** How many frames are under way to the client. */
  waiting(): number
  /** Delivers the frame at this place; twice if said. */
  deliver(index: number, isRepeated?: boolean): void
  lose(index: number): void
  /** Says an event to the client at once, past what is under way. */
  emit(event: string, payload?: unknown): void
  /** The connection breaks. */
  cut(): void
}

export interface SocketSetting {
  address: string
  backend: Backend
  end: ClientEnd
  isInstant(): boolean
  /** Where it cannot be opened: the network is down, or lets no websockets through. */
  isBlocked(): boolean
  /** A test refuses it. */
  refusal(auth: Fields): Problem | undefined
  onEnd(socket: TestSocket): void
}

export const pingIntervalMs = 25_000
const pingTimeoutMs = 20_000

let sids = 0

/**
 * What stands between a client's end and the server: speaks Engine.IO 4 and Socket.IO 5, the text frames of the
 * default namespace.
 */
export const createTestSocket = (setting: SocketSetting): { socket: TestSocket; line: Line } => {
  const { backend, end, address } = setting
  const { clock } = backend.world
  const { origin, pathname } = new URL(address)
  const queue: string[] = []
  let auth: Fields = {}
  let isOpen = true
  let hasJoined = false
  let leave = (): void => {}
  let cancelPing = (): void => {}

  const finish = (): void => {
    isOpen = false
    leave()
    cancelPing()
    setting.onEnd(socket)
  }
  const give = (frame: string): void => {
    if (frame.startsWith('40')) hasJoined = true
    end.receive(frame)
    if (!frame.startsWith('44') && !frame.startsWith('41')) return
    if (isOpen) finish()
    end.close(1005)
  }
  const push = (frame: string): void => {
    if (!setting.isInstant()) queue.push(frame)
    else queueMicrotask(() => isOpen && give(frame))
  }
  const sayEvent = (event: string, payload?: unknown): string =>
    `42${JSON.stringify(payload === undefined ? [event] : [event, payload])}`

  const ping = (): void => {
    push('2')
    cancelPing = clock.setTimeout(ping, pingIntervalMs)
  }
  const join = (): void => {
    try {
      const refused = setting.refusal(auth)
      if (refused) throw refused
      const who = backend.admit(auth)
      push(`40${JSON.stringify({ sid: `socket-${++sids}` })}`)
      leave = backend.join(who, {
        push: (event, payload) => push(sayEvent(event, payload)),
        end: () => push('41'),
      })
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause
      push(`44${JSON.stringify({ message: cause.title, data: bodyOf(cause) })}`)
    }
  }

  const socket: TestSocket = {
    get auth() {
      return auth
    },
    url: origin.replace(/^ws/, 'http'),
    path: pathname,
    hasJoined: () => hasJoined,
    waiting: () => queue.length,
    deliver(index, isRepeated) {
      const [frame] = isRepeated ? queue.slice(index, index + 1) : queue.splice(index, 1)
      if (frame !== undefined && isOpen) give(frame)
    },
    lose: (index) => void queue.splice(index, 1),
    emit: (event, payload) => give(sayEvent(event, payload)),
    cut() {
      if (!isOpen) return
      finish()
      end.close(1006)
    },
  }

  queueMicrotask(() => {
    if (!isOpen) return
    if (setting.isBlocked()) return socket.cut()
    end.open()
    const hello = {
      sid: `engine-${++sids}`,
      upgrades: [],
      pingInterval: pingIntervalMs,
      pingTimeout: pingTimeoutMs,
      maxPayload: 16_384,
    }
    push(`0${JSON.stringify(hello)}`)
    cancelPing = clock.setTimeout(ping, pingIntervalMs)
  })

  return {
    socket,
    line: {
      hear(frame) {
        if (!isOpen || !frame.startsWith('40')) return
        auth = anObject(JSON.parse(frame.slice(2) || '{}'), 'auth')
        join()
      },
      closed: () => {
        if (isOpen) finish()
      },
    },
  }
}
