import type { Counts, FeedHead } from '@inboxkit/protocol'
import type { Counted, Items } from './items.js'

const add = (to: Counts, item: Counted | null | undefined, times: 1 | -1): void => {
  if (!item) return
  to.total += times
  if (item.readAt) return
  to.unread += times
  if (!item.seenAt) to.unseen += times
}

/**
 * The counts to show: those of the head, plus what is shown of each item that is pending or ahead, minus what is
 * confirmed of it. So a pending act that is already confirmed has no effect.
 *
 * Under a pending "mark all" nothing older than it counts any more, and everything newer is known here, because it
 * came after we stood there: what is left is counted.
 */
export const shownCounts = (items: Items, { counts }: FeedHead): Counts => {
  const { shown, confirmed, gone, ahead, pending, alls } = items
  const result = { ...counts }
  for (const id of new Set([...pending.keys(), ...ahead.keys()])) {
    add(result, shown.get(id), 1)
    add(result, confirmed.get(id) ?? (gone.has(id) ? null : ahead.get(id)?.before), -1)
  }
  if (alls.size > 0) {
    const left = { unseen: 0, unread: 0, total: 0 }
    for (const item of shown.values()) add(left, item, 1)
    for (const { verb } of alls) {
      result.unseen = left.unseen
      if (verb !== 'seenAll') result.unread = left.unread
      if (verb === 'deleteAll') result.total = left.total
    }
  }
  return result
}
