import { clientProblem, type Notification, type NotificationId, type SettingsEvent } from '@inboxkit/protocol'
import { createAccount } from './account/lazy.js'
import type { AccountVerbs } from './account/verbs.js'
import type { Engine } from './engine.js'
import { createActs } from './feed/acts.js'
import { type FeedState, firstPage } from './feed/feed-state.js'
import { createFeedStore } from './feed/feed-store.js'
import { shown } from './feed/items.js'
import { createFeeds } from './feeds.js'
import { createIdentity } from './identity.js'
import type { Inbox, InboxOptions, UndoneAct } from './inbox.js'
import { memoized } from './memoized.js'
import { systemClock } from './platform/clock.js'
import { systemFocus } from './platform/focus.js'
import { systemOnline } from './platform/online.js'
import { type Readable, select } from './readable.js'
import { createRetain } from './retain.js'
import { createSignal } from './signal.js'
import { createHttp } from './transport/http.js'
import { toProblem } from './transport/problems.js'
import type { Patience } from './transport/retry.js'
import { createVerbs } from './verbs.js'

/** Views keep theirs; the rest would add up in a long feed. */
const mostReadables = 2000

/** Code that could not be loaded is asked for again after this time. */
const reloadMs = 5000

type LoadEngine = () => Promise<typeof import('./engine.js')>

/** The first page's request goes ahead, and is mostly answered before the rest would be in its way. */
const aheadMs = 30

/** An inbox for one user. It does nothing before its first subscriber or verb. */
export const createInbox = (options: InboxOptions): Inbox =>
  createInboxWith(options, () =>
    new Promise((resolve) => setTimeout(resolve, aheadMs)).then(() => import('./engine.js')),
  )

