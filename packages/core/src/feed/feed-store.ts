import {
  type AppInfo,
  type BatchAnswer,
  type Counts,
  clientProblem,
  type FeedChanges,
  type FeedHead,
  type FeedPage,
  type Marks,
  type NotificationId,
  type Problem,
} from '@inboxkit/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Connection } from '../inbox.js'
import { shownCounts } from './counts.js'
import type { FeedState } from './feed-state.js'
import { addRecord, applyMarks, createItems, dropRecord, type Items, put, show } from './items.js'
import { isAll, isOne, type Pending } from './overlay.js'

export interface InboxState {
  /** As shown. */
  counts: Counts | null
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
  /** Where the confirmed feed stands; `null` = nothing is loaded. */
  head(): FeedHead | null
  subscribeItem(id: NotificationId, listener: () => void): () => void
  /** Runs changes as one update: everybody is told once, when all of it is true. */
  commit<T>(change: () => T): T
  /** To be called by a feed whose view is another. */
  touch(feed: FeedState): void
  /**
   * A realtime event: its head counts only when it starts where we stand. `isWhole`: the answer to "what has changed
   * since we stood there", which covers everything from there.
   */
  take(changes: FeedChanges, isWhole?: boolean): Verdict
  /** What the server said to some operations; what it changed is told as an event tells it. */
  takeAnswer(sent: readonly Pending[], answer: BatchAnswer): Verdict
  /** A page beside what is loaded: it never moves the head. */
  takePage(feed: FeedState, page: FeedPage, isMore: boolean): Verdict
  /** Everything anew, from the pages of one feed; the others are to be loaded again. The first page is the head. */
  reset(feed: FeedState, pages: readonly FeedPage[]): Verdict
  act(records: readonly Pending[]): void
  /** Takes acts back. */
  refuse(records: readonly Pending[], reason: Problem): void
  /** Forgets this user's data, but for what is still to be sent. */
  wipe(): void
}

const sumOf = ({ seenAll, readAll, cleared }: Marks): number => seenAll + readAll + cleared

