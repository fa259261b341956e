import sql, { empty, type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { feedColumns, named, names } from '../notifications/fragments.js'
import {
  type Asked,
  askedTable,
  isAskedOff,
  isOffForMany,
  isOffForOne,
  type Subject,
} from '../preferences/in-app.js'
import type { Delivery, DeliveryContent } from './deliver.js'

/** Parts of the statement that delivers. They speak of `claimed`, `content`, `asked`, `addressee`, `grown` and `opted_out`. */

/** What may be read of a trigger's claim in the statement that makes it. */
interface Claim {
  isClaimed: Fragment
}

export const contentTable = (contents: readonly DeliveryContent[]): Fragment => sql`
  content as materialized (
    select place, title, message, icon, url, data::jsonb, blocks::jsonb, category_id, tenant_id, reason::jsonb,
      tags::text[], expires_at
    from unnest(
      ${contents.map((_, place) => place)}::int[], ${contents.map(({ title }) => title)}::text[],
      ${contents.map(({ message }) => message)}::text[], ${contents.map(({ icon }) => icon)}::text[],
      ${contents.map(({ url }) => url)}::text[], ${contents.map(({ data }) => jsonText(data))}::text[],
      ${contents.map(({ blocks }) => jsonText(blocks))}::text[],
      ${contents.map(({ categoryId }) => categoryId)}::bigint[],
      ${contents.map(({ tenantId }) => tenantId ?? null)}::bigint[],
      ${contents.map(({ reason = null }) => jsonText(reason))}::text[],
      ${contents.map(({ tags }) => tagsText(tags))}::text[],
      ${contents.map(({ expiresAt }) => expiresAt ?? null)}::timestamptz[]
    ) as content(place, title, message, icon, url, data, blocks, category_id, tenant_id, reason, tags, expires_at)
  )`

const jsonText = (value: object | null): string | null => (value === null ? null : JSON.stringify(value))

/** Several arrays cannot travel as one: as PostgreSQL writes an array. */
const tagsText = (tags: readonly string[] | null | undefined): string | null =>
  tags ? `{${tags.map((tag) => `"${tag.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}` : null

/** An update that goes by the index locks in its order, whatever the planner would think cheaper. */
export const keepOrder = (tx: Sql): Promise<unknown> => tx.one`
  select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`

/**
 * For one step of one trigger: growing the feeds and locking them is one pass, where `growInOrder` takes two (a fifth
 * of the page's time). Several users need `keepOrder`; one is a statement of its own, so that no plan is kept that was
 * made without it. Where nobody can have turned it off, no user's preference is looked up.
 */
export const growOnce = (
  { triggerId, step }: Delivery,
  items: readonly Delivery[],
  subject: Subject | undefined,
  { isClaimed, isTold }: Claim & { isTold: boolean },
): Fragment => {
  const userIds = items.map(({ userId }) => userId)
  const isOff = userIds.length === 1 ? isOffForOne : isOffForMany
  return sql`
    ${
      subject
        ? sql`
          opted_out as materialized (
            select u.user_id, u.place, ${triggerId}::bigint trigger_id, ${step}::smallint step
            from unnest(${userIds}::bigint[]) with ordinality as u(user_id, place)
            where ${isClaimed} and ${isOff(sql`u.user_id`, subject)}
          ),`
        : empty
    }
    grown as (
      update feed f set seq = f.seq + 1, unseen = f.unseen + 1, unread = f.unread + 1, total = f.total + 1
      where ${isClaimed} and ${isAddressed(userIds, subject !== undefined)}
      returning ${isTold ? sql`f.*` : sql`f.user_id, f.seq`}
    ),
    addressee as (
      select f.user_id, f.seq as no, ${triggerId}::bigint trigger_id, ${step}::smallint step from grown f
    )`
}

/** Mostly nobody has opted out, and the list is as it came. */
const isAddressed = (userIds: readonly number[], isOptional: boolean): Fragment => {
  if (userIds.length === 1)
    return isOptional
      ? sql`f.user_id = ${userIds[0]} and not exists (select from opted_out)`
      : sql`f.user_id = ${userIds[0]}`
  return isOptional
    ? sql`f.user_id = any(case when (select count(*) from opted_out) = 0 then ${userIds}::bigint[] else array(
        select u from unnest(${userIds}::bigint[]) u where u not in (select user_id from opted_out)) end)`
    : sql`f.user_id = any(${userIds}::bigint[])`
}

/**
 * Several items may go to the same user: the first takes the next number, the second the one after that. They are
 * numbered when it is settled who gets what, under the lock.
 * @param items by user, and each user's in the order of their numbers
 */
export const growInOrder = (
  items: readonly Delivery[],
  asked: Asked | null,
  { isClaimed }: Claim,
): Fragment => sql`
  ${asked ? askedTable(asked) : empty}
  item as materialized (
    select i.*, ${asked ? isAskedOff(asked, sql`i.user_id`) : sql`false`} is_off
    from unnest(
      ${items.map(({ userId }) => userId)}::bigint[], ${items.map(({ triggerId }) => triggerId)}::bigint[],
      ${items.map(({ step }) => step)}::smallint[], ${items.map(({ content }) => content)}::int[]
      ${asked ? sql`, ${items.map(({ content }) => asked.placeOf(content))}::int[]` : empty}
    ) with ordinality as i(user_id, trigger_id, step, content, ${asked ? sql`asked,` : empty} place)
    ${asked ? sql`left join asked a on a.place = i.asked` : empty}
    where ${isClaimed}
  ),
  ${asked ? sql`opted_out as materialized (select * from item where is_off),` : empty}
  locked as materialized (
    select user_id, seq from feed where user_id = any(array(select user_id from item where not is_off))
    order by user_id for no key update
  ),
  addressee as materialized (
    select l.user_id, l.seq + row_number() over (partition by l.user_id order by i.place) as no,
      i.trigger_id, i.step, i.content
    from locked l join item i on i.user_id = l.user_id where not i.is_off
  ),
  grown as (
    update feed f set seq = f.seq + g.n, unseen = f.unseen + g.n, unread = f.unread + g.n, total = f.total + g.n
    from (select user_id, count(*)::int n from addressee group by user_id) g
    where f.user_id = g.user_id and f.user_id = any(array(select user_id from addressee))
    returning f.*
  )`

export const noteOptedOut = (at: Date): Fragment => sql`
  noted as (
    insert into outcome (trigger_id, step, recipient, reason, at)
    select o.trigger_id, o.step, u.identifier, 'preference_off', ${at}::timestamptz
    from opted_out o cross join lateral (select identifier from app_user where id = o.user_id limit 1) u
    on conflict do nothing
  ),`

export const placesOf = (table: Fragment): Fragment =>
  sql`(select json_agg(place order by place)::text from ${table})`

/** The new rows of some users beside their feeds. Keeping a thousand rows for nobody costs a tenth of the page. */
export const readBack = (told: readonly number[]): Fragment => sql`(
  select json_agg(told)::text from (
    select n.*, ${feedColumns}, ${names}
    from inserted n join grown f on f.user_id = n.user_id ${named}
    where n.user_id = any(${told}::bigint[])
    order by n.user_id, n.no
  ) told
)`
