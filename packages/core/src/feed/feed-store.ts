import {
  type AllVerb,
  type AppInfo,
  type Change,
  clientProblem,
  type FeedHead,
  type FeedPage,
  type Notification,
  type NotificationId,
  type Problem,
} from '@inboxkit/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Connection } from '../inbox.js'
import type { FeedState } from './feed-state.js'
import { isByRead } from './filters.js'
import { addRecord, createItems, dropRecord, type Items, known, put, shown } from './items.js'
import type { Journal } from './journal.js'
import { isAll, isOne, type Pending } from './overlay.js'
import { createTallies, type Tallies } from './tallies.js'

export interface InboxState {
  connection: Connection
  app: AppInfo | null
}

/** How what is confirmed, and what is laid over it, is changed: only within `commit`. */
export interface Changing {
  /** To be called before an item changes. */
  note(id: NotificationId): void
  /** An act of this client comes, or goes. */
  mark(record: Pending): void
  /** An act is confirmed, or taken back. */
  drop(record: Pending, reason?: Problem): void
  setHead(head: FeedHead): void
  /** Takes a version of an item, if it is newer than ours. `before`: what the confirmed counts hold of it. */
  write(change: Pick<Change, 'id' | 'seq' | 'item'>, before: Parameters<typeof put>[4]): void
  /** Brings the feeds in line with what is shown, at once. */
  settle(): void
}

export interface FeedStore {
  readonly state: StoreApi<InboxState>
  readonly items: Items
  readonly feeds: Set<FeedState>
  readonly tallies: Tallies
  readonly changing: Changing
  /** Who keeps what outlives the page. */
  journal: Journal | undefined
  /** Where the confirmed feed stands; `null` = nothing is loaded. */
  head(): FeedHead | null
  subscribeItem(id: NotificationId, listener: () => void): () => void
  /** Runs changes as one update: everybody is told once, when all of it is true. */
  commit<T>(change: () => T): T
  /** To be called by a feed whose view is another. */
  touch(feed: FeedState): void
  /** Everything anew, from the pages of one feed; the others are to be loaded again. The first page is the head. */
  reset(feed: FeedState, pages: readonly FeedPage[]): 'fits' | 'void'
  act(records: readonly Pending[]): void
  /** Takes acts back; without a reason it was their user who did. */
  refuse(records: readonly Pending[], reason?: Problem): void
  /** Forgets this user's data, but for what is still to be sent. */
  wipe(): void
}

/** Feeds of which every row has to be looked at: none, those by read state, all. */
type Reach = 'none' | 'read' | 'all'
const reaches: Record<AllVerb, Reach> = {
  seenAll: 'none',
  readAll: 'read',
  archiveAll: 'all',
  deleteAll: 'all',
}

