import type {
  AllOperation,
  AllVerb,
  ItemOperation,
  ItemVerb,
  Marks,
  Notification,
  Operation,
} from '@inboxkit/protocol'
import { matches } from './filters.js'

/** An act of the user that the server has not confirmed yet. */
export type Pending = Operation & {
  /** Milliseconds since 1970. */
  readonly actedAt: number
  /** It may have reached the server: it cannot be taken back without asking. */
  isSent?: boolean
  /** The server has answered that it changed nothing. */
  isVain?: boolean
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

type Patch = { [Key in keyof Notification]?: Notification[Key] | undefined }

/** Keeps the reference when nothing differs. What is `undefined` is left out: absent = no. */
const patched = (item: Notification, patch: Patch): Notification => {
  const keys = Object.keys(patch) as (keyof Notification)[]
  if (keys.every((key) => item[key] === patch[key])) return item
  const result: Patch = { ...item, ...patch }
  for (const key of keys) if (result[key] === undefined) delete result[key]
  return result as Notification
}

type Acted = Pick<Pending, 'verb'> & Pick<ItemOperation, 'state' | 'until' | 'answer'>
type Effect = (item: Notification, at: string, act: Acted) => Patch | undefined

const seen: Effect = ({ seenAt }, at) => ({ seenAt: seenAt ?? at })
const read: Effect = ({ seenAt, readAt }, at) =>
  readAt ? {} : { seenAt: seenAt ?? at, readAt: at, clickedAt: at }
const archive: Effect = ({ archivedAt }, at) => ({
  archivedAt: archivedAt ?? at,
  snoozedUntil: undefined,
  pinnedAt: undefined,
})
const remove: Effect = () => undefined

/** What a verb changes. Doing it twice is the same as once. `undefined` = deleted. */
const effects: Record<ItemVerb | AllVerb, Effect> = {
  seen,
  seenAll: seen,
  read,
  readAll: read,
  unseen: () => ({ seenAt: null }),
  unread: () => ({ readAt: null, clickedAt: null }),
  archive,
  archiveAll: archive,
  unarchive: () => ({ archivedAt: undefined }),
  snooze: (_, __, { until }) => ({ archivedAt: undefined, snoozedUntil: until, pinnedAt: undefined }),
  unsnooze: () => ({ snoozedUntil: undefined }),
  pin: ({ pinnedAt }, at) => ({ pinnedAt: pinnedAt ?? at }),
  unpin: () => ({ pinnedAt: undefined }),
  delete: remove,
  deleteAll: remove,
  restore: () => ({}),
  state: (_, __, { state, answer }) => ({ state: state ?? null, answer }),
}

/** Without a filter, marking covers what is archived or snoozed too: a watermark knows no difference. */
const isCovered = ({ verb, filter, throughSeq }: AllOperation, item: Notification): boolean =>
  item.sort <= throughSeq &&
  ((!filter && (verb === 'readAll' || verb === 'seenAll')) || matches(filter ?? {}, item))

/**
 * Lays a user's unconfirmed acts over what is confirmed, in order. "Mark all" covers what was there when its user
 * pressed it. `buried` is what is remembered of a deleted item, for undoing.
 */
export const overlay = (
  confirmed: Notification | null | undefined,
  buried: Notification | null | undefined,
  pending: Iterable<Pending>,
): Notification | undefined => {
  let item = confirmed ?? undefined
  let last = confirmed ?? buried
  for (const act of pending) {
    // A deletion takes the pin.
    if (act.verb === 'restore' && last) item ??= patched(last, { pinnedAt: undefined })
    if (!item || act.verb === 'undo' || (isAll(act) && !isCovered(act, item))) continue
    const patch: Patch | undefined = effects[act.verb](item, new Date(act.actedAt).toISOString(), act)
    item = patch && patched(item, patch)
    last = item ?? last
  }
  return item
}

/** An item under the feed's watermarks (see `Marks`); `undefined` = cleared. */
export const marked = (item: Notification, marks: Marks): Notification | undefined => {
  if (item.sort <= marks.cleared && !item.archivedAt && !item.snoozedUntil) return undefined
  const isRead = item.seq <= marks.readAll && !item.readAt
  const isSeen = item.seq <= marks.seenAll && !item.seenAt
  if (!isRead && !isSeen) return item
  const readAt = isRead ? marks.readAllAt : item.readAt
  return { ...item, readAt, clickedAt: readAt, seenAt: isSeen ? marks.seenAllAt : item.seenAt }
}