export const createFeedStore = (): FeedStore => {
  const state = createStore<InboxState>()(() => ({ counts: null, connection: { kind: 'idle' }, app: null }))
  const items = createItems()
  const { records, ahead, shown } = items
  const feeds = new Set<FeedState>()
  const listeners = new Map<NotificationId, Set<() => void>>()
  let head: FeedHead | null = null

  // Of the update that is going on: items to look at, items that this client has changed, and whom to tell.
  let depth = 0
  const dirty = new Set<NotificationId>()
  const own = new Set<NotificationId>()
  const told = new Set<NotificationId>()
  const touched = new Set<FeedState>()

  const known = (): NotificationId[] =>
    [items.confirmed, shown, items.pending, ahead].flatMap((map) => [...map.keys()])

  /** Brings what is shown, and the feeds, in line with what is confirmed and pending. */
  const settle = (): void => {
    for (const id of dirty) {
      const before = show(items, id)
      const after = shown.get(id)
      told.add(id)
      if (before !== after) for (const feed of feeds) feed.reconsider(id, before, after, own.has(id))
    }
    dirty.clear()
  }

  const publish = (): void => {
    const { counts: old } = state.getState()
    const counts = head && shownCounts(items, head)
    const ids = [...told]
    const views = [...touched]
    for (const set of [own, told, touched]) set.clear()
    if (JSON.stringify(counts) !== JSON.stringify(old)) state.setState({ counts })
    for (const id of ids) for (const listener of listeners.get(id) ?? []) listener()
    for (const feed of views) feed.notify()
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

  /** An act of this client concerns an item, or all that are here now. */
  const markOwn = (record: Pending): void => {
    for (const id of isOne(record) ? [record.id] : known()) {
      dirty.add(id)
      own.add(id)
    }
  }

  const drop = (record: Pending, reason?: Problem): void => {
    if (!records.has(record.operationId)) return
    dropRecord(items, record)
    markOwn(record)
    record.settle(reason)
  }

  const setHead = ({ epoch, seq, counts, marks }: FeedHead): void => {
    // Watermarks only rise.
    const isMoved = !head || sumOf(marks) > sumOf(head.marks)
    if (head && marks.readAll > head.marks.readAll) for (const feed of feeds) feed.outdate()
    head = { epoch, seq, counts, marks }
    if (isMoved) for (const id of applyMarks(items, marks)) dirty.add(id)
  }

  const take = (answer: FeedChanges, isWhole?: boolean): Verdict => {
    const { epoch, from, seq, marks, changes } = answer
    if (!head) return 'fits'
    if (epoch !== head.epoch) return 'void'
    const knownSeq = head.seq
    const fits = isWhole ? from <= knownSeq && seq >= knownSeq : from === knownSeq
    // A change by one of our own operations confirms it, whichever road it came by; "all" only with the watermark.
    for (const { operationId } of fits ? [...changes, marks] : changes) {
      const record = operationId && records.get(operationId)
      if (record && (fits || !isAll(record))) drop(record)
    }
    if (fits) setHead(answer)
    for (const change of changes) {
      // What is not newer than where we stood is in the table already, or was taken out of it since.
      if (change.seq <= knownSeq) continue
      const { id, was } = change
      put(items, head, id, change.seq, change.item, was && { seenAt: was.seen, readAt: was.read })
      dirty.add(id)
    }
    if (fits) {
      // Whatever was ahead and is not any more has just been confirmed, or cleared.
      for (const [id, version] of ahead) if (version.seq <= seq && ahead.delete(id)) dirty.add(id)
      for (const record of records.values()) if ((record.answeredSeq ?? Infinity) <= seq) drop(record)
    }
    return seq <= head.seq ? 'fits' : 'gap'
  }

  const takeResult = (record: Pending, { results, changes, seq }: BatchAnswer, verdict: Verdict): void => {
    const result = results.find(({ operationId }) => operationId === record.operationId)
    const outcome = result?.outcome
    if (outcome === 'gone' && head && verdict !== 'void' && isOne(record)) {
      // Unless a later operation of the batch has brought it back.
      if (!changes.some(({ id }) => id === record.id)) put(items, head, record.id, seq, null, null)
    }
    if (outcome === 'refused' || outcome === 'expired')
      drop(record, clientProblem('refused', result?.message === undefined ? {} : { detail: result.message }))
    else if (outcome === 'gone')
      drop(record, record.verb === 'restore' ? clientProblem('restore_expired') : undefined)
    else if (!outcome) drop(record, clientProblem('garbled'))
    else if (verdict !== 'gap') drop(record)
    else {
      record.answeredSeq = seq
      if (isOne(record)) dirty.add(record.id)
      record.settle()
    }
  }

  const putPage = (page: FeedPage, at: FeedHead): void => {
    for (const item of page.data) {
      put(items, at, item.id, item.seq, item, item)
      dirty.add(item.id)
    }
    settle()
  }

  const forget = (): void => {
    for (const id of known()) dirty.add(id)
    for (const map of [items.confirmed, items.gone, ahead]) map.clear()
  }

  return {
    state,
    items,
    feeds,
    commit,
    head: () => head,
    touch: (feed) => commit(() => touched.add(feed)),
    subscribeItem(id, listener) {
      const set = listeners.get(id) ?? new Set()
      listeners.set(id, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(id)
      }
    },
    take: (changes, isWhole) => commit(() => take(changes, isWhole)),
    takeAnswer: (sent, answer) =>
      commit(() => {
        const verdict = take(answer)
        for (const record of sent) takeResult(record, answer, verdict)
        return verdict
      }),
    takePage: (feed, page, isMore) =>
      commit(() => {
        if (!head) return 'fits'
        if (page.epoch !== head.epoch) return 'void'
        putPage(page, head)
        feed.take(items, [page], isMore)
        if (page.marks.readAll < head.marks.readAll) feed.outdate()
        return page.seq <= head.seq ? 'fits' : 'gap'
      }),
    reset: (feed, pages) =>
      commit(() => {
        const [first] = pages
        if (!first || pages.some(({ epoch }) => epoch !== first.epoch)) return 'void'
        const isNewEpoch = head?.epoch !== first.epoch
        const top = feed.heldTop()
        forget()
        setHead(first)
        for (const record of records.values()) {
          if (record.answeredSeq !== undefined) drop(record)
          // Its position means nothing in a feed that was made anew, and might cover what nobody has seen.
          else if (isNewEpoch && isAll(record)) drop(record, clientProblem('refused'))
        }
        for (const page of pages) putPage(page, first)
        for (const one of feeds) one.clear()
        feed.take(items, pages, false, top)
        return 'fits'
      }),
    act: (made) =>
      commit(() => {
        for (const record of made) {
          addRecord(items, record)
          markOwn(record)
        }
      }),
    refuse: (taken, reason) =>
      commit(() => {
        for (const record of taken) drop(record, reason)
      }),
    wipe: () =>
      commit(() => {
        forget()
        head = null
        for (const feed of feeds) feed.clear()
        state.setState({ app: null })
      }),
  }
}