export const createFeedStore = (): FeedStore => {
  const state = createStore<InboxState>()(() => ({ connection: { kind: 'idle' }, app: null }))
  const items = createItems()
  const { records, ahead, alls, touched, laid } = items
  const feeds = new Set<FeedState>()
  const listeners = new Map<NotificationId, Set<() => void>>()
  const tallies = createTallies(items)

  // Of the update that is going on: items that changed, with what was shown of them; whose act it is; whom to tell.
  let depth = 0
  const dirty = new Map<NotificationId, Notification | undefined>()
  const own = new Set<NotificationId>()
  const told = new Set<NotificationId>()
  const views = new Set<FeedState>()
  let isAllOwn = false
  let isAllTold = false
  let swept: Reach = 'none'

  /** To be called before an item changes. */
  const note = (id: NotificationId): void => {
    if (!dirty.has(id)) dirty.set(id, shown(items, id))
    laid.delete(id)
    if (alls.size > 0) touched.add(id)
  }
  /**
   * Any item may be shown otherwise from here on.
   * @param isUnderAlls acts on all are laid over it, which may cover other items then
   */
  const sweep = (reach: Reach, isUnderAlls = alls.size > 0): void => {
    laid.clear()
    isAllTold = true
    if (swept !== 'all' && reach !== 'none') swept = isUnderAlls ? 'all' : reach
  }

  /** Brings the feeds in line with what is shown. */
  const settle = (): void => {
    const changes = [...dirty].map(([id, before]) => [id, before, shown(items, id)] as const)
    for (const feed of feeds) {
      if (swept === 'all' || (swept === 'read' && isByRead(feed.filter))) feed.reconsiderAll(items, isAllOwn)
      else
        for (const [id, before, after] of changes)
          if (before !== after) feed.reconsider(id, before, after, isAllOwn || own.has(id))
    }
    for (const id of dirty.keys()) told.add(id)
    dirty.clear()
    swept = 'none'
  }

  const publish = (): void => {
    const ids = isAllTold ? listeners.keys() : told
    const concerned = [...ids].flatMap((id) => [...(listeners.get(id) ?? [])])
    const changed = [...views]
    for (const set of [own, told, views]) set.clear()
    isAllOwn = isAllTold = false
    tallies.publish()
    for (const listener of concerned) listener()
    for (const feed of changed) feed.notify()
  }

  const commit = <T>(change: () => T): T => {
    depth++
    try {
      return change()
    } finally {
      if (depth === 1) settle()
      if (--depth === 0) publish()
    }
  }

  /** An act of this client comes, or goes. */
  const mark = (record: Pending): void => {
    if (isOne(record)) {
      note(record.id)
      own.add(record.id)
      return
    }
    isAllOwn = true
    if (isAll(record)) sweep(reaches[record.verb], alls.size > Number(alls.has(record)))
  }

  const drop = (record: Pending, reason?: Problem): void => {
    if (!records.has(record.operationId)) return
    mark(record)
    dropRecord(items, record)
    record.settle(reason)
  }

  const setHead = ({ epoch, seq, counts, marks }: FeedHead): void => {
    const old = items.head?.marks
    items.head = { epoch, seq, counts, marks }
    // Watermarks only rise.
    if (old && marks.cleared > old.cleared) sweep('all')
    if (old && marks.readAll > old.readAll) {
      sweep('read')
      for (const feed of feeds) feed.outdate()
    }
    if (old && marks.seenAll > old.seenAll) sweep('none')
  }

  const write = (change: Pick<Change, 'id' | 'seq' | 'item'>, before: Parameters<typeof put>[4]): void => {
    note(change.id)
    put(items, change.id, change.seq, change.item, before)
  }

  const forget = (): void => {
    for (const map of [items.confirmed, items.gone, ahead, touched, laid]) map.clear()
    isAllTold = true
  }

  const store: FeedStore = {
    state,
    items,
    feeds,
    tallies,
    changing: { note, mark, drop, setHead, write, settle },
    journal: undefined,
    commit,
    head: () => items.head,
    touch: (feed) => commit(() => views.add(feed)),
    subscribeItem(id, listener) {
      const set = listeners.get(id) ?? new Set()
      listeners.set(id, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(id)
      }
    },
    reset(feed, pages) {
      const verdict = commit(() => {
        const [first] = pages
        if (!first || pages.some(({ epoch }) => epoch !== first.epoch)) return 'void'
        const isNewEpoch = items.head?.epoch !== first.epoch
        const top = feed.heldTop()
        forget()
        setHead(first)
        for (const record of records.values()) {
          if (record.answeredSeq !== undefined) drop(record)
          // Its position means nothing in a feed that was made anew, and might cover what nobody has seen.
          else if (isNewEpoch && isAll(record)) drop(record, clientProblem('refused'))
        }
        for (const page of pages) for (const item of page.data) write({ ...item, item }, item)
        for (const one of feeds) one.clear()
        feed.take(items, pages, false, top)
        tallies.outdate()
        if (first.filtered) tallies.set([feed.filter], [first.filtered])
        dirty.clear()
        swept = 'none'
        return 'fits'
      })
      store.journal?.changed()
      return verdict
    },
    act(made) {
      commit(() => {
        for (const record of made) {
          const { settle: tell } = record
          record.settle = (reason) => {
            store.journal?.settled(record, reason)
            tell(reason)
          }
          mark(record)
          addRecord(items, record)
          // One from an earlier time: much may be newer than what it covers.
          if (isAll(record) && record.throughSeq < (items.head?.seq ?? 0))
            for (const id of known(items))
              if ((shown(items, id)?.sort ?? 0) > record.throughSeq) touched.add(id)
        }
      })
      store.journal?.added(made)
    },
    refuse: (taken, reason) =>
      commit(() => {
        for (const record of taken) drop(record, reason)
      }),
    wipe: () =>
      commit(() => {
        forget()
        items.head = null
        for (const feed of feeds) feed.clear()
        tallies.outdate()
        state.setState({ app: null })
      }),
  }
  return store
}
