import {
  type AllOperation,
  type BatchAnswer,
  type Change,
  type ChangesAnswer,
  type Counts,
  type FeedChanges,
  type FeedHead,
  type FeedPage,
  type Filter,
  type ItemOperation,
  type Marks,
  maxChanges,
  type Notification,
  type Operation,
  type Outcome,
  type UndoOperation,
} from '@inboxkit/protocol'

interface Stored {
  item: Notification
  isDeleted: boolean
  isPurged: boolean
  /** When its user acted last, milliseconds. */
  actedAt: number
  operationId: string | null
}

export interface NewItem {
  title?: string
  category?: string | null
}

/** One user's feed as the server keeps it (DESIGN.md, section 3), without a database. The truth of the tests. */
export interface TestFeed {
  head(): FeedHead
  /** What a client that sees everything shows. */
  list(filter?: Filter): Notification[]
  /** Of everything that is neither deleted nor cleared. */
  ids(): number[]
  create(item?: NewItem): Notification
  page(filter: Filter, limit: number, cursor: string | null): FeedPage
  changes(epoch: string, since: number): ChangesAnswer
  batch(operations: readonly Operation[]): BatchAnswer
  /** Refuses these operations with a reason. */
  refuse: (operation: Operation) => string | undefined
  /** Tombstones are forgotten: who stands before here has to load anew. */
  forgetTombstones(): void
  /** Contents of deleted items are gone for good. */
  purge(): void
  /** Makes the feed anew: another epoch, other positions, the same notifications. */
  renew(): void
  /** Goes back to an earlier backup, as a restored database does. */
  backUp(): () => void
  /** What happened after commit. */
  listen(listener: (event: FeedChanges) => void): () => void
}

const dayMs = 24 * 3600 * 1000
const isAll = (operation: Operation): operation is AllOperation => 'throughSeq' in operation
const isUndo = (operation: Operation): operation is UndoOperation => operation.verb === 'undo'

