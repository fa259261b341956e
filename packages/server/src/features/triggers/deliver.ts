import type { FeedChanges } from '@inboxkit/protocol'
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

/** First of the two statements of a page: whoever holds a user's feed row is its only writer. */
export const lockFeeds = (tx: Sql, userIds: readonly number[]): Promise<number> => tx.run`
  select user_id from feed where user_id = any(${userIds}::bigint[]) order by user_id for no key update`

interface ToldRow extends HeadRow, ItemRow {
  user_id: number
}

/**
 * Second statement: notifications for a page of up to 1,000 (trigger, user) pairs. Its snapshot is younger than the
 * locks, so what another worker delivered is seen and passed over, and only rows really inserted bump `seq` and
 * counts. Users without a feed are passed over too. The answer is one text value: PGlite is slow at many rows.
 * @param told users to read the new rows back for
 */
export const deliverPage = async (
  tx: Sql,
  pairs: readonly Delivery[],
  contents: readonly (Content & { triggerId: number; categoryId: number | null })[],
  told: readonly number[],
  at: Date,
): Promise<Delivered> => {
  const userIds = pairs.map(({ userId }) => userId)
  const row = await tx.one<{ inserted: number; told: string | null }>`
    with content as materialized (
      select * from unnest(
        ${contents.map(({ triggerId }) => triggerId)}::bigint[], ${contents.map(({ title }) => title)}::text[],
        ${contents.map(({ message }) => message)}::text[], ${contents.map(({ icon }) => icon)}::text[],
        ${contents.map(({ url }) => url)}::text[],
        ${contents.map(({ data }) => (data === null ? null : JSON.stringify(data)))}::text[],
        ${contents.map(({ categoryId }) => categoryId)}::bigint[]
      ) as content(trigger_id, title, message, icon, url, data, category_id)
    ),
    addressee as materialized (
      select p.trigger_id, p.user_id, f.seq + row_number() over (partition by p.user_id order by p.trigger_id) as no
      from unnest(${pairs.map(({ triggerId }) => triggerId)}::bigint[], ${userIds}::bigint[]) as p(trigger_id, user_id)
      join feed f on f.user_id = p.user_id
      where f.user_id = any(${userIds}::bigint[]) and not exists (
        select from notification n where n.trigger_id = p.trigger_id and n.step = 0 and n.user_id = p.user_id)
    ),
    inserted as (
      insert into notification
        (user_id, no, seq, trigger_id, step, category_id, title, message, icon, url, data, created_at)
      select a.user_id, a.no, a.no, a.trigger_id, 0, c.category_id, c.title, c.message, c.icon, c.url, c.data::jsonb,
        ${at}::timestamptz
      from addressee a join content c using (trigger_id)
      returning *
    ),
    f as (
      update feed f set seq = f.seq + g.n, unseen = f.unseen + g.n, unread = f.unread + g.n, total = f.total + g.n
      from (select user_id, count(*)::int n from addressee group by user_id) g
      where f.user_id = any(array(select user_id from addressee)) and f.user_id = g.user_id
      returning f.*
    )
    select (select count(*) from addressee) inserted, (
      select json_agg(told)::text from (
        select n.*, ${feedColumns}, g.identifier category_identifier, g.name category_name
        from inserted n join f on f.user_id = n.user_id left join category g on g.id = n.category_id
        where n.user_id = any(${told}::bigint[])
        order by n.user_id, n.no
      ) told
    ) told`
  const rows: ToldRow[] = row?.told ? JSON.parse(row.told) : []
  return { inserted: row?.inserted ?? 0, events: eventsOf(rows) }
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
