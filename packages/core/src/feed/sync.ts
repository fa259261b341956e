import type { Beacon, FeedChanges, FeedPage, Problem } from '@inboxkit/protocol'
import { toProblem } from '../transport/problems.js'
import { type Patience, retry } from '../transport/retry.js'
import type { Routes } from '../transport/routes.js'
import { type FeedState, firstPage } from './feed-state.js'
import type { FeedStore } from './feed-store.js'
import type { Taking, Verdict } from './taking.js'
import { isAnyStale, wanted } from './tallying.js'

/** Keeps the store where the server is: hears hints, asks for what is missing, loads pages. */
export interface Sync {
  /** From here on hints lead to questions. */
  start(): void
  stop(): void
  hearEvent(event: FeedChanges): void
  hearBeacon(beacon: Beacon): void
  /** What an answer meant that somebody else has put into the store. */
  judge(verdict: Verdict, seq: number): void
  /** Asks at once what has changed, as after a time of not listening. Resolves with the next answer. */
  catchUp(): Promise<void>
  /**
   * Loads watched feeds that are not loaded, on request also what failed: first pages and next ones. Before the first
   * connect it waits.
   */
  ensure(alsoFailed?: boolean): void
  /** Loads a feed's first page, or its next one. Never rejects. */
  load(feed: FeedState, isMore: boolean): Promise<void>
}

interface SyncOptions {
  store: FeedStore
  taking: Taking
  http: Routes
  patience: Patience
  /** The feed to load when all is void. */
  mainFeed(): FeedState
  /** A request was refused for good. */
  onRefused(problem: Problem): void
}

/** So that what is on its way can still arrive, and that not all clients ask in the same moment. */
const delayMs = 200
const jitterMs = 200
const nextPage = 50
const longestPage = 100
/** How many rows are loaded anew when all is void. */
const mostReloaded = 500

export const createSync = ({ store, taking, http, patience, mainFeed, onRefused }: SyncOptions): Sync => {
  const { clock, random } = patience
  let active: AbortController | undefined
  let cancelTimer: (() => void) | undefined
  let isRunning = false
  /** The highest `seq` heard of; `Infinity` = there is reason to ask. */
  let heard = 0
  /** What we know is void: changes will not do. */
  let isVoid = false
  /** Who wants to know of the next answer. */
  const curious = new Set<() => void>()
  /** Loads under way. A feed stands for its first page, its filter for its next one. */
  const loading = new Map<object, Promise<void>>()

  const ask = (inMs: number): void => {
    if (!active || isRunning || cancelTimer) return
    const { signal } = active
    cancelTimer = clock.setTimeout(() => {
      cancelTimer = undefined
      // What was missing may have come meanwhile.
      if (isBehind()) void run(signal)
    }, inMs)
  }
  const isBehind = (): boolean =>
    isVoid || heard > (store.head()?.seq ?? 0) || Boolean(store.head() && isAnyStale(store.tallies))
  const askIfBehind = (): void => {
    if (isBehind()) ask(delayMs + random() * jitterMs)
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    isRunning = true
    let refused: Problem | undefined
    try {
      await retry(isVoid ? reload : askChanges, patience, signal)
    } catch (error) {
      if (!signal.aborted) refused = toProblem(error)
    }
    isRunning = false
    if (refused) onRefused(refused)
    else askIfBehind()
  }

  const judge: Sync['judge'] = (verdict, seq) => {
    if (verdict === 'void') isVoid = true
    if (verdict === 'gap') heard = Math.max(heard, seq)
    ensure()
  }

  const askChanges = async (): Promise<void> => {
    const head = store.head()
    if (!head) return
    heard = 0
    try {
      const filters = wanted(store.tallies)
      const answer = await http.changes(head.epoch, head.seq, filters)
      for (const tell of curious) tell()
      curious.clear()
      judge(answer.reset ? 'void' : taking.takeWhole(answer, filters), answer.seq)
    } catch (error) {
      heard = Infinity
      throw error
    }
  }

  const reload = async (): Promise<void> => {
    const feed = mainFeed()
    const pages: FeedPage[] = []
    let cursor: string | null = null
    let left = Math.min(mostReloaded, Math.max(firstPage, feed.size()))
    do {
      const limit = Math.min(longestPage, left)
      const page: FeedPage = await http.page({ filter: feed.filter, limit, cursor })
      pages.push(page)
      cursor = page.nextCursor
      left -= limit
    } while (cursor !== null && left > 0)
    isVoid = store.reset(feed, pages) === 'void'
    // What was heard meanwhile was held against the old epoch.
    heard = Infinity
    ensure()
  }

  const loadPage = async (feed: FeedState, isMore: boolean): Promise<void> => {
    const mine = feed.generation()
    const cursor = isMore ? feed.cursor() : null
    const limit = isMore ? nextPage : Math.min(longestPage, Math.max(firstPage, feed.size()))
    feed.set(isMore ? { more: 'loading' } : { status: { kind: 'loading' } })
    try {
      const page = await http.page({ filter: feed.filter, limit, cursor })
      // It knows more than we do: its counts come first, or the list would show what the bell does not know.
      if (page.seq > (store.head()?.seq ?? 0)) await askChanges()
      if (feed.generation() !== mine) return
      if (isMore) feed.set({ more: 'idle' })
      // What is loaded anew soon will have it.
      if (isVoid) return
      judge(taking.takePage(feed, page, isMore), page.seq)
    } catch (error) {
      const failure = toProblem(error)
      if (feed.generation() === mine)
        feed.set(isMore ? { more: { problem: failure } } : { status: { kind: 'failed', problem: failure } })
    }
  }

  const load: Sync['load'] = async (feed, isMore) => {
    if (isMore && (feed.cursor() === null || loading.has(feed))) return
    const key = isMore ? feed.filter : feed
    const going =
      loading.get(key) ??
      loadPage(feed, isMore).finally(() => {
        loading.delete(key)
        ensure()
      })
    loading.set(key, going)
    await going
  }

  const ensure: Sync['ensure'] = (alsoFailed) => {
    for (const feed of store.feeds) {
      if (alsoFailed && (feed.get().more as { problem?: Problem }).problem) void load(feed, true)
      const { kind } = feed.status()
      const isMissing = kind === 'idle' || (alsoFailed && kind === 'failed')
      if (!isMissing || !feed.isWatched()) continue
      const { connection } = store.state.getState()
      if (store.head()) void load(feed, false)
      // Nothing comes any more.
      else if (connection.kind === 'refused')
        feed.set({ status: { kind: 'failed', problem: connection.reason } })
      else feed.set({ status: { kind: 'loading' } })
    }
    askIfBehind()
  }

  return {
    start() {
      active ??= new AbortController()
    },
    stop() {
      active?.abort()
      cancelTimer?.()
      active = cancelTimer = undefined
    },
    hearEvent: (event) => judge(taking.take(event), event.seq),
    hearBeacon({ epoch, seq }) {
      const head = store.head()
      if (!head) return
      // Behind us: it was overtaken on its way, or the server has lost something.
      if (epoch !== head.epoch) judge('void', seq)
      else if (seq !== head.seq) judge('gap', seq < head.seq ? Infinity : seq)
    },
    judge,
    catchUp() {
      heard = Infinity
      cancelTimer?.()
      cancelTimer = undefined
      ask(0)
      return new Promise((resolve) => curious.add(resolve))
    },
    ensure,
    load,
  }
}
