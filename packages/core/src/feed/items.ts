import type { FeedHead, Notification, NotificationId } from '@inboxkit/protocol'
import type { Judged } from './filters.js'
import { isAll, isOne, marked, overlay, type Pending } from './overlay.js'

/** What became of an item at `seq`; `null` = deleted. */
interface Version {
  seq: number
  item: Notification | null
}

interface AheadVersion extends Version {
  /** What the confirmed counts hold of it, for an item that we did not know. `null` = nothing: it is new. */
  before: Judged | null
}

/** One user's notifications: what is confirmed, and what is waiting for an answer. */
export interface Items {
  /** Where the confirmed feed stands; `null` = nothing is loaded. */
  head: FeedHead | null
  /** As they came, when the feed stood where we stand. Read through `confirmedOf`. */
  readonly confirmed: Map<NotificationId, Notification>
  /** Deleted ones: what is older must not bring them back. Their last content is kept for undoing. */
  readonly gone: Map<NotificationId, Version>
  /** What is newer than where we stand: it came by an event after a gap, or with a page. */
  readonly ahead: Map<NotificationId, AheadVersion>
  /** By operation id, in the order of the acts. */
  readonly records: Map<string, Pending>
  /** The same by item. */
  readonly pending: Map<NotificationId, Set<Pending>>
  /** The same for "mark all". */
  readonly alls: Set<Pending>
  /** Items that may have changed since there is a pending "mark all": it may not cover them. */
  readonly touched: Set<NotificationId>
  /** What `shown` has found out, until something about it changes. */
  readonly laid: Map<NotificationId, Notification | undefined>
}

const mostGone = 500

export const createItems = (): Items => ({
  head: null,
  confirmed: new Map(),
  gone: new Map(),
  ahead: new Map(),
  records: new Map(),
  pending: new Map(),
  alls: new Set(),
  touched: new Set(),
  laid: new Map(),
})

/**
 * What is confirmed of an item, under the watermarks. They are laid over it when somebody asks, so that moving one
 * costs the same at any length.
 */
export const confirmedOf = ({ confirmed, head }: Items, id: NotificationId): Notification | undefined => {
  const item = confirmed.get(id)
  const after = item && head ? marked(item, head.marks) : item
  if (after === item) return item
  if (after) confirmed.set(id, after)
  else confirmed.delete(id)
  return after
}

/** Takes a version of an item if it is newer than ours. `item: null` = deleted; `before` = what it was then. */
export const put = (
  items: Items,
  id: NotificationId,
  seq: number,
  item: Notification | null,
  before: Judged | null,
): void => {
  const { confirmed, gone, ahead, head } = items
  if (!head) return
  if (seq > head.seq) {
    const other = ahead.get(id)
    // One that was created after we stood there is in no count of then; one that came back on top is.
    const isOld = before?.archivedAt || before?.snoozedUntil || (item && item.sort <= head.seq)
    const counted = item && isOld ? before : null
    if (!other || other.seq < seq) ahead.set(id, { seq, item, before: other ? other.before : counted })
    return
  }
  const old = confirmedOf(items, id)
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

export const addRecord = ({ records, pending, alls }: Items, record: Pending): void => {
  records.set(record.operationId, record)
  if (isAll(record)) alls.add(record)
  else if (isOne(record)) pending.set(record.id, (pending.get(record.id) ?? new Set()).add(record))
}

export const dropRecord = ({ records, pending, alls, touched }: Items, record: Pending): void => {
  records.delete(record.operationId)
  alls.delete(record)
  if (alls.size === 0) touched.clear()
  if (!isOne(record)) return
  const rest = pending.get(record.id)
  rest?.delete(record)
  if (rest?.size === 0) pending.delete(record.id)
}

/** The unconfirmed acts that concern an item, in order. */
const actsOn = ({ records, pending, alls }: Items, id: NotificationId): Iterable<Pending> | undefined => {
  const own = pending.get(id)
  if (!own || alls.size === 0) return own ?? (alls.size > 0 ? alls : undefined)
  return [...records.values()].filter((record) => own.has(record) || alls.has(record))
}

/** What is shown of an item: confirmed, or newer, and under what its user has done. The same until that changes. */
export const shown = (items: Items, id: NotificationId): Notification | undefined => {
  const { gone, ahead, laid } = items
  const old = confirmedOf(items, id)
  const newer = ahead.get(id)
  const acts = actsOn(items, id)
  if (!newer && !acts) return old
  if (!laid.has(id)) laid.set(id, overlay(newer ? newer.item : old, old ?? gone.get(id)?.item, acts ?? []))
  return laid.get(id)
}

/** Ids of all that may be shown. */
export const known = ({ confirmed, pending, ahead }: Items): Set<NotificationId> =>
  new Set([confirmed, pending, ahead].flatMap((map) => [...map.keys()]))

/** Ids of those that may be shown otherwise than they are confirmed, other than by "mark all". */
export const tracked = ({ pending, ahead, touched }: Items): Set<NotificationId> =>
  new Set([...pending.keys(), ...ahead.keys(), ...touched])
