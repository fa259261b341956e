import type { Page } from '@inboxkit/protocol'

/** What asks for one page takes. `limit` 1 to 100, by default 20. */
export interface PageQuery {
  limit?: number | undefined
  /** The `nextCursor` of the page before. */
  cursor?: string | undefined
}

/**
 * A page that is on its way, and all those after it: `await` gives the page, `for await` walks every item to the end,
 * one request per page.
 */
export interface Listing<Item, Found extends Page<Item> = Page<Item>>
  extends Promise<Found>,
    AsyncIterable<Item> {}

/** @param load asks for the page at a cursor; `undefined` = the first */
export const listing = <Item, Found extends Page<Item>>(
  cursor: string | undefined,
  load: (cursor: string | undefined) => Promise<Found>,
): Listing<Item, Found> => {
  const first = load(cursor)
  const walk = async function* (): AsyncGenerator<Item, void, undefined> {
    for (let page = await first; ; page = await load(page.nextCursor)) {
      yield* page.data
      if (page.nextCursor === null) return
    }
  }
  return Object.assign(first, { [Symbol.asyncIterator]: walk })
}
