import type { Address, OutsideChannel } from '../../channels/types.js'
import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'

export interface KnownRow {
  user_id: number
  channel: OutsideChannel
  address: Address
  /** Where it is written: by itself, in the profile, or with a device. */
  origin: 'own' | 'profile' | 'device'
}

/** Profiles first, then the latest. What a profile holds may be anything, so here it has to be a text. */
export const findKnown = async (
  db: Sql,
  userIds: readonly number[],
  channels: readonly OutsideChannel[],
): Promise<KnownRow[]> => {
  const row = await db.one<JsonRows>`
    with asked as materialized (select distinct id from unnest(${userIds}::bigint[]) as asked(id)),
    wanted as materialized (select channel from unnest(${channels}::text[]) as wanted(channel)),
    known as (
      select u.id user_id, w.channel, 0 rank, 'profile' origin, null::timestamptz at,
        jsonb_build_object(w.key, u.profile -> w.attribute) address
      from asked join app_user u on u.id = asked.id
      join (
        select channel, case channel when 'email' then 'email' else 'phoneNumber' end attribute,
          case channel when 'email' then 'email' else 'phoneNumber' end key
        from wanted where channel in ('email', 'sms', 'whatsapp')
      ) w on jsonb_typeof(u.profile -> w.attribute) = 'string' and u.profile ->> w.attribute <> ''
      union all
      select a.user_id, a.channel, 1, 'own', a.created_at, a.address
      from asked join address a on a.user_id = asked.id join wanted w on w.channel = a.channel
      union all
      select d.user_id, 'webPush', 2, 'device', d.last_seen_at, jsonb_build_object(
        'endpoint', d.web_push -> 'endpoint',
        'keys', jsonb_build_object('p256dh', d.web_push #> '{keys,p256dh}', 'auth', d.web_push #> '{keys,auth}')
      )
      from asked join device d on d.user_id = asked.id and d.web_push is not null
      where exists (select from wanted where channel = 'webPush')
    )
    select json_agg(json_build_object(
      'user_id', user_id, 'channel', channel, 'address', address, 'origin', origin
    ) order by user_id, channel, rank, at desc, address::text)::text json from known`
  return rowsIn(row)
}

export interface AddressToSave {
  userId: number
  channel: OutsideChannel
  hash: Buffer
  address: Address
}

/** One that is there becomes the newest. Who is not, or not of the app, is left out. */
export const upsertAddresses = (
  tx: Sql,
  appId: number,
  rows: readonly AddressToSave[],
  at: Date,
): Promise<number> => tx.run`
  insert into address (user_id, channel, hash, address, created_at)
  select u.id, given.channel, given.hash, given.address::jsonb, ${at}::timestamptz
  from unnest(
    ${rows.map(({ userId }) => userId)}::bigint[], ${rows.map(({ channel }) => channel)}::text[],
    ${rows.map(({ hash }) => hash)}::bytea[], ${rows.map(({ address }) => JSON.stringify(address))}::text[]
  ) as given(user_id, channel, hash, address)
  join app_user u on u.id = given.user_id and u.app_id = ${appId}
  order by u.id, given.channel, given.hash
  on conflict (user_id, channel, hash) do update
    set address = excluded.address, created_at = excluded.created_at`

/** Those of some users that are beyond the newest. */
export const trimAddresses = (tx: Sql, userIds: readonly number[], most: number): Promise<number> => tx.run`
  delete from address a using (
    select user_id, channel, hash,
      row_number() over (partition by user_id, channel order by created_at desc, hash) place
    from address where user_id = any(${userIds}::bigint[])
  ) old
  where old.place > ${most} and a.user_id = old.user_id and a.channel = old.channel and a.hash = old.hash`

export const removeAddresses = (tx: Sql, userId: number, channel: OutsideChannel): Promise<number> =>
  tx.run`delete from address where user_id = ${userId} and channel = ${channel}`

export const removeAddress = (
  tx: Sql,
  userId: number,
  channel: OutsideChannel,
  hash: Buffer,
): Promise<number> =>
  tx.run`delete from address where user_id = ${userId} and channel = ${channel} and hash = ${hash}::bytea`

/** The device stays; it may subscribe again. */
export const clearWebPush = (tx: Sql, userId: number, endpoint: string): Promise<number> => tx.run`
  update device set web_push = null where user_id = ${userId} and web_push ->> 'endpoint' = ${endpoint}`

/** Users whom one of these e-mail addresses or phone numbers was saved for; goes through all that were. */
export const findUsersByText = (
  db: Sql,
  appId: number,
  texts: readonly string[],
): Promise<{ id: number; identifier: string }[]> =>
  db.many<{ id: number; identifier: string }>`
    select distinct u.id, u.identifier from address a join app_user u on u.id = a.user_id
    where u.app_id = ${appId} and a.channel in ('email', 'sms', 'whatsapp')
      and coalesce(a.address ->> 'email', a.address ->> 'phoneNumber') = any(${texts}::text[])
    order by u.id limit 1000`
