import { clientProblem, type Notification, type NotificationId } from '@inboxkit/protocol'
import type { Act, Acted } from './acts.js'
import type { FeedStore } from './feed-store.js'
import { isAll, isOne } from './overlay.js'

/** The server undoes so long, and keeps the content of what was deleted. */
const undoMs = 10 * 60_000

type Shown = Notification | undefined

/**
 * The acts that bring an item back from `after` to what it was `before`, as far as an act between has changed it.
 * `now`: milliseconds since 1970; nothing can be snoozed until a time that has passed.
 */
export const inverse = (id: NotificationId, before: Shown, after: Shown, now: number): Act[] => {
  const acts: Act[] = []
  const add = (verb: Exclude<Act['verb'], 'undo' | `${string}All`>, until?: string): void => {
    acts.push({ verb, id, ...(until && { until }) })
  }
  if (!before) {
    if (after) add('delete')
    return acts
  }
  if (!after) add('restore')
  // Deleting takes the pin and nothing else.
  const { seenAt, readAt, archivedAt, snoozedUntil, pinnedAt } = after ?? { ...before, pinnedAt: undefined }
  if (!before.readAt !== !readAt) add(before.readAt ? 'read' : 'unread')
  if (!before.seenAt !== !seenAt) add(before.seenAt ? 'seen' : 'unseen')
  if (before.archivedAt !== archivedAt || before.snoozedUntil !== snoozedUntil) {
    const { snoozedUntil: until } = before
    if (before.archivedAt) add('archive')
    else if (until && Date.parse(until) > now) add('snooze', until)
    else add(archivedAt ? 'unarchive' : 'unsnooze')
  }
  if (!before.pinnedAt !== !pinnedAt) add(before.pinnedAt ? 'pin' : 'unpin')
  return acts
}

/**
 * The acts that take others back, whose effect is not shown any more where the server need not be asked: what was not
 * sent has not been, and an act on all that is under way is hidden, whatever becomes of it.
 * @throws Problem `refused` after 10 minutes
 */
export const takeBack = (
  store: FeedStore,
  { actedAt, records, before, after }: Acted,
  now: number,
): Act[] => {
  if (now - actedAt >= undoMs) throw clientProblem('refused', { detail: 'This can no longer be undone' })
  store.refuse(records.filter(({ isSent }) => !isSent))
  return records.flatMap((record, index): Act[] => {
    if (!record.isSent || record.isVain) return []
    if (isOne(record)) return inverse(record.id, before[index], after[index], now)
    if (isAll(record))
      store.commit(() => {
        store.changing.mark(record)
        store.items.alls.delete(record)
      })
    return [{ verb: 'undo', of: record.operationId }]
  })
}
