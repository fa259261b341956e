import type { NotificationId } from '@inboxkit/protocol'

/**
 * Ids and, in the same order, their places. Places are kept because they may change in the table before the row
 * moves; apart from the ids, because two arrays of numbers weigh a third of one of pairs.
 */
export interface RowPage {
  readonly ids: NotificationId[]
  readonly places: number[]
}

/**
 * The rows of one feed, highest place first, in short pages: whatever comes or goes moves the rows of one page.
 * No page is empty.
 */
export type Rows = RowPage[]

const longestPage = 100

/** The first index below `length` for which `isPast` holds; `length` when there is none. */
const search = (length: number, isPast: (index: number) => boolean): number => {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isPast(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Puts a row in its place, once, or takes it out. Returns whether it was there.
 * Places differ from row to row of a feed: each is a position that one change took.
 */
export const place = (rows: Rows, id: NotificationId, at: number, isIn: boolean): boolean => {
  // Below everything else the last page grows.
  const number = Math.min(
    search(rows.length, (index) => (rows[index]?.places.at(-1) as number) <= at),
    Math.max(0, rows.length - 1),
  )
  const page = rows[number] ?? { ids: [], places: [] }
  const { ids, places } = page
  const index = search(ids.length, (one) => (places[one] as number) <= at)
  const isThere = ids[index] === id
  if (isThere !== isIn) {
    ids.splice(index, isThere ? 1 : 0, ...(isIn ? [id] : []))
    places.splice(index, isThere ? 1 : 0, ...(isIn ? [at] : []))
  }
  if (ids.length === 0) rows.splice(number, 1)
  else if (rows[number] !== page) rows.push(page)
  else if (ids.length > longestPage) {
    const half = longestPage / 2
    rows.splice(number + 1, 0, { ids: ids.splice(half), places: places.splice(half) })
  }
  return isThere
}

export const idsOf = (rows: Rows): NotificationId[] =>
  ([] as NotificationId[]).concat(...rows.map(({ ids }) => ids))