export const createTestFeed = (now: () => number): TestFeed => {
  const listeners = new Set<(event: FeedChanges) => void>()
  let stored = new Map<number, Stored>()
  let done = new Set<string>()
  let epochs = 1
  let made = 0
  let seq = 0
  let floorSeq = 0
  let marks: Marks = {
    seenAll: 0,
    seenAllAt: null,
    readAll: 0,
    readAllAt: null,
    cleared: 0,
    operationId: null,
  }
  const epoch = (): string => `epoch-${epochs}`
  const iso = (at: number): string => new Date(at).toISOString()

  const effective = ({ item }: Stored): Notification => {
    const readAt = item.readAt ?? (item.seq <= marks.readAll ? marks.readAllAt : null)
    const seenAt = item.seenAt ?? (item.seq <= marks.seenAll ? marks.seenAllAt : null)
    return { ...item, readAt, clickedAt: readAt, seenAt }
  }
  const alive = (): Stored[] =>
    [...stored.values()].filter(({ item, isDeleted }) => !isDeleted && item.sort > marks.cleared)
  const countOf = (items: readonly Notification[]): Counts => ({
    unseen: items.filter(({ seenAt, readAt }) => !seenAt && !readAt).length,
    unread: items.filter(({ readAt }) => !readAt).length,
    total: items.length,
  })
  /** As `countOf(list())`, but quick: every event asks for it. */
  const countAlive = (): Counts => {
    const counts = { unseen: 0, unread: 0, total: 0 }
    for (const { item, isDeleted } of stored.values()) {
      if (isDeleted || item.sort <= marks.cleared) continue
      counts.total++
      if (item.readAt || item.seq <= marks.readAll) continue
      counts.unread++
      if (!item.seenAt && item.seq > marks.seenAll) counts.unseen++
    }
    return counts
  }
  const head = (): FeedHead => ({ epoch: epoch(), seq, counts: countAlive(), marks: { ...marks } })
  const changeOf = (one: Stored, was: Notification | null): Change => ({
    id: one.item.id,
    seq: one.item.seq,
    item: one.isDeleted ? null : effective(one),
    was: was && {
      seen: Boolean(was.seenAt),
      read: Boolean(was.readAt),
      archived: false,
      snoozed: false,
      category: was.category?.identifier ?? null,
    },
    operationId: one.operationId,
  })

  const matches = ({ state, category }: Filter, item: Notification): boolean =>
    (state === undefined || (state === 'read') === Boolean(item.readAt)) &&
    (category === undefined || item.category?.identifier === category)
  const list = (filter: Filter = {}): Notification[] =>
    alive()
      .map(effective)
      .filter((item) => matches(filter, item))
      .sort((a, b) => b.sort - a.sort)

  const tell = (event: FeedChanges): void => {
    for (const listener of listeners) listener(event)
  }

  const actOn = (operation: ItemOperation, at: number, changes: Map<number, Change>): Outcome => {
    const { id, verb } = operation
    const one = stored.get(id)
    if (!one || one.isPurged || one.item.sort <= marks.cleared) return 'gone'
    if (one.isDeleted && verb !== 'restore' && verb !== 'delete') return 'gone'
    const was = one.isDeleted ? null : effective(one)
    const before = effective(one)
    const allActedAt =
      one.item.seq <= marks.readAll && marks.readAllAt
        ? Date.parse(marks.readAllAt)
        : Number.NEGATIVE_INFINITY
    if (verb !== 'seen' && Math.max(one.actedAt, allActedAt) > at) return 'superseded'
    const seenAt =
      verb === 'unseen' ? null : (before.seenAt ?? (verb === 'seen' || verb === 'read' ? iso(at) : null))
    const readAt = verb === 'unread' ? null : (before.readAt ?? (verb === 'read' ? iso(at) : null))
    const state = verb === 'state' ? (operation.state ?? null) : before.state
    const isDeleted = verb === 'delete' || (one.isDeleted && verb !== 'restore')
    const isSame =
      seenAt === before.seenAt &&
      readAt === before.readAt &&
      state === before.state &&
      isDeleted === one.isDeleted
    if (isSame) return 'applied'
    const after: Stored = {
      item: { ...before, seq: ++seq, seenAt, readAt, clickedAt: readAt, state },
      isDeleted,
      isPurged: false,
      actedAt: verb === 'seen' ? Math.max(one.actedAt, allActedAt) : at,
      operationId: operation.operationId,
    }
    stored.set(id, after)
    const earlier = changes.get(id)
    changes.set(id, { ...changeOf(after, was), ...(earlier && { was: earlier.was }) })
    return 'applied'
  }

  /** Items changed behind the screen are marked one by one; everything else by moving a watermark. */
  const actOnAll = (operation: AllOperation, at: number, changes: Map<number, Change>): Outcome => {
    const { verb, operationId } = operation
    const through = Math.min(operation.throughSeq, seq)
    if (verb !== 'deleteAll') {
      for (const one of alive()) {
        const { id, sort, readAt, seenAt } = effective(one)
        const isOpen = verb === 'readAll' ? !readAt : !seenAt && !readAt
        if (sort <= through && one.item.seq > through && isOpen)
          actOn({ operationId, verb: verb === 'readAll' ? 'read' : 'seen', id }, at, changes)
      }
    }
    const { counts } = head()
    const beyond = countOf(
      alive()
        .filter(({ item }) => item.sort > through || (verb !== 'deleteAll' && item.seq > through))
        .map(effective),
    )
    const isNeeded =
      verb === 'deleteAll'
        ? counts.total > beyond.total
        : counts.unseen > beyond.unseen || (verb === 'readAll' && counts.unread > beyond.unread)
    if (!isNeeded) return 'applied'
    seq++
    marks = { ...marks, operationId }
    if (verb === 'deleteAll') marks.cleared = Math.max(marks.cleared, through)
    else {
      marks.seenAll = Math.max(marks.seenAll, through)
      marks.seenAllAt = iso(at)
    }
    if (verb === 'readAll') {
      marks.readAll = Math.max(marks.readAll, through)
      marks.readAllAt = iso(at)
    }
    return 'applied'
  }

  const feed: TestFeed = {
    head,
    list,
    ids: () => alive().map(({ item }) => item.id),
    refuse: () => undefined,
    create({ title, category = null } = {}) {
      const from = seq
      const id = 1000 + ++made
      const item: Notification = {
        id,
        seq: ++seq,
        sort: seq,
        title: title ?? `Notification ${made}`,
        message: null,
        icon: null,
        url: null,
        data: null,
        category: category === null ? null : { id: 1, identifier: category, name: category },
        blocks: [],
        createdAt: iso(now()),
        seenAt: null,
        readAt: null,
        clickedAt: null,
        state: null,
      }
      const one: Stored = { item, isDeleted: false, isPurged: false, actedAt: 0, operationId: null }
      stored.set(id, one)
      tell({ ...head(), from, changes: [changeOf(one, null)] })
      return item
    },
    page(filter, limit, cursor) {
      const items = list(filter).filter(({ sort }) => cursor === null || sort < Number(cursor))
      const data = items.slice(0, limit)
      const at = head()
      return {
        ...at,
        data,
        nextCursor: items.length > limit ? String(data.at(-1)?.sort) : null,
        unreadCount: at.counts.unseen,
        pagination: { totalCount: at.counts.total },
      }
    },
    changes(given, since) {
      const reset = given !== epoch() || since > seq || since < floorSeq || seq - since > maxChanges
      const changed = [...stored.values()].filter(
        ({ item }) => !reset && item.seq > since && item.sort > marks.cleared,
      )
      return {
        ...head(),
        from: since,
        reset,
        changes: changed.map((one) => changeOf(one, null)).sort((a, b) => a.seq - b.seq),
      }
    },
    batch(operations) {
      const from = seq
      const changes = new Map<number, Change>()
      const results = operations.map((operation) => {
        const { operationId, ageMs = 0 } = operation
        const message = feed.refuse(operation)
        if (message !== undefined) return { operationId, outcome: 'refused' as const, message }
        if (ageMs > 30 * dayMs) return { operationId, outcome: 'expired' as const }
        if (done.has(operationId)) return { operationId, outcome: 'duplicate' as const }
        done.add(operationId)
        const at = now() - ageMs
        const outcome = isUndo(operation)
          ? 'refused'
          : isAll(operation)
            ? actOnAll(operation, at, changes)
            : actOn(operation, at, changes)
        return { operationId, outcome }
      })
      const event = { ...head(), from, changes: [...changes.values()].sort((a, b) => a.seq - b.seq) }
      if (seq > from) tell(event)
      return { ...event, results }
    },
    forgetTombstones() {
      floorSeq = seq
      for (const [id, { isDeleted }] of stored) if (isDeleted) stored.delete(id)
    },
    purge() {
      for (const one of stored.values()) one.isPurged = one.isDeleted
    },
    renew() {
      epochs++
      const items = list().reverse()
      seq = 0
      floorSeq = 0
      marks = { seenAll: 0, seenAllAt: null, readAll: 0, readAllAt: null, cleared: 0, operationId: null }
      stored = new Map(
        items.map((item) => {
          seq++
          const one: Stored = {
            item: { ...item, seq, sort: seq },
            isDeleted: false,
            isPurged: false,
            actedAt: 0,
            operationId: null,
          }
          return [item.id, one]
        }),
      )
    },
    backUp() {
      const backup = structuredClone({ stored, done, seq, floorSeq, marks })
      return () => {
        ;({ stored, done, seq, floorSeq, marks } = structuredClone(backup))
      }
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return feed
}
