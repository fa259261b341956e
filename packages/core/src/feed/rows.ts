import type { NotificationId } from '@inboxkit/protocol'

/** A place in a feed. `sort` is kept beside the id because it may change in the table before the row moves. */
export interface Row {
  readonly id: NotificationId
  readonly sort: number
}

/**
 * The rows of one feed, highest `sort` first, in short pages: whatever comes or goes moves the rows of one page.
 * No page is empty.
 */
export type Rows = Row[][]

const longestPage = 100

/** The first place in a sorted array for which `isPast` holds; its length when there is none. */
const search = <T>(sorted: readonly T[], isPast: (one: T) => boolean): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isPast(sorted[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Puts a row in its place, once, or takes it out. Returns whether it was there.
 * `sort` differs from row to row of a feed: it is a position that one change took.
 */
export const place = (rows: Rows, { id, sort }: Row, isIn: boolean): boolean => {
  const isPast = (one: Row): boolean => one.sort <= sort
  // Below everything else the last page grows.
  const at = Math.min(
    search(rows, (page) => isPast(page[page.length - 1] as Row)),
    Math.max(0, rows.length - 1),
  )
  const page = rows[at] ?? []
  const index = search(page, isPast)
  const isThere = page[index]?.id === id
  if (isThere !== isIn) page.splice(index, isThere ? 1 : 0, ...(isIn ? [{ id, sort }] : []))
  if (page.length === 0) rows.splice(at, 1)
  else if (rows[at] !== page) rows.push(page)
  else if (page.length > longestPage) rows.splice(at + 1, 0, page.splice(longestPage / 2))
  return isThere
}
