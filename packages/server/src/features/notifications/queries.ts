import sql, { empty } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { content, effective, feedColumns, isThere, named, names, place } from './fragments.js'
import { type CountedRow, cappedCount, countsOf, hasCounts, inPart, newestOf, type Part } from './parts.js'
import type { HeadRow, ItemRow } from './shape.js'

export interface PageQuery extends Part {
  limit: number
  /** Only items below this place in the feed. */
  before?: number | undefined
  /** Items to pass over, for page numbers. */
  offset?: number | undefined
  /** Pinned items before the others, or in no way; absent = each in its place, as for page numbers. */
  pinned?: 'first' | 'none' | undefined
}

/** A head beside an item, or beside nothing. */
export type Joined = HeadRow & { [Column in keyof ItemRow]: ItemRow[Column] | null }

export interface PageRow extends CountedRow {
  is_pinned: boolean | null
}

/**
 * One page and the feed's head in one statement, so in one snapshot. The head comes even when the page is empty.
 * Pinned items do not count for the page's limit.
 */
export const readPage = (db: Sql, userId: number, query: PageQuery): Promise<(Joined & PageRow)[]> => {
  const { limit, offset = 0, before, pinned } = query
  const columns = sql`${content}, ${effective}, false is_pinned`
  const also = sql`and (n.pinned_at is null or ${pinned === undefined}::boolean)`
  return db.many<Joined & PageRow>`
    with f as materialized (
      select ${feedColumns}, f.user_id ${hasCounts(query) ? sql`, ${countsOf(query)}` : empty}
      from feed f where f.user_id = ${userId}
    )
    select f.*, n.*, ${names}
    from f
    left join lateral (
      (
        select ${content}, ${effective}, true is_pinned, ${place} sort from notification n
        where ${pinned === 'first'}::boolean and n.pinned_at is not null and ${inPart(query)}
      )
      union all
      (
        select * from (${newestOf(query, columns, { before, most: limit + offset, also })}) n
        order by sort desc limit ${limit}::bigint offset ${offset}::bigint
      )
    ) n on true
    ${named}
    order by n.is_pinned desc, n.sort desc`
}

/** How many items a part has in all. Reads the rows that it counts: for page numbers only. */
export const countItems = async (db: Sql, userId: number, part: Part): Promise<number> =>
  (
    await db.one<{ n: number }>`
      select count(*) n from feed f join notification n on ${inPart(part)} where f.user_id = ${userId}`
  )?.n ?? 0

/** The same, counted no further than `mostFiltered`. */
export const countSome = async (db: Sql, userId: number, part: Part): Promise<number> =>
  (await db.one<{ n: number }>`select ${cappedCount(part)} n from feed f where f.user_id = ${userId}`)?.n ?? 0

/** The counts of a part, and at which position of the feed they are so. */
export const readCounts = (
  db: Sql,
  userId: number,
  part: Part,
): Promise<(CountedRow & { epoch: string; seq: number }) | undefined> =>
  db.one<CountedRow & { epoch: string; seq: number }>`
    select f.epoch, f.seq, ${countsOf(part)} from feed f where f.user_id = ${userId}`

export interface ChangesRow {
  reset: boolean
}

/**
 * What has changed after `since`: created and untouched, then modified (FEED-SQL, "Changes since"). What a client may
 * know as archived or snoozed, where no watermark reaches it, is told by name when it is gone.
 */
export const readChanges = (
  db: Sql,
  userId: number,
  epoch: string,
  since: number,
  most: number,
): Promise<(Joined & ChangesRow)[]> =>
  db.many<Joined & ChangesRow>`
    select ${feedColumns}, f.reset, n.*, ${names}
    from (
      select *, (epoch::text <> ${epoch} or ${since}::bigint < floor_seq or ${since}::bigint > seq
        or seq - ${since}::bigint > ${most}::bigint) reset
      from feed where user_id = ${userId}
    ) f
    left join lateral (
      (select ${content}, ${effective} from notification n
        where n.user_id = f.user_id and not f.reset and n.no > ${since}::bigint and n.no > f.cleared and n.seq = n.no)
      union all
      (select ${content}, ${effective} from notification n
        where n.user_id = f.user_id and not f.reset and n.seq > ${since}::bigint and n.seq > n.no
          and (n.no < 0 or n.no > f.cleared))
    ) n on true
    ${named}
    order by n.seq`

export const readItem = (db: Sql, userId: number, id: number): Promise<ItemRow | undefined> =>
  db.one<ItemRow>`
    select ${content}, ${effective}, ${names}
    from notification n join feed f on f.user_id = n.user_id ${named}
    where n.id = ${id} and n.user_id = ${userId} and ${isThere}`

/** Whose feed an item is in, for calls made with the app's secret. */
export const findOwner = (db: Sql, appId: number, id: number): Promise<{ user_id: number } | undefined> =>
  db.one<{ user_id: number }>`
    select n.user_id from notification n join app_user u on u.id = n.user_id
    where n.id = ${id} and u.app_id = ${appId}`

/** The heads of many feeds at once, for the beacon. */
export const readHeads = (db: Sql, userIds: readonly number[]): Promise<(HeadRow & { user_id: number })[]> =>
  db.many<HeadRow & { user_id: number }>`
    select f.user_id, ${feedColumns} from feed f where f.user_id = any(${userIds}::bigint[])`

/** How far below the newest of a feed what was just delivered is looked for. */
const newestDepth = 50

/** What these sends have put on top of these users' feeds, as far as it is as it was written. */
export const readNewest = (
  db: Sql,
  userIds: readonly number[],
  triggerIds: readonly number[],
): Promise<(HeadRow & ItemRow & { user_id: number })[]> =>
  db.many<HeadRow & ItemRow & { user_id: number }>`
    select f.user_id, ${feedColumns}, ${content}, ${effective}, ${names}
    from feed f
    cross join lateral (
      select * from notification n
      where n.user_id = f.user_id and n.no > greatest(f.seq - ${newestDepth}::bigint, f.cleared)
        and n.seq = n.no and n.trigger_id = any(${triggerIds}::bigint[]) and n.deleted_at is null
    ) n ${named}
    where f.user_id = any(${userIds}::bigint[])
    order by f.user_id, n.no`

export const lockFeed = (tx: Sql, userId: number): Promise<HeadRow | undefined> =>
  tx.one<HeadRow>`select ${feedColumns} from feed f where f.user_id = ${userId} for no key update`