/** With another way to load what is loaded on demand. */
export const createInboxWith = (options: InboxOptions, load: LoadEngine): Inbox => {
  const { clock = systemClock, random = Math.random, online = systemOnline, focus = systemFocus } = options
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const identity = createIdentity(options, clock)
  const http = createHttp(baseUrl, identity, clock, options.fetch ?? ((...request) => fetch(...request)))
  const store = createFeedStore()
  const { items, state } = store
  const wakes = new Set<() => void>()
  let isClosed = false
  let isStarted = false
  /** The first try to connect, until it is looked at. */
  let first: Promise<void> | undefined
  /** Whether the server has said where the feed stands. What is shown before that is what an earlier page knew. */
  let isConfirmed = false

  const patience: Patience = {
    clock,
    random,
    subscribeWake(listener) {
      wakes.add(listener)
      const stop = online.subscribe(listener)
      return () => {
        wakes.delete(listener)
        stop()
      }
    },
    isOffline: () => !online.isOnline(),
  }

  const readables = new Map<string, Readable<unknown>>()
  /** One readable per item and question, so that a view that asks again soon gets the same one. */
  const ofItem = <T>(question: string, id: NotificationId, get: () => T): Readable<T> => {
    if (readables.size > mostReadables) readables.clear()
    return memoized(readables as Map<string, Readable<T>>, question + id, () =>
      retain({ get, subscribe: (listener) => store.subscribeItem(id, listener) }),
    )
  }

  const retain = createRetain(
    clock,
    () => isClosed || start(),
    () => {
      isStarted = false
      engine?.stop()
    },
  )
  const feedOf = createFeeds({
    store,
    clock,
    retain,
    engine: () => engine,
    withEngine: (run) => withEngine(run),
  })
  const [defaultFeed] = feedOf({})
  const mainFeed = (): FeedState => [...store.feeds].find((feed) => feed.isWatched()) ?? defaultFeed

  /** Loads the first page: the rows and the bell need nothing else. */
  const connect = async (): Promise<void> => {
    const feed = mainFeed()
    const { app, feed: page } = await http.connect({ limit: firstPage, filter: feed.filter })
    if (!page?.data || !app) throw clientProblem('garbled')
    if (isClosed) return
    isConfirmed = true
    store.reset(feed, [page])
    state.setState({ app })
  }

  let engine: Engine | undefined
  let loading: Promise<Engine> | undefined
  /** Loads what is not needed for the first rows. A network that fails is tried again until it works. */
  const keepLoading = async (): ReturnType<LoadEngine> => {
    try {
      return await load()
    } catch (cause) {
      const reason = toProblem(cause)
      if (isClosed) throw reason
      if (isStarted)
        state.setState({ connection: { kind: 'waiting', reason, retryAt: clock.now() + reloadMs } })
      await new Promise<void>((resolve) => clock.setTimeout(resolve, reloadMs))
      return keepLoading()
    }
  }
  const loadEngine = (): Promise<Engine> => {
    loading ??= keepLoading().then(({ createEngine }) => {
      engine = createEngine({
        options,
        baseUrl,
        identity,
        http,
        store,
        patience,
        online,
        focus,
        defaultFeed,
        mainFeed,
        // The first try may be under way, or over.
        connect() {
          const mine = first ?? connect()
          first = undefined
          return mine
        },
        isConfirmed: () => isConfirmed,
        act,
        wake: () => {
          for (const wake of wakes) wake()
        },
        onArrivals: arrivals.emit,
        onUndone: undone.emit,
        onSettings: settings.emit,
      })
      if (isStarted) engine.start()
      return engine
    })
    return loading
  }
  const withEngine = <T>(run: (one: Engine) => Promise<T>): Promise<T> =>
    engine ? run(engine) : loadEngine().then(run)

  const start = (): void => {
    isStarted = true
    if (engine) {
      engine.start()
      return
    }
    state.setState({ connection: { kind: 'connecting' } })
    if (!isConfirmed) first ??= connect()
    // Whoever tries again sees why it failed.
    first?.catch(() => {})
    loadEngine().catch(() => {})
  }

  const undone = createSignal<UndoneAct>(retain)
  const settings = createSignal<SettingsEvent>(retain)
  const arrivals = createSignal<readonly Notification[]>(retain)
  let verbs: AccountVerbs | undefined
  const loadVerbs = async (): Promise<AccountVerbs> => {
    if (isClosed) throw clientProblem('closed')
    try {
      const { createRequest, createVerbs } = await import('./account/verbs.js')
      verbs ??= createVerbs({
        request: createRequest(http),
        app: () => state.getState().app,
        appName: JSON.stringify([baseUrl, options.apiKey]),
      })
      return verbs
    } catch (cause) {
      throw toProblem(cause)
    }
  }

  const act = createActs({
    store,
    clock,
    isClosed: () => isClosed,
    onActed: (acts) => void withEngine(async (one) => one.onActed(acts)).catch(() => {}),
    undo: (acted) => withEngine((one) => one.undo(acted)),
  })
  const close = async (): Promise<void> => {
    isClosed = true
    engine?.stop()
    try {
      if (engine || items.records.size > 0) await withEngine((one) => one.end())
    } catch (cause) {
      store.refuse([...items.records.values()], clientProblem('closed', { cause }))
    }
  }

  return {
    baseUrl,
    userId: options.userId,
    feed: (filter = {}) => feedOf(filter)[1],
    counts: retain(store.tallies.of({})),
    connection: retain(select(state, ({ connection }) => connection)),
    app: retain(select(state, ({ app }) => app)),
    item: (id) => ofItem('item', id, () => shown(items, id)),
    isPending: (id) =>
      ofItem('pending', id, () =>
        [...(items.pending.get(id) ?? [])].some(
          ({ verb, answeredSeq }) => verb !== 'seen' && answeredSeq === undefined,
        ),
      ),
    ...createVerbs(store, act),
    onArrival: arrivals.subscribe,
    onUndone: undone.subscribe,
    account: createAccount(loadVerbs, settings.subscribe),
    async signOut() {
      const ended = close()
      store.wipe()
      await ended
      // A chunk that cannot be loaded has kept nothing on this page; the next user's start deletes the rest.
      await load()
        .then(({ forget }) => forget(options.browser, baseUrl, options.apiKey, options.userId))
        .catch(() => {})
    },
    close: () => void close(),
  }
}
