import type { FeedStore } from '../feed/feed-store.js'
import type { Journal } from '../feed/journal.js'
import type { Identity } from '../identity.js'
import { type Browser, systemBrowser } from '../platform/browser.js'
import type { Clock } from '../platform/clock.js'
import type { Focus } from '../platform/focus.js'
import type { WebSocketClass } from '../platform/web-socket.js'
import { toProblem } from '../transport/problems.js'
import { type Keeping, openKeeper } from './keeper.js'
import { createLine, type LineEvents } from './line.js'
import { openSocket, type SocketEvents } from './socket.js'
import { forgetUser, nameOf, openVault } from './vault.js'

/** What is loaded beside the first page: the socket, the line that tabs share, and what outlives the page. */
export interface Live {
  readonly journal: Journal
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
  keeping: Keeping
  /** `false`: nothing outlives the page, and what was there is deleted. */
  persist: boolean
  onHope(): void
}

/** A tab that goes has put its things away by then. */
const putAwayMs = 1000

/** Names of tabs, by their stores: a tab that opens its vault again knows its own acts. */
const tabs = new WeakMap<FeedStore, string>()
const tabOf = (store: FeedStore): string => {
  const tab = tabs.get(store) ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  tabs.set(store, tab)
  return tab
}

/** Of a server and an app in this browser, whoever writes its address how. Ends in a slash. */
export const realmOf = (baseUrl: string, apiKey: string): string => {
  const url = new URL(baseUrl, globalThis.location?.href)
  const address = url.origin + url.pathname.replace(/\/+$/, '')
  return `inboxkit/${encodeURIComponent(address)}/${encodeURIComponent(apiKey)}/`
}

export const openLive = (options: LiveOptions): Live => {
  const { baseUrl, identity, clock, focus, browser, socket, keeping, persist, onHope } = options
  const { apiKey, userId } = identity
  const realm = realmOf(baseUrl, apiKey)
  const tab = tabOf(keeping.store)
  const vault = openVault({ browser, realm, userId, tab, isOn: persist })
  const keeper = openKeeper({ ...keeping, vault, clock })

  let token: string | undefined
  /** When this tab opened the socket that it leads with. */
  let openedAt = 0

  const open = (events: SocketEvents): (() => void) => {
    openedAt = clock.now()
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

  const name = nameOf(realm, userId)
  const line = createLine({ name, browser, clock, isVisible: focus.isVisible, open, onHope })
  return {
    ...line,
    journal: keeper.journal,
    join: (events) =>
      line.join({
        ...events,
        onBeacon(beacon) {
          events.onBeacon(beacon)
          // One looks after what tabs have left that died. Not at once: the tab before may just be putting things away.
          // Time says so, not a count: the hello may be lost, and the next beacon but one is too long to wait.
          if (line.isLeading() && clock.now() - openedAt >= putAwayMs) void keeper.adopt()
        },
      }),
    token: () => token,
    close() {
      line.close()
      keeper.close()
    },
  }
}

/** Deletes what is kept of a user. */
export const forget = (
  browser: Browser | undefined,
  baseUrl: string,
  apiKey: string,
  userId: string,
): Promise<void> => forgetUser(browser ?? systemBrowser, realmOf(baseUrl, apiKey), userId)
