import type {
  Account,
  Connection,
  Feed,
  FeedView,
  Inbox,
  Readable,
  Undoable,
  UndoneAct,
} from '@inboxkit/core'
import type { Category, Counts, Filter, Notification, Problem } from '@inboxkit/protocol'
import { createValue, type Value } from '../root/value.js'

export interface FakeInbox extends Inbox {
  /** Verbs called, oldest first: `['markRead', 7]`. */
  readonly calls: readonly (readonly [string, ...unknown[]])[]
  arrive(...notifications: Notification[]): void
  setConnection(connection: Connection): void
  /** The next verbs are refused with this. */
  refuse(reason: Problem | null): void
  /** What an earlier page did is taken back. */
  undo(act: UndoneAct): void
  /** The next verbs stay unanswered until `answer()`. */
  hang(): void
  answer(): void
  /** Loads of first and further pages fail with this, or stay `'loading'`. */
  setLoading(how: Problem | 'loading' | null): void
  /** How many subscribers there are to anything. */
  subscribers(): number
}

const firstPage = 25
const nextPage = 50
const matches = ({ state }: Filter, item: Notification): boolean =>
  state === undefined || (state === 'unread') === !item.readAt

/** Nothing of it can be taken back. */
const undoable = (done: Promise<void>): Undoable => Object.assign(done, { undo: () => Promise.resolve() })

