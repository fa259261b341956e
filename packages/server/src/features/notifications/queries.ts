import sql, { empty, type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { content, effective, feedColumns, isUnread } from './fragments.js'
import type { HeadRow, ItemRow } from './shape.js'

export interface PageQuery {
  limit: number
  state?: 'unread' | 'read' | 'interacted' | undefined
  category?: string | undefined
  /** Only items below this place in the feed. */
  before?: number | undefined
  /** Items to pass over, for page numbers. */
  offset?: number | undefined
}

const stateIs = (state: PageQuery['state']): Fragment => {
  if (state === 'unread') return sql`and ${isUnread}`
  if (state === 'read') return sql`and not ${isUnread}`
  if (state === 'interacted') return sql`and n.state is not null`
  return empty
}

const categoryIs = (category: string | undefined): Fragment =>
  category === undefined
    ? empty
    : sql`and n.category_id = (select c.id from category c join app_user u on u.app_id = c.app_id
        where u.id = f.user_id and c.identifier = ${category})`

const visible = (query: Omit<PageQuery, 'limit'>): Fragment => sql`
  n.user_id = f.user_id and n.no > f.cleared and n.deleted_at is null
  ${stateIs(query.state)} ${categoryIs(query.category)}
  ${query.before === undefined ? empty : sql`and n.no < ${query.before}`}`

/** No more than the feed says there are: past the last of them a long feed would be read to its end for nothing. */
const mostOf = ({ state, limit }: PageQuery): Fragment => {
  if (state === 'unread') return sql`least(${limit}::bigint, f.unread)`
  if (state === 'read') return sql`least(${limit}::bigint, f.total - f.unread)`
  return sql`${limit}`
}

/** A head beside an item, or beside nothing. */
export type Joined = HeadRow & { [Column in keyof ItemRow]: ItemRow[Column] | null }

/** One page and the feed's head in one statement, so in one snapshot. The head comes even when the page is empty. */
export const readPage = (db: Sql, userId: number, query: PageQuery): Promise<Joined[]> =>
  db.many<Joined>`
    select ${feedColumns}, n.*, c.identifier category_identifier, c.name category_name
    from feed f
    left join lateral (
      select ${content}, ${effective} from notification n
      where ${visible(query)}
      order by n.no desc limit ${mostOf(query)} ${query.offset ? sql`offset ${query.offset}` : empty}
    ) n on true
    left join category c on c.id = n.category_id
    where f.user_id = ${userId}
    order by n.no desc`

/** How many items a filtered query has in all. Reads the rows it counts: for page numbers only. */
export const countItems = (db: Sql, userId: number, query: PageQuery): Promise<{ n: number } | undefined> =>
  db.one<{ n: number }>`
    select count(*) n from feed f join notification n on ${visible(query)} where f.user_id = ${userId}`

export interface ChangesRow {
  reset: boolean
}

/** What has changed after `since`: created and untouched, then modified (FEED-SQL, "Changes since"). */
export const readChanges = (
  db: Sql,
  userId: number,
  epoch: string,
  since: number,
  most: number,
): Promise<(Joined & ChangesRow)[]> =>
  db.many<Joined & ChangesRow>`
    select ${feedColumns}, f.reset, n.*, c.identifier category_identifier, c.name category_name
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
        where n.user_id = f.user_id and not f.reset and n.seq > ${since}::bigint and n.seq > n.no and n.no > f.cleared)
    ) n on true
    left join category c on c.id = n.category_id
    order by n.seq`

export const readItem = (db: Sql, userId: number, id: number): Promise<ItemRow | undefined> =>
  db.one<ItemRow>`
    select ${content}, ${effective}, c.identifier category_identifier, c.name category_name
    from notification n join feed f on f.user_id = n.user_id
    left join category c on c.id = n.category_id
    where n.id = ${id} and n.user_id = ${userId} and n.deleted_at is null and n.no > f.cleared`

/** Whose feed an item is in, for calls made with the app's secret. */
export const findOwner = (db: Sql, appId: number, id: number): Promise<{ user_id: number } | undefined> =>
  db.one<{ user_id: number }>`
    select n.user_id from notification n join app_user u on u.id = n.user_id
    where n.id = ${id} and u.app_id = ${appId}`

/** The heads of many feeds at once, for the beacon. */
export const readHeads = (db: Sql, userIds: readonly number[]): Promise<(HeadRow & { user_id: number })[]> =>
  db.many<HeadRow & { user_id: number }>`
    select f.user_id, ${feedColumns} from feed f where f.user_id = any(${userIds}::bigint[])`

export const lockFeed = (tx: Sql, userId: number): Promise<HeadRow | undefined> =>
  tx.one<HeadRow>`select ${feedColumns} from feed f where f.user_id = ${userId} for no key update`
