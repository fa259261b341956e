import {
  type AllOperation,
  type AllVerb,
  type BatchAnswer,
  type Beacon,
  type ChangesAnswer,
  type FeedChanges,
  type FeedHead,
  type FeedPage,
  type Filter,
  maxChanges,
  mostFiltered,
  type Notification,
  type Operation,
  type OperationResult,
  type Outcome,
  type UndoOperation,
} from '@inboxkit/protocol'
import type { Clock } from '../clock.js'
import { actOnAll, undo } from './all-verbs.js'
import type { ToldAnswer } from './answers.js'
import { aContent, type NewItem } from './content.js'
import { filteredCounts, headOf, listOf } from './filters.js'
import { actOn, type Changes, type ItemAct, type Times } from './item-verbs.js'
import { runsOf } from './runs.js'
import { type FeedState, isCleared, iso, isThere, noMarks, type Stored, toItem } from './state.js'
import { createSweeper } from './sweeper.js'

/** What a feed tells its sockets: what was changed, or only where it stands. */
export type FeedEvent =
  | { name: 'feed'; payload: FeedChanges }
  /** Too much to tell item by item. */
  | { name: 'beacon'; payload: Beacon }

/** How long a page is, and where it begins: after a cursor, or by its number from 1. */
export interface PageOf {
  limit: number
  cursor?: number | null
  pageNo?: number
}

/** One user's feed as the server keeps it, without a database. */
export interface TestFeed {
  readonly clock: Clock
  head(): FeedHead
  /** What a client that sees everything shows: newest first, the pinned ones before them. */
  list(filter?: Filter): Notification[]
  /** Of everything that is neither deleted nor cleared: also what is archived or snoozed. */
  ids(): number[]
  find(id: number): Notification | undefined
  create(item?: NewItem): Notification
  page(filter: Filter, page: PageOf): FeedPage
  changes(epoch: string, since: number, filters?: readonly Filter[]): ChangesAnswer
  batch(operations: readonly Operation[]): BatchAnswer
  /** The same user does something to an item, elsewhere. */
  act(act: Omit<ItemAct, 'operationId'>): Outcome
  /** What workflows were told of answers to blocks, in order. */
  readonly answers: readonly ToldAnswer[]
  /** The same user does something to all, elsewhere. */
  actOnAll(verb: AllVerb, filter?: Filter): void
  /** Refuses these operations with a reason. */
  refuse: (operation: Operation) => string | undefined
  /** Tombstones are forgotten: who stands before here has to load anew. */
  forgetTombstones(): void
  /** Contents of deleted items are gone for good. */
  purge(): void
  /** Makes the feed anew: another epoch, other positions, the same notifications. */
  renew(): void
  /** Keeps a backup; what is returned goes back to it, as a restored database does. */
  backUp(): () => void
  /** What happened after commit. */
  listen(listener: (event: FeedEvent) => void): () => void
  /** Nothing wakes or expires any more. */
  close(): void
}

export interface FeedOptions {
  /** What its epochs are called by. */
  name?: string
  /** Ids are unique on a server. */
  nextId?: () => number
  /** By its identifier. */
  categoryOf?: (identifier: string) => Notification['category']
}

const dayMs = 24 * 3600 * 1000
const isAll = (operation: Operation): operation is AllOperation => 'throughSeq' in operation
const isUndo = (operation: Operation): operation is UndoOperation => operation.verb === 'undo'

/** Totals that do not stand in the head are told no further than counts of filters go. */
const mostTold = ({ state, ...rest }: Filter, total: number): number => {
  const isInHead = Object.keys(rest).length === 0 && state !== 'archived' && state !== 'snoozed'
  return isInHead ? total : Math.min(total, mostFiltered)
}

const placeOf = ({ sort, pinnedAt }: Notification): number => sort + (pinnedAt ? 2 ** 52 : 0)

