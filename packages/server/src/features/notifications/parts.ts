import { type Filter, mostFiltered } from '@inboxkit/protocol'
import sql, { empty, type Sql as Fragment, join } from 'sql-template-tag'
import { isShown, isUnread, isUnseen, place } from './fragments.js'

/** Which part of a feed: a filter of the protocol, or what the contract calls `interacted`. */
export interface Part {
  state?: Filter['state'] | 'interacted' | undefined
  category?: string | undefined
  tag?: string | undefined
  tenant?: string | undefined
  data?: Filter['data'] | undefined
}

const isElsewhere = ({ state }: Part): boolean => state === 'archived' || state === 'snoozed'

/** Whether a part has counts of its own. Those of the plain feed, of its unread and its read stand in the head. */
export const hasCounts = (part: Part): boolean =>
  part.data === undefined &&
  part.state !== 'interacted' &&
  (isElsewhere(part) || part.category !== undefined || part.tag !== undefined || part.tenant !== undefined)

const stateIs = (state: Part['state']): Fragment => {
  if (state === 'unread') return sql`and ${isUnread}`
  if (state === 'read') return sql`and not ${isUnread}`
  if (state === 'interacted') return sql`and n.state is not null`
  if (state === 'archived') return sql`and n.archived_at is not null`
  if (state === 'snoozed') return sql`and n.snoozed_until is not null`
  return empty
}

/** What a part asks of `n`, but for where it is. */
const asks = ({ state, category, tag, tenant, data }: Part): Fragment => sql`
  n.user_id = f.user_id and n.deleted_at is null ${stateIs(state)}
  ${
    category === undefined
      ? empty
      : sql`and n.category_id = (select c.id from category c join app_user u on u.app_id = c.app_id
          where u.id = f.user_id and c.identifier = ${category})`
  }
  ${
    tenant === undefined
      ? empty
      : sql`and n.tenant_id = (select t.id from tenant t join app_user u on u.app_id = t.app_id
          where u.id = f.user_id and t.identifier = ${tenant})`
  }
  ${tag === undefined ? empty : sql`and n.tags is not null and n.tags @> array[${tag}::text]`}
  ${data === undefined ? empty : sql`and n.data @> ${JSON.stringify(data)}::jsonb`}`

/** Everything of a part, in no order: for few, or where a count is to be exact. */
export const inPart = (part: Part): Fragment =>
  isElsewhere(part) ? asks(part) : sql`${asks(part)} and ${isShown}`

/** A walk down an index of `(user_id, column)`, under a limit. */
interface Branch {
  column: Fragment
  /** Whether it ends where the feed was cleared. */
  endsAtCleared: boolean
  /** Which of the rows of the index belong to it. */
  where: Fragment
}

/**
 * The walks down an index that make up a part. The plain feed has two: what never left it, by the primary key, and
 * what is back from elsewhere, by an index of its own. None of them meets what belongs to another part of the feed.
 */
const branchesOf = (part: Part): readonly Branch[] =>
  isElsewhere(part)
    ? [{ column: sql`n.place`, endsAtCleared: false, where: sql`and n.place is not null` }]
    : [
        { column: sql`n.no`, endsAtCleared: true, where: empty },
        {
          column: sql`n.place`,
          endsAtCleared: true,
          where: sql`and n.archived_at is null and n.snoozed_until is null`,
        },
      ]

/**
 * Where a walk begins and ends. Between two bounds of one column the planner guesses a two-hundredth of the feed, and so
 * would read and sort all of it instead; so beside a cursor the other bound is a pair, which it guesses apart. The
 * cursor itself must not be one: a walk would begin at the feed's end, and pass over everything above.
 */
const boundsOf = ({ column, endsAtCleared }: Branch, before: number | undefined): Fragment => {
  if (before === undefined) return endsAtCleared ? sql`and ${column} > f.cleared` : empty
  const below = sql`and ${column} < ${before}::bigint`
  return endsAtCleared ? sql`${below} and (n.user_id, ${column}) > (f.user_id, f.cleared)` : below
}

/** No more than the feed says there are: past the last of them a long feed would be read to its end for nothing. */
const mostOf = (part: Part, most: number): Fragment => {
  if (isElsewhere(part)) return sql`${most}::bigint`
  if (part.state === 'unread') return sql`least(${most}::bigint, f.unread)`
  if (part.state === 'read') return sql`least(${most}::bigint, f.total - f.unread)`
  return sql`least(${most}::bigint, f.total)`
}

/**
 * The newest of a part, as the columns asked for and `sort`, beside a feed `f`. In the order of `sort` at the end only.
 * @param also a condition on `n` more
 */
export const newestOf = (
  part: Part,
  columns: Fragment,
  { before, most, also = empty }: { before?: number | undefined; most: number; also?: Fragment },
): Fragment =>
  join(
    branchesOf(part).map(
      (branch) => sql`(
        select ${columns}, ${place} sort from notification n
        where ${asks(part)} ${branch.where} ${boundsOf(branch, before)} ${also}
        order by ${branch.column} desc limit ${mostOf(part, most)}
      )`,
    ),
    ' union all ',
  )

/** How many of a part there are, counted no further than a limit. */
const countUpTo = (part: Part, which: Fragment, most: Fragment): Fragment => {
  const counted = branchesOf(part).map(
    (branch) => sql`(
      select from notification n where ${asks(part)} ${branch.where} ${boundsOf(branch, undefined)} ${which}
      limit ${most}
    )`,
  )
  return sql`(select least(count(*), ${mostFiltered}::bigint) from (${join(counted, ' union all ')}) counted)`
}

/** How many of a part there are, beside a feed `f`; no more than `mostFiltered`. */
export const cappedCount = (part: Part): Fragment => countUpTo(part, empty, mostOf(part, mostFiltered))

/** The counts of a part without its `unread` or `read`, beside a feed `f`. */
export const countsOf = (part: Part): Fragment => {
  const whole: Part = isElsewhere(part) ? part : { ...part, state: undefined }
  const upTo = (most: Fragment): Fragment =>
    isElsewhere(part) ? sql`${mostFiltered}::bigint` : sql`least(${mostFiltered}::bigint, ${most})`
  return sql`
    ${countUpTo(whole, sql`and ${isUnseen}`, upTo(sql`f.unseen`))} filtered_unseen,
    ${countUpTo(whole, sql`and ${isUnread}`, upTo(sql`f.unread`))} filtered_unread,
    ${countUpTo(whole, empty, upTo(sql`f.total`))} filtered_total`
}

/** What `countsOf` answers; nothing where a part has none. */
export interface CountedRow {
  filtered_unseen?: number
  filtered_unread?: number
  filtered_total?: number
}
