import type { Notification, Operation, Problem, ProblemCode, SettingsEvent } from '@inboxkit/protocol'
import type { Act, Acted } from './feed/acts.js'
import { tellArrivals } from './feed/arrivals.js'
import { coverOf } from './feed/covering.js'
import type { FeedState } from './feed/feed-state.js'
import type { FeedStore } from './feed/feed-store.js'
import { createOutbox } from './feed/outbox.js'
import { createSync, type Sync } from './feed/sync.js'
import { createTaking } from './feed/taking.js'
import { takeBack } from './feed/undo.js'
import { hint } from './hint.js'
import type { Identity } from './identity.js'
import type { InboxOptions, Undoable, UndoneAct } from './inbox.js'
import { openLive } from './live/index.js'
import { systemBrowser } from './platform/browser.js'
import type { Focus } from './platform/focus.js'
import type { Online } from './platform/online.js'
import { createSession, type Session } from './session.js'
import type { Http } from './transport/http.js'
import type { Patience } from './transport/retry.js'
import { createRoutes } from './transport/routes.js'

export { forget } from './live/index.js'

/** Bundlers put the value in; elsewhere there may be no such thing. */
declare const process: { env: { NODE_ENV?: string } }

/** What keeps an inbox live once its first rows are there: loaded on demand. */
export interface Engine extends Pick<Session, 'start' | 'stop' | 'nudge'>, Pick<Sync, 'ensure' | 'load'> {
  /** Acts have come that are to be sent. */
  onActed(acts: readonly Act[]): void
  undo(acted: Acted): Promise<void>
  /** Sends what is left once. Resolves when all is answered. */
  end(): Promise<void>
}

/** What there is before it. */
export interface EngineOptions {
  options: InboxOptions
  /** Without a slash at its end. */
  baseUrl: string
  identity: Identity
  http: Http
  store: FeedStore
  patience: Patience
  online: Online
  focus: Focus
  /** The plain one. */
  defaultFeed: FeedState
  /** The feed to load when all is void. */
  mainFeed(): FeedState
  /** Loads the first page. Called until it works, then never again. */
  connect(): Promise<void>
  /** Whether the server has said where the feed stands. */
  isConfirmed(): boolean
  act(acts: readonly Act[]): Undoable
  /** Waits elsewhere may end: there is hope. */
  wake(): void
  onArrivals(arrivals: readonly Notification[]): void
  onUndone(act: UndoneAct): void
  onSettings(event: SettingsEvent): void
}

export const createEngine = (given: EngineOptions): Engine => {
  const { options, baseUrl, identity, http, store, patience, online, focus, defaultFeed } = given
  const { mainFeed, connect, isConfirmed, act, wake, onArrivals, onUndone, onSettings } = given
  const { browser = systemBrowser, WebSocket: socket = globalThis.WebSocket, persist = true } = options
  const { clock } = patience
  const routes = createRoutes(http)
  const hinted = new Set<ProblemCode>()

  store.tallies.cover = coverOf(store.items, store.tallies.all)
  const taking = tellArrivals(store, createTaking(store), clock, onArrivals)
  const onRefused = (reason: Problem): void => session.reject(reason)
  const sync = createSync({ store, taking, http: routes, patience, mainFeed, onRefused })
  const outbox = createOutbox({ store, taking, http: routes, patience, judge: sync.judge, onRefused })
  const { flush } = outbox

  const keeping = {
    store,
    feed: defaultFeed,
    isConfirmed,
    flush,
    onUndone: (reason: Problem, done: Operation) =>
      onUndone({ reason, verb: done.verb, id: 'id' in done ? done.id : undefined }),
  }
  const session = createSession({
    identity,
    store,
    sync,
    patience,
    online,
    focus,
    browser,
    openLive(onHope) {
      const live = openLive({ baseUrl, identity, clock, focus, browser, socket, keeping, persist, onHope })
      store.journal = live.journal
      return live
    },
    onSettings,
    async connect() {
      await connect()
      sync.ensure(true)
      flush()
    },
    wake,
    onHidden: flush,
    onFailed(reason) {
      try {
        // Said only to developers, and a network that is missing for a while is nobody's mistake.
        if (process.env.NODE_ENV !== 'production')
          if (reason.code !== 'offline' || (!isConfirmed() && online.isOnline())) hint(reason, hinted)
      } catch {}
      if (!isConfirmed())
        for (const feed of store.feeds)
          if (feed.status().kind === 'loading') feed.set({ status: { kind: 'failed', problem: reason } })
    },
  })

  return {
    start: session.start,
    stop: session.stop,
    nudge: session.nudge,
    ensure: sync.ensure,
    load: sync.load,
    onActed: outbox.schedule,
    undo: async (acted) => act(takeBack(store, acted, clock.now())),
    end: outbox.end,
  }
}
