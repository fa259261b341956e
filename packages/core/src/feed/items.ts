import type { FeedHead, Marks, Notification, NotificationId } from '@inboxkit/protocol'
import { isAll, isOne, marked, overlay, type Pending } from './overlay.js'

/** What became of an item at `seq`; `null` = deleted. */
interface Version {
  seq: number
  item: Notification | null
}

/** What counts hold of an item: whether these are empty. */
export type Counted = { readonly [Flag in 'seenAt' | 'readAt']: unknown }

interface AheadVersion extends Version {
  /** What the confirmed counts hold of it, for an item that we did not know. `null` = nothing: it is new. */
  before: Counted | null
}

/** One user's notifications: what is confirmed, what is waiting for an answer, and what is shown of both. */
export interface Items {
  /** As they were when the feed stood where we stand, under the watermarks of then. Changed in place. */
  readonly confirmed: Map<NotificationId, Notification>
  /** Deleted ones: what is older must not bring them back. Their last content is kept for undoing. */
  readonly gone: Map<NotificationId, Version>
  /** What is newer than where we stand: it came by an event after a gap, or with a page. */
  readonly ahead: Map<NotificationId, AheadVersion>
  readonly shown: Map<NotificationId, Notification>
  /** By operation id, in the order of the acts. */
  readonly records: Map<string, Pending>
  /** The same by item. */
  readonly pending: Map<NotificationId, Set<Pending>>
  /** The same for "mark all". */
  readonly alls: Set<Pending>
}

const mostGone = 500

export const createItems = (): Items => ({
  confirmed: new Map(),
  gone: new Map(),
  ahead: new Map(),
  shown: new Map(),
  records: new Map(),
  pending: new Map(),
  alls: new Set(),
})

/** Takes a version of an item if it is newer than ours. `item: null` = deleted; `before` = what it was then. */
export const put = (
  { confirmed, gone, ahead }: Items,
  head: FeedHead,
  id: NotificationId,
  seq: number,
  item: Notification | null,
  before: Counted | null,
): void => {
  if (seq > head.seq) {
    const other = ahead.get(id)
    // One that was created after we stood there is in no count of then.
    const counted = item && item.sort <= head.seq ? before : null
    if (!other || other.seq < seq) ahead.set(id, { seq, item, before: other ? other.before : counted })
    return
  }
  const old = confirmed.get(id)
  const grave = gone.get(id)
  if ((old ?? grave ?? { seq: 0 }).seq >= seq) return
  const kept = item && marked(item, head.marks)
  confirmed.delete(id)
  gone.delete(id)
  if (kept) confirmed.set(id, kept)
  else gone.set(id, { seq, item: old ?? grave?.item ?? null })
  for (const oldest of gone.keys()) {
    if (gone.size <= mostGone) break
    gone.delete(oldest)
  }
}

/** Lays watermarks over everything confirmed. Returns whom that changed. */
export const applyMarks = ({ confirmed }: Items, marks: Marks): NotificationId[] => {
  const changed: NotificationId[] = []
  for (const [id, item] of confirmed) {
    const after = marked(item, marks)
    if (after === item) continue
    if (after) confirmed.set(id, after)
    else confirmed.delete(id)
    changed.push(id)
  }
  return changed
}

export const addRecord = ({ records, pending, alls }: Items, record: Pending): void => {
  records.set(record.operationId, record)
  if (isAll(record)) alls.add(record)
  else if (isOne(record)) pending.set(record.id, (pending.get(record.id) ?? new Set()).add(record))
}

export const dropRecord = ({ records, pending, alls }: Items, record: Pending): void => {
  records.delete(record.operationId)
  alls.delete(record)
  if (!isOne(record)) return
  const rest = pending.get(record.id)
  rest?.delete(record)
  if (rest?.size === 0) pending.delete(record.id)
}

/** The unconfirmed acts that concern an item, in order. */
const actsOn = ({ records, pending, alls }: Items, id: NotificationId): Iterable<Pending> => {
  const own = pending.get(id)
  if (!own || alls.size === 0) return own ?? alls
  return [...records.values()].filter((record) => own.has(record) || alls.has(record))
}

/** Computes anew what is shown of an item, and returns what was shown before. */
export const show = (items: Items, id: NotificationId): Notification | undefined => {
  const { confirmed, gone, ahead, shown } = items
  const before = shown.get(id)
  const old = confirmed.get(id)
  const newer = ahead.get(id)
  const after = overlay(newer ? newer.item : old, old ?? gone.get(id)?.item, actsOn(items, id))
  if (after) shown.set(id, after)
  else shown.delete(id)
  return before
}
