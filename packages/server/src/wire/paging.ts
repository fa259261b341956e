import type { Page } from '@inboxkit/protocol'

/** A page whose cursor is the id of its last entry. @param rows one more than `limit`, when there are more */
export const toPage = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => number,
  toItem: (row: Row) => Item,
): Page<Item> => {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    data: page.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? String(idOf(last)) : null,
  }
}
