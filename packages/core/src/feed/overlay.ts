import type { AllOperation, Filter, ItemOperation, Marks, Notification, Operation } from '@inboxkit/protocol'

/** An act of the user that the server has not confirmed yet. */
export type Pending = Operation & {
  /** Milliseconds since 1970. */
  readonly actedAt: number
  /**
   * The server has answered, and its effect is part of the feed at this `seq`, which we have not reached.
   * It stays laid over its item until then, or the item would show its old state for a moment.
   */
  answeredSeq?: number
  /** Tells the verb that asked for it; the first time counts. */
  settle(problem?: Error): void
}

export const isAll = <Some extends Operation>(operation: Some): operation is Some & AllOperation =>
  'throughSeq' in operation

export const isOne = <Some extends Operation>(operation: Some): operation is Some & ItemOperation =>
  'id' in operation

const seen = (item: Notification, at: string | null): Notification =>
  item.seenAt ? item : { ...item, seenAt: at }

const read = (item: Notification, at: string | null): Notification =>
  item.readAt ? item : { ...item, seenAt: item.seenAt ?? at, readAt: at, clickedAt: at }

/** What an operation makes of an item. Doing it twice is the same as once. `undefined` = deleted. */
const perform = (item: Notification, operation: Operation, at: string): Notification | undefined => {
  switch (operation.verb) {
    case 'seen':
    case 'seenAll':
      return seen(item, at)
    case 'read':
    case 'readAll':
      return read(item, at)
    case 'unseen':
      return item.seenAt ? { ...item, seenAt: null } : item
    case 'unread':
      return item.readAt ? { ...item, readAt: null, clickedAt: null } : item
    case 'state':
      return { ...item, state: operation.state ?? null }
    case 'restore':
      return item
    default:
      return undefined
  }
}

/**
 * Lays a user's unconfirmed acts over what is confirmed, in order. "Mark all" covers what was there when its user
 * pressed it. `buried` is what is remembered of a deleted item, for undoing.
 */
export const overlay = (
  confirmed: Notification | null | undefined,
  buried: Notification | null | undefined,
  pending: Iterable<Pending>,
): Notification | null | undefined => {
  let item = confirmed
  let last = confirmed ?? buried
  for (const act of pending) {
    if (act.verb === 'restore') item ??= last
    if (!item || (isAll(act) && item.sort > act.throughSeq)) continue
    item = perform(item, act, new Date(act.actedAt).toISOString())
    last = item ?? last
  }
  return item
}

/** An item under the feed's watermarks (see `Marks`); `undefined` = cleared. */
export const marked = (item: Notification, marks: Marks): Notification | undefined => {
  if (item.sort <= marks.cleared) return undefined
  const isRead = item.seq <= marks.readAll && !item.readAt
  const isSeen = item.seq <= marks.seenAll && !item.seenAt
  if (!isRead && !isSeen) return item
  const readAt = isRead ? marks.readAllAt : item.readAt
  return { ...item, readAt, clickedAt: readAt, seenAt: isSeen ? marks.seenAllAt : item.seenAt }
}

export const matches = ({ state, category }: Filter, item: Notification): boolean =>
  (state === undefined || (state === 'read') === Boolean(item.readAt)) &&
  (category === undefined || item.category?.identifier === category)
