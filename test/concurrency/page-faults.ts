import { type FeedPage, maxPinned } from '@inboxkit/protocol'
import { isSame, Replica } from '../kit/replica.js'

/** What a page says against itself: items, counts, watermarks and `seq` have to be of one snapshot. */
export const pageFaults = (page: FeedPage): string[] => {
  const { seq, data, counts, marks, nextCursor, unreadCount } = page
  const at = `the page at ${seq}`
  const faults: string[] = []
  const places = data.map(({ sort, pinnedAt }) => sort + (pinnedAt ? 2 ** 52 : 0))
  if (places.some((place, n) => n > 0 && place >= (places[n - 1] ?? 0))) faults.push(`${at} is not in order`)
  if (data.some((item) => item.seq > seq || item.sort > item.seq))
    faults.push(`${at} shows an item of the future`)
  if (data.some(({ archivedAt, snoozedUntil }) => archivedAt ?? snoozedUntil))
    faults.push(`${at} shows what is archived or snoozed`)
  if (data.filter(({ pinnedAt }) => pinnedAt).length > maxPinned) faults.push(`${at} has too many pinned`)
  if (data.some(({ sort }) => sort <= marks.cleared)) faults.push(`${at} shows a cleared item`)
  if (data.some((item) => item.seq <= marks.readAll && item.readAt === null))
    faults.push(`${at} shows an item unread that its watermark covers`)
  if (data.some((item) => item.seq <= marks.seenAll && item.seenAt === null))
    faults.push(`${at} shows an item unseen that its watermark covers`)
  if (counts.unseen > counts.unread || counts.unread > counts.total)
    faults.push(`${at} counts more than there is`)
  if (unreadCount !== counts.unseen) faults.push(`${at} has two badge numbers`)
  const replica = new Replica()
  replica.load(page)
  if (nextCursor === null && !isSame(replica.counts(), counts))
    faults.push(`${at} counts ${JSON.stringify(counts)} and shows ${JSON.stringify(replica.counts())}`)
  return faults
}
