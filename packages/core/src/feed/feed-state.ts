import type { FeedPage, Filter, Notification, NotificationId } from '@inboxkit/protocol'
import type { FeedView } from '../inbox.js'
import type { Readable } from '../readable.js'
import type { Items } from './items.js'
import { matches } from './overlay.js'
import { place, type Rows } from './rows.js'

type Outside = Pick<FeedView, 'status' | 'more'>

/** Which rows one filter shows. It holds no items: the table does, and tells it about each that changes. */
export interface FeedState extends Readable<FeedView> {
  readonly filter: Filter
  notify(): void
  isWatched(): boolean
  /** How many rows are loaded, those that wait included. */
  size(): number
  cursor(): string | null
  status(): FeedView['status']
  /** Another one after everything was replaced: an answer to an earlier question is void. */
  generation(): object
  /** While held, the place of the first visible row. */
  heldTop(): number | undefined
  set(outside: Partial<Outside>): void
  /** An item is shown otherwise than `before`. `isOwn`: by an act of this client. */
  reconsider(
    id: NotificationId,
    before: Notification | undefined,
    after: Notification | undefined,
    isOwn: boolean,
  ): void
  /**
   * Takes over what was loaded, its items being in the table already. `isMore`: the next page, instead of everything
   * anew; then rows above `top` were not asked for, and wait.
   */
  take(items: Items, pages: readonly FeedPage[], isMore: boolean, top?: number): void
  /** A watermark has made items read that may not be here: a feed of what is read has to be loaded again. */
  outdate(): void
  hold(held: boolean): void
  showWaiting(): void
  /** Its user has left: rows that stayed only because of an own act go. */
  leave(items: Items): void
  clear(): void
}

const fresh: Outside = { status: { kind: 'idle' }, more: 'idle' }

/** @param onChange called when the view is another, before anybody is told */
export const createFeedState = (filter: Filter, onChange: (feed: FeedState) => void): FeedState => {
  const listeners = new Set<() => void>()
  /** Rows that stopped matching by an own act. */
  const kept = new Set<NotificationId>()
  const waiting = new Set<NotificationId>()
  let rows: Rows = []
  /** Everything from here up is loaded: `Infinity` = nothing, `-Infinity` = all. */
  let floor = Infinity
  let cursor: string | null = null
  let isHeld = false
  let outside = fresh
  let ids: readonly NotificationId[] | undefined
  let view: FeedView | undefined

  const set = (patch: Partial<Outside>): void => {
    outside = { ...outside, ...patch }
    view = undefined
    onChange(feed)
  }
  const move = (patch: Partial<Outside>): void => {
    ids = undefined
    set(patch)
  }
  const enter = (item: Notification | undefined): boolean => {
    if (!item || item.sort < floor || !(matches(filter, item) || kept.has(item.id))) return false
    place(rows, item, true)
    return true
  }
  const letIn = (): void => {
    waiting.clear()
    move({})
  }

  const feed: FeedState = {
    filter,
    get: () => {
      ids ??= rows.flatMap((page) => page.map(({ id }) => id)).filter((id) => !waiting.has(id))
      view ??= { ...outside, ids, waiting: waiting.size, hasMore: cursor !== null }
      return view
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notify: () => {
      for (const listener of listeners) listener()
    },
    isWatched: () => listeners.size > 0,
    size: () => rows.flat().length,
    cursor: () => cursor,
    status: () => outside.status,
    generation: () => rows,
    heldTop: () => (isHeld ? rows.flat().find(({ id }) => !waiting.has(id))?.sort : undefined),
    set,

    reconsider(id, before, after, isOwn) {
      const wasIn = before !== undefined && place(rows, before, false)
      if (after && matches(filter, after)) kept.delete(id)
      else if (wasIn && isOwn && after) kept.add(id)
      const isIn = enter(after)
      if (!isIn) {
        waiting.delete(id)
        if (!isOwn) kept.delete(id)
      } else if (!wasIn && isHeld && !isOwn) waiting.add(id)
      if (wasIn !== isIn || (isIn && before?.sort !== after?.sort)) move({})
    },

    take(items, pages, isMore, top = feed.heldTop()) {
      if (!isMore) feed.clear()
      for (const { data, nextCursor, seq } of pages) {
        cursor = nextCursor
        floor = nextCursor === null ? -Infinity : (data.at(-1)?.sort ?? floor)
        for (const { id } of data) enter(items.shown.get(id))
        // What came after the page was read, or is not confirmed, the page cannot know.
        for (const item of items.shown.values())
          if (item.seq > seq || items.confirmed.get(item.id) !== item) enter(item)
      }
      if (!isMore) for (const { id, sort } of rows.flat()) if (sort > (top ?? sort)) waiting.add(id)
      move({ status: { kind: 'ready' }, more: 'idle' })
    },

    outdate() {
      if (filter.state === 'read' && outside.status.kind === 'ready') set({ status: { kind: 'idle' } })
    },

    hold(held) {
      isHeld = held
      if (!held && waiting.size > 0) letIn()
    },
    showWaiting: letIn,

    leave(items) {
      isHeld = false
      for (const id of kept) place(rows, items.shown.get(id) ?? { id, sort: 0 }, false)
      kept.clear()
      letIn()
    },

    clear() {
      rows = []
      kept.clear()
      floor = Infinity
      cursor = null
      outside = fresh
      letIn()
    },
  }
  return feed
}
