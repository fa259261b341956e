import type { ChannelId } from '@inboxkit/protocol'
import { isNamed, type Named } from '../../http/named.js'
import type { Sql } from '../../storage/db.js'

export interface NewSubscription {
  identifier: string
  /** `null` = all */
  channels: readonly ChannelId[] | null
}

export interface Subscribed {
  /** `null` = the app has no such topic */
  topic_id: number | null
  /** Identifiers of no user; then nothing was written. */
  missing: string[]
  added: number
  updated: number
  /** When the first of them subscribed. */
  since: Date | null
}

/**
 * Subscribes users, or gives those who are subscribed other channels; all of them or none.
 * Topic and users are held while it writes, so that none goes in between.
 * @param users different from each other
 */
export const upsertSubscriptions = (
  db: Sql,
  appId: number,
  topic: Named,
  users: readonly NewSubscription[],
  at: Date,
): Promise<Subscribed | undefined> => {
  const identifiers = users.map(({ identifier }) => identifier)
  return db.one<Subscribed>`
    with found as materialized (
      select id from topic where app_id = ${appId} and ${isNamed(topic)} for key share
    ),
    given as materialized (
      select asked.identifier, asked.channels::text[] channels, u.id
      from unnest(
        ${identifiers}::text[],
        ${users.map(({ channels }) => (channels ? `{${channels.join(',')}}` : null))}::text[]
      ) as asked(identifier, channels)
      left join lateral (
        select id from app_user where app_id = ${appId} and identifier = asked.identifier limit 1 for key share
      ) u on true
    ),
    put as (
      insert into topic_user as s (topic_id, user_id, channels, created_at)
      select f.id, g.id, g.channels, ${at}::timestamptz from given g cross join found f
      where not exists (select from given where id is null)
      order by g.id
      on conflict (topic_id, user_id) do update set channels = excluded.channels
      -- a row that replaces another carries the mark of whoever replaced it
      returning s.created_at, s.xmax = 0 as is_new
    )
    select (select id from found) topic_id,
      coalesce((select jsonb_agg(identifier) from given where id is null), '[]') missing,
      (select count(*) from put where is_new) added,
      (select count(*) from put where not is_new) updated,
      (select min(created_at) from put) since`
}

export interface Unsubscribed {
  topic_id: number | null
  missing: string[]
  removed: number
}

/** Ends subscriptions, or none of them when an identifier is no user's. */
export const removeSubscriptions = (
  db: Sql,
  appId: number,
  topic: Named,
  identifiers: readonly string[],
): Promise<Unsubscribed | undefined> => db.one<Unsubscribed>`
  with found as materialized (select id from topic where app_id = ${appId} and ${isNamed(topic)}),
  given as materialized (
    select asked.identifier, u.id from unnest(${identifiers}::text[]) as asked(identifier)
    left join lateral (
      select id from app_user where app_id = ${appId} and identifier = asked.identifier limit 1
    ) u on true
  ),
  gone as (
    delete from topic_user
    where topic_id = (select id from found) and user_id = any(array(select id from given))
      and not exists (select from given where id is null)
    returning 1
  )
  select (select id from found) topic_id,
    coalesce((select jsonb_agg(identifier) from given where id is null), '[]') missing,
    (select count(*) from gone) removed`

export interface SubscriberRow {
  user_id: number
  identifier: string
  channels: ChannelId[] | null
  created_at: Date
}

/** In the order in which they became users. */
export const findSubscriberPage = (
  db: Sql,
  topicId: number,
  after: number,
  limit: number,
): Promise<SubscriberRow[]> => db.many<SubscriberRow>`
  select s.user_id, u.identifier, s.channels, s.created_at
  from topic_user s join app_user u on u.id = s.user_id
  where s.topic_id = ${topicId} and s.user_id > ${after} order by s.user_id limit ${limit}`

export interface SubscriptionRow {
  id: number
  identifier: string
  name: string
  channels: ChannelId[] | null
  created_at: Date
}

export const findSubscriptions = (db: Sql, userId: number): Promise<SubscriptionRow[]> =>
  db.many<SubscriptionRow>`
    select t.id, t.identifier, t.name, s.channels, s.created_at
    from topic_user s join topic t on t.id = s.topic_id
    where s.user_id = ${userId} order by t.id`
