import sql from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import type { Audience } from './queries.js'
import type { Reached } from './recipients.js'

/**
 * The next users of an audience and of the recipients named beside it, by id, each once. Whoever is named, or hears of
 * one topic over all channels, is reached over all of them.
 * @param named our ids of the recipients named, ascending
 * @param after the last user who is done
 */
export const readAudience = async (
  db: Sql,
  appId: number,
  audience: Audience | null,
  named: readonly number[],
  after: number,
  limit: number,
): Promise<Reached[]> => {
  if (audience?.isEveryone) return readEveryone(db, appId, after, limit)
  const next = named.filter((userId) => userId > after).slice(0, limit)
  if (!audience || audience.topicIds.length === 0) return next.map((userId) => ({ userId, channels: null }))
  return readTopics(db, audience.topicIds, next, after, limit)
}

/** One text value: PGlite is slow at many rows. */
const readEveryone = async (db: Sql, appId: number, after: number, limit: number): Promise<Reached[]> => {
  const row = await db.one<{ ids: string | null }>`
    select json_agg(id)::text ids from (
      select id from app_user where app_id = ${appId} and id > ${after}::bigint order by id limit ${limit}
    ) page`
  const ids: number[] = JSON.parse(row?.ids ?? '[]')
  return ids.map((userId) => ({ userId, channels: null }))
}

/**
 * Each topic gives its next users, in the order of its key. Whoever is among the next of all is among the next of each
 * of their topics, so nobody's topics are cut off.
 */
const readTopics = async (
  db: Sql,
  topicIds: readonly number[],
  named: readonly number[],
  after: number,
  limit: number,
): Promise<Reached[]> => {
  const row = await db.one<{ users: string | null }>`
    select json_agg(json_build_array(user_id, is_all, channels) order by user_id)::text users from (
      select user_id, bool_or(channels is null) is_all,
        json_agg(channels) filter (where channels is not null) channels
      from (
        select subscribed.* from unnest(${topicIds}::bigint[]) as topic(id) cross join lateral (
          select user_id, channels from topic_user
          where topic_id = topic.id and user_id > ${after}::bigint order by user_id limit ${limit}
        ) subscribed
        union all
        ${sql`select u, null::text[] from unnest(${named}::bigint[]) as u`}
      ) member
      group by user_id order by user_id limit ${limit}
    ) page`
  const users: [number, boolean, string[][] | null][] = JSON.parse(row?.users ?? '[]')
  return users.map(([userId, isAll, channels]) => ({
    userId,
    channels: isAll ? null : [...new Set(channels?.flat())],
  }))
}
