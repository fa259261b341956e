import type { QuietHours } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import { createZone, isTimeZone, type Zone } from './local-time.js'
import { findHours, findQuietRows, upsertHours } from './queries.js'
import { endOfQuiet } from './schedule.js'

/** Where nobody has said where a user lives, or a profile says what is no zone. */
const defaultTimeZone = 'UTC'

/** Each zone is looked up once for all who live there. */
const createZones = (): ((given: string | null) => Zone) => {
  const zones = new Map<string, Zone>()
  return (given) => {
    const name = given ?? defaultTimeZone
    const zone = zones.get(name) ?? createZone(isTimeZone(name) ? name : defaultTimeZone)
    zones.set(name, zone)
    return zone
  }
}

/** When each user may be disturbed again; only those who may not now. Users below 0 have no hours. */
export const quietUntil = async (
  db: Sql,
  userIds: readonly number[],
  now: Date,
): Promise<Map<number, Date>> => {
  const asked = [...new Set(userIds)].filter((userId) => userId > 0)
  const ends = new Map<number, Date>()
  if (asked.length === 0) return ends
  const zoneOf = createZones()
  for (const { user_id, time_zone, schedule } of await findQuietRows(db, asked)) {
    const end = endOfQuiet(schedule, zoneOf(time_zone), now)
    if (end) ends.set(user_id, end)
  }
  return ends
}

/** As the user set them; who never did has none. */
export const getQuietHours = async (db: Sql, userId: number): Promise<QuietHours> => {
  const row = await findHours(db, userId)
  return row
    ? { timeZone: row.time_zone, schedule: row.schedule, enabled: row.is_enabled }
    : { timeZone: null, schedule: {}, enabled: false }
}

/** Writes them anew, all of them. What is held already is looked at again when it was to go. */
export const setQuietHours = async (
  db: Sql,
  userId: number,
  hours: QuietHours,
  at: Date,
): Promise<QuietHours> => {
  await upsertHours(db, userId, hours, at)
  return hours
}
