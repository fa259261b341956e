import type { Sql } from '../../storage/db.js'

export interface UserRow {
  id: number
  app_id: number
  identifier: string
  profile: Record<string, unknown>
  created_at: Date
}

export const findUser = (db: Sql, appId: number, identifier: string): Promise<UserRow | undefined> =>
  db.one<UserRow>`
    select id, app_id, identifier, profile, created_at from app_user
    where app_id = ${appId} and identifier = ${identifier}`

export const findUsers = (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<{ id: number; identifier: string }[]> =>
  db.many<{ id: number; identifier: string }>`
    select id, identifier from app_user where app_id = ${appId} and identifier = any(${identifiers}::text[])`

/**
 * Creates users that are missing, each with its feed, and merges attributes into their profiles. A profile that was
 * written after `at` keeps what it has: only attributes it lacks are filled in.
 * Identifiers must differ from each other.
 */
export const upsertUsers = (
  tx: Sql,
  appId: number,
  users: readonly { identifier: string; profile: Record<string, unknown> }[],
  at: Date,
): Promise<UserRow[]> => tx.many<UserRow>`
  with given as (
    select * from unnest(
      ${users.map(({ identifier }) => identifier)}::text[],
      ${users.map(({ profile }) => JSON.stringify(profile))}::text[]
    ) as given(identifier, profile)
  ),
  put as (
    insert into app_user as u (app_id, identifier, profile, profile_at, created_at)
    select ${appId}, identifier, profile::jsonb, ${at}, ${at} from given order by identifier
    on conflict (app_id, identifier) do update set
      profile = case when u.profile_at > excluded.profile_at then excluded.profile || u.profile
        else u.profile || excluded.profile end,
      profile_at = greatest(u.profile_at, excluded.profile_at)
    returning id, app_id, identifier, profile, created_at
  ),
  fed as (insert into feed (user_id) select id from put on conflict do nothing)
  select * from put`

/** A user and everything that is theirs. The feed row goes first: whoever waits for its lock finds nothing. */
export const removeUser = async (tx: Sql, userId: number): Promise<void> => {
  await tx.run`select 1 from feed where user_id = ${userId} for update`
  await tx.run`delete from feed where user_id = ${userId}`
  await tx.run`delete from notification where user_id = ${userId}`
  await tx.run`delete from operation where user_id = ${userId}`
  await tx.run`delete from app_user where id = ${userId}`
}
