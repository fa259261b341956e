import type { QuietHours, QuietSchedule } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'

export interface QuietRow {
  user_id: number
  /** The user's own, or the profile's; `null` = nobody has said. */
  time_zone: string | null
  schedule: QuietSchedule
}

/** Of those who have some that are on. One look into the index for each, whatever the planner thinks of the table. */
export const findQuietRows = (db: Sql, userIds: readonly number[]): Promise<QuietRow[]> => db.many<QuietRow>`
  select q.user_id, q.schedule,
    coalesce(q.time_zone, (
      select coalesce(u.profile ->> 'timeZone', u.profile ->> '$timezone') from app_user u where u.id = q.user_id
    )) time_zone
  from unnest(${userIds}::bigint[]) as asked(user_id) cross join lateral (
    select * from quiet_hours where user_id = asked.user_id and is_enabled limit 1
  ) q`

export interface StoredHours {
  /** The user's own. */
  time_zone: string | null
  schedule: QuietSchedule
  is_enabled: boolean
}

export const findHours = (db: Sql, userId: number): Promise<StoredHours | undefined> =>
  db.one<StoredHours>`select time_zone, schedule, is_enabled from quiet_hours where user_id = ${userId}`

export const upsertHours = (
  db: Sql,
  userId: number,
  { timeZone, schedule, enabled }: QuietHours,
  at: Date,
): Promise<number> => db.run`
  insert into quiet_hours (user_id, time_zone, schedule, is_enabled, updated_at)
  values (${userId}, ${timeZone}, ${schedule}::jsonb, ${enabled}, ${at})
  on conflict (user_id) do update set time_zone = excluded.time_zone, schedule = excluded.schedule,
    is_enabled = excluded.is_enabled, updated_at = excluded.updated_at`
