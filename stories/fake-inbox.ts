import type { Account, Connection, Feed, FeedView, Inbox, Readable, Undoable } from '@inboxkit/core'
import type { Counts, Filter, Notification, NotificationId, Problem } from '@inboxkit/protocol'

/** What a story's inbox has in it, and how its server behaves. */
export interface Scene {
  notifications?: readonly Notification[]
  connection?: Connection
  /** The first page never comes, or fails with this; asked for again it does come. */
  firstPage?: 'never' | Problem
  /** Acts are never answered, or refused with this. */
  acts?: 'never' | Problem
}

export interface FakeInbox extends Inbox {
  arrive(notification: Notification): void
}

const firstPage = 25
const nextPage = 50
const answerMs = 400

const matches = ({ state }: Filter, { readAt }: Notification): boolean =>
  state === undefined || (state === 'unread') === !readAt

const countsOf = (items: readonly Notification[]): Counts => ({
  unseen: items.filter(({ seenAt, readAt }) => !seenAt && !readAt).length,
  unread: items.filter(({ readAt }) => !readAt).length,
  total: items.length,
})

/** Nothing of it can be taken back. */
const undoable = (done: Promise<void>): Undoable => Object.assign(done, { undo: () => Promise.resolve() })

/** An inbox in memory that plays a scene. It has no server, so nothing of it outlives the story. */
export function fakeInbox({ notifications = [], connection, firstPage: first, acts }: Scene = {}): FakeInbox {
  const items = new Map(notifications.map((item) => [item.id, item]))
  const pending = new Set<NotificationId>()
  const feeds = new Map<string, ReturnType<typeof makeFeed>>()
  const listeners = new Set<() => void>()
  const live = connection ?? { kind: 'live' }
  let counts = typeof first === 'undefined' ? countsOf(notifications) : null

  const readable = <T>(get: () => T): Readable<T> => ({
    get,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  })
  const emit = () => {
    for (const listener of listeners) listener()
  }
  const changed = () => {
    counts = countsOf([...items.values()])
    for (const { drop } of feeds.values()) drop()
    emit()
  }

  function makeFeed(filter: Filter) {
    /** In the list or waiting, newest first: rows stay when they no longer match, until the list is loaded anew. */
    let ids: NotificationId[] = []
    let waiting: NotificationId[] = []
    let isHeld = false
    let view: FeedView = { status: { kind: 'loading' }, ids, waiting: 0, hasMore: false, more: 'idle' }
    const update = (part: Partial<FeedView>) => {
      const here = ids.filter((id) => items.has(id))
      const isSame = here.length === view.ids.length && here.every((id, at) => id === view.ids[at])
      view = { ...view, ids: isSame ? view.ids : here, waiting: waiting.length, ...part }
    }
    const load = (size: number) => {
      const found = [...items.values()].filter((item) => matches(filter, item))
      ids = found
        .sort((a, b) => b.sort - a.sort)
        .map(({ id }) => id)
        .slice(0, size)
      waiting = []
      update({ status: { kind: 'ready' }, hasMore: found.length > ids.length, more: 'idle' })
    }
    const loadSoon = async (size: number, part: Partial<FeedView>) => {
      update(part)
      emit()
      await new Promise((resolve) => setTimeout(resolve, answerMs))
      load(size)
      changed()
    }
    const showWaiting = () => {
      if (waiting.length === 0) return
      ids = [...waiting, ...ids]
      waiting = []
      update({})
      emit()
    }
    const feed: Feed = {
      filter,
      counts: readable(() => counts),
      ...readable(() => view),
      loadMore: () => loadSoon(ids.length + nextPage, { more: 'loading' }),
      refresh: () => loadSoon(Math.max(ids.length, firstPage), { status: { kind: 'loading' } }),
      hold: (held) => {
        isHeld = held
        if (!held) showWaiting()
      },
      showWaiting,
    }
    const arrive = ({ id }: Notification) => {
      waiting = [id, ...waiting]
      update({})
      if (!isHeld) showWaiting()
    }
    if (!first) load(firstPage)
    else if (first !== 'never') update({ status: { kind: 'failed', problem: first } })
    return { feed, arrive, drop: () => update({}) }
  }

  type Ids = NotificationId | readonly NotificationId[]
  const change = (given: Ids, part: Partial<Notification> | null): Notification[] => {
    const before = [given].flat().flatMap((id) => items.get(id) ?? [])
    for (const item of before)
      if (part) items.set(item.id, { ...item, ...part })
      else items.delete(item.id)
    return before
  }
  /** Shows an act at once, and takes it back where the scene's server refuses. `null` deletes. */
  const act = async (given: Ids, part: Partial<Notification> | null): Promise<void> => {
    const before = change(given, part)
    for (const { id } of before) pending.add(id)
    changed()
    if (acts === 'never') return new Promise(() => {})
    await new Promise((resolve) => setTimeout(resolve, answerMs))
    for (const item of before) {
      pending.delete(item.id)
      if (acts) items.set(item.id, item)
    }
    changed()
    if (acts) throw acts
  }
  const see = async (given: Ids, seenAt: string | null): Promise<void> => {
    change(given, { seenAt })
    changed()
  }
  const now = () => new Date(Date.now()).toISOString()
  const everything = () => [...items.keys()]

  return {
    baseUrl: '',
    userId: 'ann',
    feed: (filter = {}) => {
      const key = JSON.stringify(filter)
      const made = feeds.get(key) ?? makeFeed(filter)
      feeds.set(key, made)
      return made.feed
    },
    counts: readable(() => counts),
    connection: readable(() => live),
    app: readable(() => null),
    item: (id) => readable(() => items.get(id)),
    isPending: (id) => readable(() => pending.has(id)),
    markRead: (ids) => undoable(act(ids, { readAt: now(), seenAt: now() })),
    markUnread: (ids) => undoable(act(ids, { readAt: null })),
    markSeen: (ids) => see(ids, now()),
    markUnseen: (ids) => see(ids, null),
    remove: (ids) => undoable(act(ids, null)),
    restore: () => undoable(Promise.resolve()),
    setState: (id, state) => act(id, { state }),
    markAllRead: () => undoable(act(everything(), { readAt: now(), seenAt: now() })),
    markAllSeen: () => undoable(see(everything(), now())),
    archive: (ids) => undoable(act(ids, null)),
    unarchive: () => undoable(Promise.resolve()),
    snooze: (ids) => undoable(act(ids, null)),
    unsnooze: () => undoable(Promise.resolve()),
    pin: (ids) => undoable(act(ids, { pinnedAt: now() })),
    unpin: () => undoable(Promise.resolve()),
    archiveAll: () => undoable(act(everything(), null)),
    removeAll: () => undoable(act(everything(), null)),
    onArrival: () => () => {},
    onUndone: () => () => {},
    account: {} as Account,
    signOut: () => Promise.resolve(),
    close: () => {},
    arrive: (notification) => {
      items.set(notification.id, notification)
      for (const { feed, arrive } of feeds.values())
        if (matches(feed.filter, notification)) arrive(notification)
      changed()
    },
  }
}
