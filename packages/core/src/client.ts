import {
  type AllVerb,
  clientProblem,
  type Filter,
  type ItemVerb,
  type Notification,
  type NotificationId,
  type Operation,
  type Problem,
  type ProblemCode,
  type SettingsEvent,
} from '@inboxkit/protocol'
import { createAccount } from './account/lazy.js'
import type { AccountVerbs } from './account/verbs.js'
import { tellArrivals } from './feed/arrivals.js'
import { createFeedState, type FeedState } from './feed/feed-state.js'
import { createFeedStore } from './feed/feed-store.js'
import { cleaned, keyOf } from './feed/filters.js'
import { shown } from './feed/items.js'
import { type Journal, journaled } from './feed/journal.js'
import { createOutbox, notDone } from './feed/outbox.js'
import { createSync, firstPage } from './feed/sync.js'
import { hint } from './hint.js'
import { createIdentity } from './identity.js'
import type { Feed, Inbox, InboxOptions, Undoable, UndoneAct } from './inbox.js'
import { systemBrowser } from './platform/browser.js'
import { systemClock } from './platform/clock.js'
import { systemFocus } from './platform/focus.js'
import { systemOnline } from './platform/online.js'
import { type Readable, select } from './readable.js'
import { createRetain, lingerMs } from './retain.js'
import { createSession } from './session.js'
import { createSignal } from './signal.js'
import { createHttp } from './transport/http.js'
import { type Patience, toProblem } from './transport/retry.js'

/** Bundlers put the value in; elsewhere there may be no such thing. */
declare const process: { env: { NODE_ENV?: string } }

const memoized = <T>(made: Map<string, T>, key: string, make: () => T): T => {
  const one = made.get(key) ?? make()
  made.set(key, one)
  return one
}

/** Views keep theirs; the rest would add up in a long feed. */
const mostReadables = 2000

type Ids = NotificationId | readonly NotificationId[]

const refused = (detail: string): Undoable => notDone(clientProblem('refused', { detail }))

type LoadLive = () => Promise<typeof import('./live/index.js')>

/** An inbox for one user. It does nothing before its first subscriber or verb. */
export const createInbox = (options: InboxOptions): Inbox =>
  createInboxWith(options, () => import('./live/index.js'))

