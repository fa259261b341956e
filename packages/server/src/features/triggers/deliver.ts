import type { FeedChanges } from '@inboxkit/protocol'
import sql, { empty, type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { feedColumns } from '../notifications/fragments.js'
import { type HeadRow, type ItemRow, toChange, toHead } from '../notifications/shape.js'
import type { Content } from './queries.js'

/** A trigger's content on its way into feeds. */
export interface Delivery {
  triggerId: number
  userId: number
}

export interface Delivered {
  inserted: number
  /** What to tell, for the users asked for. */
  events: { userId: number; event: FeedChanges }[]
}

interface ToldRow extends HeadRow, ItemRow {
  user_id: number
}

/**
 * Notifications for a page of up to 1,000 (trigger, user) pairs, in one statement. First the triggers are claimed:
 * when another worker was faster, nothing is inserted and no `seq` moves. Then feeds are locked in ascending order, and
 * whoever holds one is its only writer: `seq` under the lock is the newest. Users without a feed are passed over.
 * The answer is one text value: PGlite is slow at many rows.
 * @param told users to read the new rows back for
 * @throws Error when only some of the triggers were left to claim; rolled back, they can be tried one by one
 */
export const deliverPage = async (
  tx: Sql,
  pairs: readonly Delivery[],
  contents: readonly (Content & { triggerId: number; categoryId: number | null })[],
  told: readonly number[],
  at: Date,
): Promise<Delivered> => {
  const triggerIds = contents.map(({ triggerId }) => triggerId)
  const isClaimed = sql`(select count(*) from claimed) = ${triggerIds.length}`
  const isOne = contents.length === 1
  const isTold = told.length > 0
  if (isOne && pairs.length > 1) await keepOrder(tx)
  const row = await tx.one<{ claimed: number; inserted: number; told: string | null }>`
    with content as materialized (
      select trigger_id, title, message, icon, url, data::jsonb, category_id from unnest(
        ${triggerIds}::bigint[], ${contents.map(({ title }) => title)}::text[],
        ${contents.map(({ message }) => message)}::text[], ${contents.map(({ icon }) => icon)}::text[],
        ${contents.map(({ url }) => url)}::text[],
        ${contents.map(({ data }) => (data === null ? null : JSON.stringify(data)))}::text[],
        ${contents.map(({ categoryId }) => categoryId)}::bigint[]
      ) as content(trigger_id, title, message, icon, url, data, category_id)
    ),
    claimed as (
      update trigger set expanded_at = ${at} where id = any(${triggerIds}::bigint[]) and expanded_at is null
      returning id
    ),
    ${isOne ? growOnce(pairs, isClaimed, isTold) : growByPairs(pairs, isClaimed)},
    inserted as (
      insert into notification
        (user_id, no, seq, trigger_id, step, category_id, title, message, icon, url, data, created_at)
      select a.user_id, a.no, a.no, c.trigger_id, 0, c.category_id, c.title, c.message, c.icon, c.url, c.data,
        ${at}::timestamptz
      from addressee a join content c using (trigger_id)
      ${isTold ? sql`returning *` : empty}
    )
    select (select count(*) from claimed) claimed, (select count(*) from addressee) inserted,
      ${isTold ? readBack(told) : sql`null`} told`
  const { claimed = 0, inserted = 0, told: rows } = row ?? {}
  if (claimed > 0 && claimed < triggerIds.length)
    throw new Error('Some triggers of a page were expanded by another worker')
  return { inserted, events: eventsOf(rows ? JSON.parse(rows) : []) }
}

/** The new rows of some users beside their feeds. Keeping a thousand rows for nobody costs a tenth of the page. */
const readBack = (told: readonly number[]): Fragment => sql`(
  select json_agg(told)::text from (
    select n.*, ${feedColumns}, g.identifier category_identifier, g.name category_name
    from inserted n join grown f on f.user_id = n.user_id left join category g on g.id = n.category_id
    where n.user_id = any(${told}::bigint[])
    order by n.user_id, n.no
  ) told
)`

/** An update that goes by the index locks in its order, whatever the planner would think cheaper. */
const keepOrder = (tx: Sql): Promise<unknown> => tx.one`
  select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`

/**
 * One trigger reaches each user once. Pages of many recipients are of this kind: growing the feeds and locking them
 * is one pass, where `growByPairs` takes two (a fifth of the page's time). Several need `keepOrder`; one is a
 * statement of its own, so that no plan is kept that was made without it.
 */
const growOnce = (pairs: readonly Delivery[], isClaimed: Fragment, isTold: boolean): Fragment => {
  const userIds = pairs.map(({ userId }) => userId)
  return sql`
    grown as (
      update feed f set seq = f.seq + 1, unseen = f.unseen + 1, unread = f.unread + 1, total = f.total + 1
      where ${isClaimed} and f.user_id = ${userIds.length === 1 ? sql`${userIds[0]}` : sql`any(${userIds}::bigint[])`}
      returning ${isTold ? sql`f.*` : sql`f.user_id, f.seq`}
    ),
    addressee as (select f.user_id, f.seq as no, c.trigger_id from grown f cross join content c)`
}

/** Several triggers may reach the same user: the first takes the next number, the second the one after that. */
const growByPairs = (pairs: readonly Delivery[], isClaimed: Fragment): Fragment => {
  const sorted = pairs.toSorted((a, b) => a.userId - b.userId || a.triggerId - b.triggerId)
  const counts = new Map<number, number>()
  const nths = sorted.map(({ userId }) => {
    const nth = (counts.get(userId) ?? 0) + 1
    counts.set(userId, nth)
    return nth
  })
  return sql`
    locked as materialized (
      select user_id, seq from feed where ${isClaimed} and user_id = any(${[...counts.keys()]}::bigint[])
      order by user_id for no key update
    ),
    addressee as materialized (
      select l.user_id, l.seq + p.nth as no, p.trigger_id
      from locked l join unnest(
        ${sorted.map(({ userId }) => userId)}::bigint[], ${nths}::int[],
        ${sorted.map(({ triggerId }) => triggerId)}::bigint[]
      ) as p(user_id, nth, trigger_id) using (user_id)
    ),
    grown as (
      update feed f set seq = f.seq + g.n, unseen = f.unseen + g.n, unread = f.unread + g.n, total = f.total + g.n
      from (select user_id, count(*)::int n from addressee group by user_id) g
      where f.user_id = g.user_id and f.user_id = any(array(select user_id from addressee))
      returning f.*
    )`
}

/** One event per user, whatever the number of new items. */
const eventsOf = (rows: readonly ToldRow[]): Delivered['events'] => {
  const byUser = new Map<number, FeedChanges>()
  for (const row of rows) {
    const event = byUser.get(row.user_id) ?? { ...toHead(row), from: row.head_seq, changes: [] }
    event.changes.push(toChange(row, null))
    event.from -= 1
    byUser.set(row.user_id, event)
  }
  return [...byUser].map(([userId, event]) => ({ userId, event }))
}
