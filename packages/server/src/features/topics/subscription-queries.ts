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
    with given as materialized (
      select identifier, channels::text[] as channels from unnest(
        ${identifiers}::text[],
        ${users.map(({ channels }) => (channels ? `{${channels.join(',')}}` : null))}::text[]
      ) as given(identifier, channels)
    ),
    found as materialized (
      select id from topic where app_id = ${appId} and ${isNamed(topic)} for key share
    ),
    known as materialized (
      select id, identifier from app_user
      where app_id = ${appId} and identifier = any(${identifiers}::text[]) order by id for key share
    ),
    missing as materialized (select identifier from given except select identifier from known),
    put as (
      insert into topic_user as s (topic_id, user_id, channels, created_at)
      select f.id, k.id, g.channels, ${at}::timestamptz
      from given g join known k using (identifier) cross join found f
      where not exists (select from missing)
      order by k.id
      on conflict (topic_id, user_id) do update set channels = excluded.channels
      -- a row that replaces another carries the mark of whoever replaced it
      returning s.created_at, s.xmax = 0 as is_new
    )
    select (select id from found) topic_id,
      coalesce((select jsonb_agg(identifier) from missing), '[]') missing,
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
  known as materialized (
    select id, identifier from app_user
    where app_id = ${appId} and identifier = any(${identifiers}::text[])
  ),
  missing as materialized (
    select unnest(${identifiers}::text[]) identifier except select identifier from known
  ),
  gone as (
    delete from topic_user s using found f, known k
    where s.topic_id = f.id and s.user_id = k.id and not exists (select from missing)
    returning 1
  )
  select (select id from found) topic_id,
    coalesce((select jsonb_agg(identifier) from missing), '[]') missing,
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
