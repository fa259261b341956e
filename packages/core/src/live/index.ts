import type { Identity } from '../identity.js'
import type { Browser } from '../platform/browser.js'
import type { Clock } from '../platform/clock.js'
import type { Focus } from '../platform/focus.js'
import type { WebSocketClass } from '../platform/web-socket.js'
import { toProblem } from '../transport/retry.js'
import { createLine, type LineEvents } from './line.js'
import { openSocket, type SocketEvents } from './socket.js'

/** What is loaded beside the first page: the socket, the line that tabs share, and what outlives the page. */
export interface Live {
  /** Begins to listen. Returns what ends it. */
  join(events: LineEvents): () => void
  /** Somebody looks: is what we listen to still alive? */
  check(): void
  /** The user token that the socket was opened with last. */
  token(): string | undefined
  /** Whether this tab is the one that has the socket. */
  isLeading(): boolean
  /** Lets go of everything that pages share. */
  close(): void
}

interface LiveOptions {
  baseUrl: string
  identity: Identity
  clock: Clock
  focus: Focus
  browser: Browser
  socket: WebSocketClass | undefined
  onHope(): void
}

/** Of a server and an app in this browser, whoever writes its address how. Ends in a slash. */
export const realmOf = (baseUrl: string, apiKey: string): string => {
  const url = new URL(baseUrl, globalThis.location?.href)
  const address = url.origin + url.pathname.replace(/\/+$/, '')
  return `inboxkit/${encodeURIComponent(address)}/${encodeURIComponent(apiKey)}/`
}

export const openLive = (options: LiveOptions): Live => {
  const { baseUrl, identity, clock, focus, browser, socket, onHope } = options
  const { apiKey, userId } = identity

  let token: string | undefined

  const open = (events: SocketEvents): (() => void) => {
    let isOver = false
    let close: (() => void) | undefined
    const run = async (): Promise<void> => {
      token = await identity.token()
      if (!isOver) close = openSocket(baseUrl, { protocol: 1, apiKey, userId, token }, socket, clock, events)
    }
    run().catch((error: unknown) => isOver || events.onClose(toProblem(error)))
    return () => {
      isOver = true
      close?.()
    }
  }

  const name = `${realmOf(baseUrl, apiKey)}${encodeURIComponent(userId)}`
  const line = createLine({ name, browser, clock, isVisible: focus.isVisible, open, onHope })
  return { ...line, token: () => token }
}