/** @param clock by which snoozed items wake and others expire */
export const createTestFeed = (
  clock: Clock,
  { name = 'epoch', nextId, categoryOf }: FeedOptions = {},
): TestFeed => {
  let epochs = 0
  const newEpoch = (): string => `${name}-${++epochs}`
  const listeners = new Set<(event: FeedEvent) => void>()
  let made = 0
  let state: FeedState = {
    epoch: newEpoch(),
    seq: 0,
    floorSeq: 0,
    marks: { ...noMarks },
    items: new Map(),
    done: new Map(),
    answers: [],
  }

  const tell = (event: FeedEvent): void => {
    for (const listener of [...listeners]) listener(event)
  }
  const inOrder = (changes: Changes): FeedChanges['changes'] =>
    [...changes.values()].sort((a, b) => a.seq - b.seq)

  /**
   * Runs changes as one transaction. Too many, or a feed made anew, are told as a position only: who stands lower has
   * to ask.
   */
  const commit = (change: (changes: Changes) => void): FeedChanges => {
    const { seq: from, epoch: before } = state
    const changes: Changes = new Map()
    change(changes)
    sweeper.schedule(changes)
    const head = headOf(state)
    const { epoch, seq } = head
    const isUntold = changes.size > maxChanges || epoch !== before
    const event: FeedChanges = isUntold
      ? { ...head, from: seq, changes: [] }
      : { ...head, from, changes: inOrder(changes) }
    if (isUntold) tell({ name: 'beacon', payload: { epoch, seq } })
    else if (seq > from) tell({ name: 'feed', payload: event })
    return event
  }

  const sweeper = createSweeper(
    clock,
    () => state,
    (change) => void commit(change),
  )

  const perform = (operation: Operation, changes: Changes): OperationResult => {
    const { operationId, ageMs = 0 } = operation
    const now = clock.now()
    const times: Times = { at: now - ageMs, now }
    const refused = feed.refuse(operation)
    if (refused !== undefined) return { operationId, outcome: 'refused', message: refused }
    if (ageMs > 30 * dayMs) return { operationId, outcome: 'expired' }
    if (state.done.has(operationId)) return { operationId, outcome: 'duplicate' }
    state.done.set(operationId, { at: times.at })
    const renewEpoch = (): void => {
      state.epoch = newEpoch()
      sweeper.schedule()
    }
    if (isUndo(operation)) return { operationId, ...undo(state, operation, times, changes, renewEpoch) }
    const result = isAll(operation)
      ? actOnAll(state, operation, times, changes)
      : actOn(state, operation, times, changes)
    return { operationId, ...result }
  }

  const sortOf = (operation: Operation): number =>
    'id' in operation ? (state.items.get(operation.id)?.sort ?? 0) : 0

  /** Neighbours with the same verb are one statement on the server, which goes by the items' places. */
  const performAll = (operations: readonly Operation[], changes: Changes): OperationResult[] => {
    const results = new Map<Operation, OperationResult>()
    for (const run of runsOf(operations))
      for (const operation of [...run].sort((a, b) => sortOf(a) - sortOf(b)))
        results.set(operation, perform(operation, changes))
    return operations.map((operation) => results.get(operation) as OperationResult)
  }

  const feed: TestFeed = {
    clock,
    head: () => headOf(state),
    list: (filter) => listOf(state, filter).sort((a, b) => placeOf(b) - placeOf(a)),
    ids: () =>
      [...state.items.values()].filter((one) => isThere(one, state.marks)).map(({ content }) => content.id),
    find(id) {
      const one = state.items.get(id)
      return one && isThere(one, state.marks) ? toItem(one, state.marks) : undefined
    },
    refuse: () => undefined,
    get answers() {
      return state.answers
    },

    create(given = {}) {
      made++
      const content = aContent(
        given,
        { id: nextId?.() ?? 1000 + made, number: made, at: iso(clock.now()) },
        categoryOf,
      )
      commit((changes) => {
        const seq = ++state.seq
        const one: Stored = {
          content,
          standing: {
            seenAt: null,
            readAt: null,
            state: null,
            answer: null,
            archivedAt: null,
            snoozedUntil: null,
            pinnedAt: null,
            deletedAt: null,
          },
          seq,
          sort: seq,
          wasAway: false,
          isPurged: false,
          actedAt: 0,
          operationId: null,
        }
        const { id } = content
        state.items.set(id, one)
        changes.set(id, { id, seq, item: toItem(one, state.marks), was: null, operationId: null })
      })
      return toItem(state.items.get(content.id) as Stored, state.marks)
    },

    page(filter, { limit, cursor = null, pageNo }) {
      const matching = listOf(state, filter)
      const isByCursor = pageNo === undefined
      const pinned = isByCursor ? matching.filter(({ pinnedAt }) => pinnedAt) : []
      const others = matching.filter((item) => !pinned.includes(item))
      const from = isByCursor ? 0 : (pageNo - 1) * limit
      const left = others.filter(({ sort }) => cursor === null || sort < cursor).slice(from)
      const data = left.slice(0, limit)
      const head = headOf(state)
      const filtered = filteredCounts(state, filter)
      return {
        ...head,
        data: cursor === null ? [...pinned, ...data] : data,
        nextCursor: left.length > limit ? String(data.at(-1)?.sort) : null,
        unreadCount: head.counts.unseen,
        pagination: { totalCount: isByCursor ? mostTold(filter, matching.length) : matching.length },
        ...(filtered && { filtered }),
      }
    },

    changes(epoch, since, filters) {
      const { seq, floorSeq, marks } = state
      const reset = epoch !== state.epoch || since > seq || since < floorSeq || seq - since > maxChanges
      const changed = [...state.items.values()].filter(
        // What a client may know from elsewhere, where no watermark reaches it, is told by name when it is gone.
        (one) => !reset && one.seq > since && (one.wasAway || !isCleared(one, marks)),
      )
      return {
        ...headOf(state),
        from: since,
        reset,
        changes: changed
          .map((one) => ({
            id: one.content.id,
            seq: one.seq,
            item: isThere(one, marks) ? toItem(one, marks) : null,
            was: null,
            operationId: one.operationId,
          }))
          .sort((a, b) => a.seq - b.seq),
        ...(filters && { filtered: filters.map((filter) => filteredCounts(state, filter)) }),
      }
    },

    batch(operations) {
      let results: OperationResult[] = []
      const event = commit((changes) => {
        results = performAll(operations, changes)
      })
      return { ...event, results }
    },

    act(act) {
      let outcome: Outcome = 'gone'
      const now = clock.now()
      commit((changes) => {
        ;({ outcome } = actOn(state, { ...act, operationId: null }, { at: now, now }, changes))
      })
      return outcome
    },
    actOnAll(verb, filter = {}) {
      const now = clock.now()
      commit((changes) => {
        actOnAll(state, { verb, filter, throughSeq: state.seq, operationId: null }, { at: now, now }, changes)
      })
    },

    forgetTombstones() {
      state.floorSeq = state.seq
      for (const [id, { standing }] of state.items) if (standing.deletedAt !== null) state.items.delete(id)
    },
    purge() {
      for (const [id, one] of state.items)
        if (one.standing.deletedAt !== null) state.items.set(id, { ...one, isPurged: true })
    },
    renew() {
      const { marks } = state
      const kept = [...state.items.values()]
        .filter((one) => isThere(one, marks))
        .sort((a, b) => a.sort - b.sort)
        .map((one, at): Stored => {
          const { seenAt, readAt } = toItem(one, marks)
          const standing = { ...one.standing, seenAt, readAt }
          return { ...one, standing, seq: at + 1, sort: at + 1, actedAt: 0, operationId: null }
        })
      state = {
        ...state,
        epoch: newEpoch(),
        seq: kept.length,
        floorSeq: 0,
        marks: { ...noMarks },
        items: new Map(kept.map((one) => [one.content.id, one])),
      }
    },
    backUp() {
      const backup = structuredClone(state)
      return () => {
        state = { ...structuredClone(backup), epoch: state.epoch }
        sweeper.schedule()
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => sweeper.stop(),
  }
  return feed
}
