import type { WebPushSubscription } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'

/** Whose device, and which. */
export interface DeviceKey {
  appId: number
  userId: number
  id: string
}

export interface DeviceRow {
  id: string
  device_type: string | null
  browser_type: string | null
  has_web_push: boolean
  created_at: Date
  last_seen_at: Date
}

const shown = sql`id, device_type, browser_type, web_push is not null has_web_push, created_at, last_seen_at`

/** Devices of one user; those that were not seen for the longest time make room. */
const mostDevices = 100

/** Makes room for one that is `put`, without a second statement. */
const makeRoom = ({ userId, id }: DeviceKey): Fragment => sql`
  delete from device d using (
    select app_id, id from device where user_id = ${userId} and id <> ${id}
    order by last_seen_at desc, id offset ${mostDevices - 1}
  ) old
  where d.app_id = old.app_id and d.id = old.id and exists (select from put)`

/**
 * A device that connected: it becomes the user's, whoever had it before, and what was another's of it is gone. When
 * nothing changed for a day, nothing is written, not even a lock.
 */
export const touchDevice = async (
  db: Sql,
  key: DeviceKey,
  { deviceType, browserType }: { deviceType: string | null; browserType: string | null },
  at: Date,
): Promise<void> => {
  const { appId, userId, id } = key
  await db.run`
    with put as (
      insert into device as d (app_id, id, user_id, device_type, browser_type, created_at, last_seen_at)
      select ${appId}, ${id}, ${userId}, ${deviceType}, ${browserType}, ${at}, ${at}
      where not exists (
        select from device where app_id = ${appId} and id = ${id} and user_id = ${userId}
          and last_seen_at > ${at}::timestamptz - interval '1 day'
          and device_type is not distinct from coalesce(${deviceType}, device_type)
          and browser_type is not distinct from coalesce(${browserType}, browser_type))
      on conflict (app_id, id) do update set
        user_id = excluded.user_id,
        device_type = coalesce(excluded.device_type, d.device_type),
        browser_type = coalesce(excluded.browser_type, d.browser_type),
        web_push = case when d.user_id = excluded.user_id then d.web_push end,
        created_at = case when d.user_id = excluded.user_id then d.created_at else excluded.created_at end,
        last_seen_at = excluded.last_seen_at
      returning 1
    ),
    room as (${makeRoom(key)})
    select from put`
}

/** @returns `undefined` when the device is another user's */
export const subscribeDevice = (
  db: Sql,
  key: DeviceKey,
  webPush: WebPushSubscription,
  at: Date,
): Promise<DeviceRow | undefined> =>
  db.one<DeviceRow>`
    with put as (
      insert into device as d (app_id, id, user_id, web_push, created_at, last_seen_at)
      values (${key.appId}, ${key.id}, ${key.userId}, ${webPush}::jsonb, ${at}, ${at})
      on conflict (app_id, id) do update set web_push = excluded.web_push, last_seen_at = excluded.last_seen_at
      where d.user_id = excluded.user_id
      returning ${shown}
    ),
    room as (${makeRoom(key)})
    select * from put`

export const findDevices = (db: Sql, userId: number): Promise<DeviceRow[]> =>
  db.many<DeviceRow>`select ${shown} from device where user_id = ${userId} order by last_seen_at desc, id`

export const removeDevice = (db: Sql, { appId, userId, id }: DeviceKey): Promise<number> =>
  db.run`delete from device where app_id = ${appId} and id = ${id} and user_id = ${userId}`
