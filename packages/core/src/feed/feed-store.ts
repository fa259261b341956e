import {
  type AllVerb,
  type AppInfo,
  type BatchAnswer,
  type Change,
  type ChangesAnswer,
  clientProblem,
  type FeedChanges,
  type FeedHead,
  type FeedPage,
  type Filter,
  type Notification,
  type NotificationId,
  type Problem,
} from '@inboxkit/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Connection } from '../inbox.js'
import type { FeedState } from './feed-state.js'
import { isByRead, toJudged } from './filters.js'
import { addRecord, createItems, dropRecord, type Items, known, put, shown } from './items.js'
import { isAll, isOne, type Pending } from './overlay.js'
import { createTallies, type Tallies } from './tallies.js'

export interface InboxState {
  connection: Connection
  app: AppInfo | null
}

/**
 * What an answer or event means for us: `fits`: we stand where it ends, or further. `gap`: something between is
 * missing. `void`: it is of another epoch, so all we know is.
 */
export type Verdict = 'fits' | 'gap' | 'void'

export interface FeedStore {
  readonly state: StoreApi<InboxState>
  readonly items: Items
  readonly feeds: Set<FeedState>
  readonly tallies: Tallies
  /** Where the confirmed feed stands; `null` = nothing is loaded. */
  head(): FeedHead | null
  subscribeItem(id: NotificationId, listener: () => void): () => void
  /** Runs changes as one update: everybody is told once, when all of it is true. */
  commit<T>(change: () => T): T
  /** To be called by a feed whose view is another. */
  touch(feed: FeedState): void
  /** A realtime event, or what an answer tells like one: its head counts only when it starts where we stand. */
  take(changes: FeedChanges): Verdict
  /** The answer to "what has changed since we stood there, and what do these filters count": it covers all of it. */
  takeWhole(answer: ChangesAnswer, asked: readonly Filter[]): Verdict
  /** What the server said to some operations; what it changed is told as an event tells it. */
  takeAnswer(sent: readonly Pending[], answer: BatchAnswer): Verdict
  /** A page beside what is loaded: it never moves the head. */
  takePage(feed: FeedState, page: FeedPage, isMore: boolean): Verdict
  /** Everything anew, from the pages of one feed; the others are to be loaded again. The first page is the head. */
  reset(feed: FeedState, pages: readonly FeedPage[]): Verdict
  act(records: readonly Pending[]): void
  /** Takes acts back; without a reason it was their user who did. */
  refuse(records: readonly Pending[], reason?: Problem): void
  /** Its user takes an act on all back that is under way: it is not shown any more, whatever becomes of it. */
  hide(record: Pending): void
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

  /**
   * Beyond a gap: an older item that we don't know. What it was just before tells nothing of what it was where our
   * counts stand, so its row would come without them. What is missing brings both.
   */
  const isStrange = ({ id, item, was }: Change, seq: number): boolean =>
    item !== null &&
    was !== null &&
    item.sort <= seq &&
    !items.confirmed.has(id) &&
    !items.gone.has(id) &&
    !ahead.has(id)

  const take = (answer: FeedChanges | ChangesAnswer, asked?: readonly Filter[]): Verdict => {
    const { epoch, from, seq, marks, changes } = answer
    const { head } = items
    if (!head) return 'fits'
    if (epoch !== head.epoch) return 'void'
    const fits = asked ? from <= head.seq && seq >= head.seq : from === head.seq
    // A change by one of our own operations confirms it, whichever road it came by; "all" only with everything.
    for (const { operationId } of fits ? [...changes, marks] : changes) {
      const record = operationId && records.get(operationId)
      if (record && (fits || !isAll(record))) drop(record)
    }
    // What is not newer than where we stood is in the table already, or was taken out of it since.
    const news = changes.filter((change) => change.seq > head.seq)
    if (fits) {
      if (!asked) tallies.move(news)
      setHead(answer)
    }
    for (const change of news)
      if (fits || !isStrange(change, head.seq)) write(change, change.was && toJudged(change.was))
    if (fits) {
      // Whatever was ahead and is not any more has just been confirmed, or cleared.
      for (const [id, version] of ahead) {
        if (version.seq > seq) continue
        note(id)
        ahead.delete(id)
      }
      for (const record of records.values()) if ((record.answeredSeq ?? Infinity) <= seq) drop(record)
      tallies.moveMarks(head, news)
      if (asked && seq > head.seq) tallies.outdate()
      if (asked) tallies.set(asked, 'filtered' in answer ? answer.filtered : [])
    }
    return seq <= (items.head?.seq ?? 0) ? 'fits' : 'gap'
  }

  const takeResult = (record: Pending, { results, changes, seq }: BatchAnswer, verdict: Verdict): void => {
    const result = results.find(({ operationId }) => operationId === record.operationId)
    const outcome = result?.outcome
    if (outcome === 'gone' && items.head && verdict !== 'void' && isOne(record)) {
      // Unless a later operation of the batch has brought it back.
      if (!changes.some(({ id }) => id === record.id)) write({ id: record.id, seq, item: null }, null)
    }
    if (outcome !== 'applied' && outcome !== 'duplicate') record.isVain = true
    if (outcome === 'refused' || outcome === 'expired')
      drop(record, clientProblem('refused', result?.message === undefined ? {} : { detail: result.message }))
    else if (outcome === 'gone')
      drop(record, record.verb === 'restore' ? clientProblem('restore_expired') : undefined)
    else if (!outcome) drop(record, clientProblem('garbled'))
    else if (verdict !== 'gap') drop(record)
    else {
      record.answeredSeq = seq
      if (isOne(record)) note(record.id)
      record.settle()
    }
  }

  const forget = (): void => {
    for (const map of [items.confirmed, items.gone, ahead, touched, laid]) map.clear()
    isAllTold = true
  }

  return {
    state,
    items,
    feeds,
    tallies,
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
    take: (changes) => commit(() => take(changes)),
    takeWhole: (answer, asked) => commit(() => take(answer, asked)),
    takeAnswer: (sent, answer) =>
      commit(() => {
        const verdict = take(answer)
        for (const record of sent) takeResult(record, answer, verdict)
        return verdict
      }),
    takePage: (feed, page, isMore) =>
      commit(() => {
        const { head } = items
        if (!head) return 'fits'
        if (page.epoch !== head.epoch) return 'void'
        for (const item of page.data) write({ ...item, item }, item)
        settle()
        feed.take(items, [page], isMore)
        if (page.filtered && page.seq === head.seq) tallies.set([feed.filter], [page.filtered])
        if (page.marks.readAll < head.marks.readAll) feed.outdate()
        return page.seq <= head.seq ? 'fits' : 'gap'
      }),
    reset: (feed, pages) =>
      commit(() => {
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
      }),
    act: (made) =>
      commit(() => {
        for (const record of made) {
          mark(record)
          addRecord(items, record)
          // One from an earlier time: much may be newer than what it covers.
          if (isAll(record) && record.throughSeq < (items.head?.seq ?? 0))
            for (const id of known(items))
              if ((shown(items, id)?.sort ?? 0) > record.throughSeq) touched.add(id)
        }
      }),
    refuse: (taken, reason) =>
      commit(() => {
        for (const record of taken) drop(record, reason)
      }),
    hide: (record) =>
      commit(() => {
        mark(record)
        alls.delete(record)
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
}