/** With another way to load what is loaded on demand. */
export const createInboxWith = (options: InboxOptions, loadLive: LoadLive): Inbox => {
  const { clock = systemClock, random = Math.random, online = systemOnline, focus = systemFocus } = options
  const { browser = systemBrowser, WebSocket = globalThis.WebSocket, persist = true } = options
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const identity = createIdentity(options, clock)
  const http = createHttp(baseUrl, identity, clock, options.fetch ?? ((...request) => fetch(...request)))
  /** What outlives the page is told here what to keep. */
  let journal: Journal | undefined
  const told = tellArrivals(createFeedStore(), clock, (came) => arrivals.emit(came))
  const store = journaled(told, () => journal)
  const { items, state } = store
  const hinted = new Set<ProblemCode>()
  const wakes = new Set<() => void>()
  let isClosed = false
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

  const makeFeed = (filter: Filter): [FeedState, Feed] => {
    const feed = createFeedState(filter, (one) => store.touch(one))
    const { get, subscribe } = retain(feed)
    store.feeds.add(feed)
    // The unfiltered feed is kept up to date for the next time.
    const release = (): void => {
      if (!feed.isWatched() && feed !== defaultFeed) feed.clear()
    }
    const tally = store.tallies.of(filter)
    const handle: Feed = {
      filter,
      counts: retain({
        get: tally.get,
        subscribe(listener) {
          const stop = tally.subscribe(listener)
          sync.ensure()
          return stop
        },
      }),
      get,
      subscribe(listener) {
        const isFirst = !feed.isWatched()
        const stop = subscribe(listener)
        if (isFirst) sync.ensure(true)
        return () => {
          stop()
          if (feed.isWatched()) return
          queueMicrotask(() => feed.isWatched() || store.commit(() => feed.leave(items)))
          clock.setTimeout(release, lingerMs)
        }
      },
      loadMore: () => sync.load(feed, true),
      async refresh() {
        if (store.head()) return sync.load(feed, false)
        sync.ensure(true)
        session.nudge()
      },
      hold: feed.hold,
      showWaiting: feed.showWaiting,
    }
    return [feed, handle]
  }

  const feeds = new Map<string, [FeedState, Feed]>()
  const feedOf = (given: Filter): [FeedState, Feed] => {
    const filter = cleaned(given)
    return memoized(feeds, keyOf(filter), () => makeFeed(filter))
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
    () => isClosed || session.start(),
    () => session.stop(),
  )
  const [defaultFeed] = feedOf({})
  const mainFeed = (): FeedState => [...store.feeds].find((feed) => feed.isWatched()) ?? defaultFeed

  const onRefused = (reason: Problem): void => session.reject(reason)
  const onUndone = (reason: Problem, act: Operation): void =>
    undone.emit({ reason, verb: act.verb, id: 'id' in act ? act.id : undefined })
  const sync = createSync({ store, http, patience, mainFeed, onRefused })
  const outbox = createOutbox({ store, http, patience, judge: sync.judge, onRefused })
  const session = createSession({
    identity,
    store,
    sync,
    patience,
    online,
    focus,
    browser,
    async loadLive() {
      const { openLive } = await loadLive()
      return (onHope) => {
        const keeping = {
          store,
          feed: defaultFeed,
          isConfirmed: () => isConfirmed,
          flush: outbox.flush,
          onUndone,
        }
        const live = openLive({
          baseUrl,
          identity,
          clock,
          focus,
          browser,
          socket: WebSocket,
          keeping,
          persist,
          onHope,
        })
        journal = live.journal
        return live
      }
    },
    onSettings: (event) => settings.emit(event),
    async connect() {
      const feed = mainFeed()
      const { app, feed: page } = await http.connect({ limit: firstPage, filter: feed.filter })
      if (!page?.data || !app) throw clientProblem('garbled')
      if (isClosed) return
      isConfirmed = true
      store.reset(feed, [page])
      state.setState({ app })
      sync.ensure(true)
      outbox.flush()
    },
    wake: () => {
      for (const wake of wakes) wake()
    },
    onHidden: outbox.flush,
    onFailed(reason) {
      try {
        // Said only to developers, and a network that is missing for a while is nobody's mistake.
        if (process.env.NODE_ENV !== 'production')
          if (reason.code !== 'offline' || (!isConfirmed && online.isOnline())) hint(reason, hinted)
      } catch {}
      if (!isConfirmed)
        for (const feed of store.feeds)
          if (feed.status().kind === 'loading') feed.set({ status: { kind: 'failed', problem: reason } })
    },
  })

  const undone = createSignal<UndoneAct>(retain)
  const settings = createSignal<SettingsEvent>(retain)
  const arrivals = createSignal<readonly Notification[]>(retain)
  let verbs: AccountVerbs | undefined
  const loadVerbs = async (): Promise<AccountVerbs> => {
    if (isClosed) throw clientProblem('closed')
    try {
      const { createVerbs } = await import('./account/verbs.js')
      verbs ??= createVerbs({
        request: http.request,
        app: () => state.getState().app,
        appName: JSON.stringify([baseUrl, options.apiKey]),
      })
      return verbs
    } catch (cause) {
      throw toProblem(cause)
    }
  }

  const { act } = outbox
  const verb =
    (name: ItemVerb) =>
    (ids: Ids): Undoable =>
      act(
        [ids]
          .flat()
          .filter((id) => name !== 'seen' || !shown(items, id)?.seenAt)
          .map((id) => ({ verb: name, id })),
      )
  const verbAll =
    (name: AllVerb) =>
    (given: Filter = {}): Undoable => {
      const head = store.head()
      const filter = cleaned(given)
      const isAll = Object.keys(filter).length === 0
      if (!head) return refused('Nothing is loaded yet')
      return act([{ verb: name, throughSeq: head.seq, ...(!isAll && { filter }) }])
    }
  const close = (): Promise<void> => {
    isClosed = true
    session.stop()
    return outbox.end()
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
    markRead: verb('read'),
    markUnread: verb('unread'),
    markSeen: verb('seen'),
    markUnseen: verb('unseen'),
    archive: verb('archive'),
    unarchive: verb('unarchive'),
    snooze(ids, until) {
      const at = new Date(until)
      if (Number.isNaN(at.getTime())) return refused('until must be a date')
      return act([ids].flat().map((id) => ({ verb: 'snooze', id, until: at.toISOString() })))
    },
    unsnooze: verb('unsnooze'),
    pin: verb('pin'),
    unpin: verb('unpin'),
    remove: verb('delete'),
    restore: verb('restore'),
    setState: (id, value) => act([{ verb: 'state', id, state: value }]),
    markAllRead: verbAll('readAll'),
    markAllSeen: verbAll('seenAll'),
    archiveAll: verbAll('archiveAll'),
    removeAll: verbAll('deleteAll'),
    onArrival: arrivals.subscribe,
    onUndone: undone.subscribe,
    account: createAccount(loadVerbs, settings.subscribe),
    async signOut() {
      const ended = close()
      store.wipe()
      await ended
      // A chunk that cannot be loaded has kept nothing on this page; the next user's start deletes the rest.
      await loadLive()
        .then(({ forget }) => forget(browser, baseUrl, options.apiKey, options.userId))
        .catch(() => {})
    },
    close: () => void close(),
  }
}
