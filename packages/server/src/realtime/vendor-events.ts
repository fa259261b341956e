import type { Change, Flags, Notification, NotificationId } from '@inboxkit/protocol'
import type { Told, WatermarkVerb } from './types.js'

/** An event of the contract's section 6: its name, and its payload where it has one. */
export type VendorEvent = readonly [name: string, payload?: object]

/** What @engagespot/core 3 and 1 need of a notification, together. */
export interface VendorNotification extends Omit<Notification, 'seq' | 'sort' | 'readAt'> {
  description: string | null
  created_at: string
}

const toVendorNotification = ({ seq, sort, readAt, ...item }: Notification): VendorNotification => ({
  ...item,
  description: item.message,
  created_at: item.createdAt,
})

const allEvents: Record<WatermarkVerb, string> = {
  seenAll: 'NOTIFICATION_UNREAD_COUNT',
  readAll: 'ALL_NOTIFICATION_READ',
  deleteAll: 'ALL_NOTIFICATION_DELETED',
}

const allSeen = (unseen: number): VendorEvent => [allEvents.seenAll, { unreadNotificationCount: unseen }]

/** Core 1 reads `notification.id` without asking whether it is there; no notification has this id. */
const noNotification = 0

/**
 * The vendor's events for a committed change, in the order in which they are to be sent. Core 3 changes its badge
 * only by `NOTIFICATION_SEEN` and `NEW_NOTIFICATION`, so whatever lowers the count ends with the former. Becoming
 * unseen or unread has no event there.
 */
export const toVendorEvents = ({ changes, counts, moved = [] }: Told): VendorEvent[] => {
  const badge = (id: NotificationId): VendorEvent => [
    'NOTIFICATION_SEEN',
    { unreadNotificationCount: counts.unseen, notification: { id } },
  ]
  const all = moved.map(
    (verb): VendorEvent => (verb === 'seenAll' ? allSeen(counts.unseen) : [allEvents[verb]]),
  )
  // The badge of core 1's other pages goes away by this event alone, whichever way the last item was seen.
  const isLastSeen = counts.unseen === 0 && !moved.includes('seenAll') && changes.some(isNewlySeen)
  return [
    ...changes.flatMap((change) => eventsOf(change, badge)),
    ...(isLastSeen ? [allSeen(0)] : []),
    ...all,
    ...(all.length > 0 ? [badge(noNotification)] : []),
  ]
}

const eventsOf = ({ id, item, was }: Change, badge: (id: NotificationId) => VendorEvent): VendorEvent[] => {
  if (!item) return [['NOTIFICATION_DELETED', { id }], ...(was && !isUnseen(was) ? [] : [badge(id)])]
  // Clients count each of these, so only the change that made the item is one: what comes back by `restore` is not.
  const created: VendorEvent[] =
    item.seq === item.sort ? [['NEW_NOTIFICATION', { notification: toVendorNotification(item) }]] : []
  if (!was) return created
  const wasAway = was.archived || was.snoozed
  const isAway = item.archivedAt !== undefined || item.snoozedUntil !== undefined
  // These clients know one feed, the plain one. What is archived or snoozed has left it.
  if (isAway) return wasAway ? [] : [['NOTIFICATION_DELETED', { id }], ...(isUnseen(was) ? [badge(id)] : [])]
  if (wasAway) return item.seenAt === null && item.readAt === null ? created : []
  const is = { seen: item.seenAt !== null, read: item.readAt !== null }
  // Neither seen nor read has changed: what else there is to change is the item's own state.
  if (is.seen === was.seen && is.read === was.read)
    return [['NOTIFICATION_INTERACTED', toVendorNotification(item)]]
  const isNewlyRead = is.read && !was.read
  return [
    ...(isNewlyRead ? ([['NOTIFICATION_READ', { id }]] satisfies VendorEvent[]) : []),
    ...(isUnseen(was) && !isUnseen(is) ? [badge(id)] : []),
  ]
}

const isNewlySeen = ({ item, was }: Change): boolean =>
  item !== null && was !== null && isUnseen(was) && item.seenAt !== null && item.readAt === null

const isUnseen = ({ seen, read }: Pick<Flags, 'seen' | 'read'>): boolean => !seen && !read
