import type { Change, Notification } from '@inboxkit/protocol'
import type { Clock } from '../platform/clock.js'
import type { FeedStore } from './feed-store.js'
import type { Taking } from './taking.js'

/** What came so long ago is no news, when it is learned after a time without connection. By the client's own clock. */
const newsMs = 180_000

/** Created just now, or back from snoozing: on top, unseen, and not by an act of its user. */
const isOnTop = ({ item, was, operationId }: Change): boolean =>
  item !== null &&
  item.sort === item.seq &&
  operationId === null &&
  (was === null || was.snoozed) &&
  !(item.seenAt || item.readAt || item.archivedAt || item.snoozedUntil)

/** Takes the same, and tells what has come by an event, or by asking what was missed. */
export const tellArrivals = (
  store: FeedStore,
  taking: Taking,
  clock: Clock,
  tell: (arrivals: readonly Notification[]) => void,
): Taking => {
  const { confirmed, ahead } = store.items

  const arrivalsIn = (changes: readonly Change[], since: number): Notification[] => {
    const seq = store.head()?.seq ?? Infinity
    const isNew = (change: Change): boolean => {
      if (change.seq <= seq || !isOnTop(change)) return false
      const { id, item, was } = change
      const known = ahead.get(id) ?? confirmed.get(id)
      return known
        ? Boolean(was?.snoozed) && known.seq < change.seq
        : Date.parse(item?.createdAt ?? '') >= since
    }
    return changes.filter(isNew).flatMap(({ item }) => item ?? [])
  }
  const telling = <T>(arrivals: Notification[], take: () => T): T => {
    const taken = take()
    if (arrivals.length > 0) tell(arrivals)
    return taken
  }

  return {
    ...taking,
    take: (event) => telling(arrivalsIn(event.changes, -Infinity), () => taking.take(event)),
    takeWhole: (answer, asked) =>
      telling(arrivalsIn(answer.changes, clock.now() - newsMs), () => taking.takeWhole(answer, asked)),
  }
}