/** An inbox in memory: keeps what it is given, answers at once, and does what the test tells it to. */
export function fakeInbox(start: readonly Notification[] = []): FakeInbox {
  const all = new Map(start.map((item) => [item.id, createValue<Notification | undefined>(item)]))
  const pendings = new Map<number, Value<boolean>>()
  const feeds = new Map<string, ReturnType<typeof fakeFeed>>()
  const calls: [string, ...unknown[]][] = []
  const arrivalListeners = new Set<(arrivals: readonly Notification[]) => void>()
  const undoneListeners = new Set<(act: UndoneAct) => void>()
  const connection = createValue<Connection>({ kind: 'live' })
  const counts = createValue<Counts | null>(null)
  let refusal: Problem | null = null
  let waiters: (() => void)[] | null = null
  let loading: Problem | 'loading' | null = null
  let watched = 0

  const items = () => [...all.values()].map((value) => value.get()).filter((item) => item !== undefined)
  const sorted = () => items().toSorted((a, b) => b.sort - a.sort)
  const recount = () => {
    const here = items()
    counts.set({
      unseen: here.filter((item) => !item.seenAt && !item.readAt).length,
      unread: here.filter((item) => !item.readAt).length,
      total: here.length,
    })
  }
  const valueOf = (id: number) => {
    const value = all.get(id) ?? createValue<Notification | undefined>(undefined)
    all.set(id, value)
    return value
  }
  const pendingOf = (id: number) => {
    const value = pendings.get(id) ?? createValue(false)
    pendings.set(id, value)
    return value
  }
  const counted = <T>(readable: Readable<T>): Readable<T> => ({
    get: readable.get,
    subscribe: (listener) => {
      watched++
      const stop = readable.subscribe(listener)
      return () => {
        watched--
        stop()
      }
    },
  })

  function fakeFeed(filter: Filter) {
    const view = createValue<FeedView>({
      status: { kind: 'idle' },
      ids: [],
      waiting: 0,
      hasMore: false,
      more: 'idle',
    })
    let held = false
    let waiting: number[] = []
    let size = 0
    const matching = () => sorted().filter((item) => matches(filter, item))
    const load = (upTo: number) => {
      size = upTo
      const found = matching()
      const ids = found.slice(0, upTo).map(({ id }) => id)
      view.set({ status: { kind: 'ready' }, ids, waiting: 0, hasMore: found.length > upTo, more: 'idle' })
    }
    const refresh = () => {
      if (loading === null) load(Math.max(size, firstPage))
      else
        view.set({
          ...view.get(),
          status: loading === 'loading' ? { kind: 'loading' } : { kind: 'failed', problem: loading },
        })
      return Promise.resolve()
    }
    const enter = (ids: readonly number[]) => {
      size += ids.length
      view.set({ ...view.get(), ids: [...ids, ...view.get().ids], waiting: waiting.length })
    }
    const showWaiting = () => {
      const ids = waiting
      waiting = []
      if (ids.length > 0) enter(ids)
    }
    const feed: Feed = {
      filter,
      counts: counted(counts),
      ...counted(view),
      loadMore: () => {
        if (loading === null) load(size + nextPage)
        else view.set({ ...view.get(), more: loading === 'loading' ? 'loading' : { problem: loading } })
        return Promise.resolve()
      },
      refresh,
      hold: (now) => {
        held = now
        if (!held) showWaiting()
      },
      showWaiting,
    }
    void refresh()
    return {
      feed,
      refresh,
      arrive: (item: Notification) => {
        if (!matches(filter, item)) return
        if (held) {
          waiting = [item.id, ...waiting]
          view.set({ ...view.get(), waiting: waiting.length })
        } else enter([item.id])
      },
      remove: (ids: readonly number[]) =>
        view.set({ ...view.get(), ids: view.get().ids.filter((id) => !ids.includes(id)) }),
    }
  }
  const feedOf = (filter: Filter) => {
    const key = JSON.stringify(filter)
    const known = feeds.get(key) ?? fakeFeed(filter)
    feeds.set(key, known)
    return known
  }

  /** Shows an act at once, and takes it back when it is refused. */
  const act = async (
    verb: string,
    given: number | readonly number[],
    change: Partial<Notification> | null,
  ) => {
    calls.push([verb, given])
    const ids = typeof given === 'number' ? [given] : given
    const before = ids.map((id) => valueOf(id).get())
    const views = [...feeds.values()].map(({ feed }) => feed.get().ids)
    for (const id of ids)
      valueOf(id).set((change && { ...(valueOf(id).get() as Notification), ...change }) || undefined)
    if (!change) for (const { remove } of feeds.values()) remove(ids)
    if (verb !== 'markSeen') for (const id of ids) pendingOf(id).set(true)
    recount()
    const reason = refusal
    if (waiters) await new Promise<void>((resolve) => waiters?.push(resolve))
    else await Promise.resolve()
    for (const id of ids) pendingOf(id).set(false)
    if (!reason) return
    ids.forEach((id, at) => {
      valueOf(id).set(before[at])
    })
    if (!change && views.length > 0) for (const { refresh } of feeds.values()) await refresh()
    recount()
    throw reason
  }
  const at = () => new Date().toISOString()
  const everything = () => items().map(({ id }) => id)
  const unread = () =>
    items()
      .filter((item) => !item.readAt)
      .map(({ id }) => id)

  recount()
  return {
    baseUrl: 'http://fake',
    userId: 'ann',
    feed: (filter = {}) => feedOf(filter).feed,
    counts: counted(counts),
    connection: counted(connection),
    app: createValue(null),
    item: (id) => counted(valueOf(id)),
    isPending: (id) => counted(pendingOf(id)),
    markRead: (ids) => undoable(act('markRead', ids, { readAt: at(), seenAt: at() })),
    markUnread: (ids) => undoable(act('markUnread', ids, { readAt: null })),
    markSeen: (ids) => act('markSeen', ids, { seenAt: at() }),
    markUnseen: (ids) => act('markUnseen', ids, { seenAt: null }),
    remove: (ids) => undoable(act('remove', ids, null)),
    restore: () => undoable(Promise.resolve()),
    setState: (id, state, answer) => act('setState', id, { state, ...(answer && { answer }) }),
    markAllRead: () => undoable(act('markAllRead', unread(), { readAt: at(), seenAt: at() })),
    markAllSeen: () => undoable(act('markAllSeen', everything(), { seenAt: at() })),
    archive: (ids) => undoable(act('archive', ids, null)),
    unarchive: () => undoable(Promise.resolve()),
    snooze: (ids) => undoable(act('snooze', ids, null)),
    unsnooze: () => undoable(Promise.resolve()),
    pin: (ids) => undoable(act('pin', ids, { pinnedAt: at() })),
    unpin: () => undoable(Promise.resolve()),
    archiveAll: () => undoable(act('archiveAll', everything(), null)),
    removeAll: () => undoable(act('removeAll', everything(), null)),
    onArrival: (listener) => {
      arrivalListeners.add(listener)
      return () => arrivalListeners.delete(listener)
    },
    onUndone: (listener) => {
      undoneListeners.add(listener)
      return () => undoneListeners.delete(listener)
    },
    account: {
      mute: ({ id }: Category) => undoable(act('mute', id, {})),
      unmute: ({ id }: Category) => undoable(act('unmute', id, {})),
    } as Account,
    signOut: () => Promise.resolve(),
    close: () => {
      calls.push(['close'])
    },
    calls,
    arrive: (...notifications) => {
      for (const item of notifications) {
        valueOf(item.id).set(item)
        recount()
        for (const { arrive } of feeds.values()) arrive(item)
      }
      for (const listener of arrivalListeners) listener(notifications)
    },
    setConnection: connection.set,
    refuse: (reason) => {
      refusal = reason
    },
    undo: (done) => {
      for (const listener of undoneListeners) listener(done)
    },
    hang: () => {
      waiters = []
    },
    answer: () => {
      const waiting = waiters ?? []
      waiters = null
      for (const resolve of waiting) resolve()
    },
    setLoading: (how) => {
      loading = how
      if (how !== null)
        for (const { feed, refresh } of feeds.values()) if (feed.get().ids.length === 0) void refresh()
    },
    subscribers: () => watched,
  }
}
