import type { FeedPage, Filter, Notification, NotificationId } from '@inboxkit/protocol'
import type { FeedView } from '../inbox.js'
import type { Readable } from '../readable.js'
import { broaden, firstPinned, matches, placeOf } from './filters.js'
import { type Items, known, shown, tracked } from './items.js'
import { idsOf, place, type Rows } from './rows.js'

/** How many rows a first page has. */
export const firstPage: number = 25

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
  /** While held, the place of the first visible row that is not pinned. */
  heldTop(): number | undefined
  /** Whether everything is loaded down to the place of this item. */
  reaches(item: Notification): boolean
  set(outside: Partial<Outside>): void
  /** An item is shown otherwise than `before`. `isOwn`: by an act of this client. */
  reconsider(
    id: NotificationId,
    before: Notification | undefined,
    after: Notification | undefined,
    isOwn: boolean,
  ): void
  /** Any item may be shown otherwise than before. */
  reconsiderAll(items: Items, isOwn: boolean): void
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
  const broad = broaden(filter)
  /** Rows that stopped matching when their user read them, or did not. */
  const kept = new Set<NotificationId>()
  const waiting = new Set<NotificationId>()
  const rows: Rows = []
  let generation = {}
  /** Everything from this place up is loaded: `Infinity` = nothing, `-Infinity` = all. */
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
  /** Puts an item where it belongs now, if anywhere. */
  const judge = (
    id: NotificationId,
    item: Notification | undefined,
    wasIn: boolean,
    isOwn: boolean,
  ): boolean => {
    const isMatch = item !== undefined && matches(filter, item)
    const mayStay = wasIn && (isOwn || kept.has(id))
    const isIn =
      item !== undefined && placeOf(item) >= floor && (isMatch || (mayStay && matches(broad, item)))
    if (isIn) place(rows, id, placeOf(item), true)
    if (isIn && !isMatch) kept.add(id)
    else kept.delete(id)
    if (!isIn) waiting.delete(id)
    else if (!wasIn && isHeld && !isOwn) waiting.add(id)
    return isIn
  }
  const letIn = (): void => {
    waiting.clear()
    move({})
  }

  const feed: FeedState = {
    filter,
    get: () => {
      if (!ids) {
        const all = idsOf(rows)
        ids = waiting.size > 0 ? all.filter((id) => !waiting.has(id)) : all
      }
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
    size: () => rows.reduce((sum, page) => sum + page.ids.length, 0),
    cursor: () => cursor,
    status: () => outside.status,
    generation: () => generation,
    reaches: (item) => placeOf(item) >= floor,
    heldTop() {
      if (!isHeld) return undefined
      for (const page of rows)
        for (const [index, at] of page.places.entries())
          if (at < firstPinned && !waiting.has(page.ids[index] as number)) return at
      return undefined
    },
    set,

    reconsider(id, before, after, isOwn) {
      const wasIn = before !== undefined && place(rows, id, placeOf(before), false)
      const isIn = judge(id, after, wasIn, isOwn)
      if (wasIn !== isIn || (isIn && before && after && placeOf(before) !== placeOf(after))) move({})
    },

    reconsiderAll(items, isOwn) {
      if (floor === Infinity) return
      const before = new Set(rows.splice(0).flatMap((page) => page.ids))
      for (const id of known(items)) judge(id, shown(items, id), before.has(id), isOwn)
      move({})
    },

    take(items, pages, isMore, top = feed.heldTop()) {
      if (!isMore) feed.clear()
      const enter = (id: NotificationId): void => {
        const item = shown(items, id)
        if (item && placeOf(item) >= floor && matches(filter, item)) place(rows, id, placeOf(item), true)
      }
      for (const { data, nextCursor, seq } of pages) {
        cursor = nextCursor
        floor = nextCursor === null ? -Infinity : (data.at(-1)?.sort ?? floor)
        for (const { id } of data) enter(id)
        // What came after the page was read, or is not confirmed, the page cannot know.
        const isLate = seq < (items.head?.seq ?? 0) || items.alls.size > 0
        for (const id of (isLate ? known : tracked)(items)) enter(id)
      }
      if (!isMore && top !== undefined)
        for (const page of rows)
          for (const [index, at] of page.places.entries())
            if (at > top && at < firstPinned) waiting.add(page.ids[index] as number)
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
      for (const id of kept) {
        const item = shown(items, id)
        if (item) place(rows, id, placeOf(item), false)
      }
      kept.clear()
      letIn()
    },

    clear() {
      rows.length = 0
      generation = {}
      kept.clear()
      floor = Infinity
      cursor = null
      outside = fresh
      letIn()
    },
  }
  return feed
}
