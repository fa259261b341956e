import sql, { empty, type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { type JsonRows, rowsIn } from '../../storage/json-rows.js'

export interface UserRow {
  id: number
  app_id: number
  identifier: string
  profile: Record<string, unknown>
  created_at: Date
}

/** What to write of a user. */
export interface UserToSave {
  identifier: string
  profile: Record<string, unknown>
  /** The `email` of a user who is made by this, where the profile names none. */
  firstEmail?: string
}

export const findUser = (db: Sql, appId: number, identifier: string): Promise<UserRow | undefined> =>
  db.one<UserRow>`
    select id, app_id, identifier, profile, created_at from app_user
    where app_id = ${appId} and identifier = ${identifier}`

/**
 * One look into the unique index for each. With `= any(…)` a plan made while statistics are missing may compare every
 * user of the app with every name: measured 2 s for 1,000 of 10,000.
 */
export const findUsers = async (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<{ id: number; identifier: string }[]> => {
  const ids = rowsIn<number | null>(
    await db.one<JsonRows>`
      select json_agg((
        select id from app_user where app_id = ${appId} and identifier = asked.identifier
      ) order by place)::text json
      from unnest(${identifiers}::text[]) with ordinality as asked(identifier, place)`,
  )
  return identifiers.flatMap((identifier, place) => {
    const id = ids[place] ?? null
    return id === null ? [] : { id, identifier }
  })
}

export const findByContact = (
  db: Sql,
  appId: number,
  contacts: readonly string[],
): Promise<{ id: number; identifier: string }[]> =>
  db.many<{ id: number; identifier: string }>`
    select id, identifier from app_user
    where app_id = ${appId}
      and (profile ->> 'email' = any(${contacts}::text[]) or profile ->> 'phoneNumber' = any(${contacts}::text[]))
    order by id limit 1000`

/** Users in the order in which they were made. */
export const findUserPage = (db: Sql, appId: number, after: number, limit: number): Promise<UserRow[]> =>
  db.many<UserRow>`
    select id, app_id, identifier, profile, created_at from app_user
    where app_id = ${appId} and id > ${after} order by id limit ${limit}`

/** What was written after the work was accepted keeps what it has, and a profile never outgrows its limit. */
const lateGivesWay = (given: Fragment, mostBytes: number): Fragment => sql`(
  select case when octet_length(merged.profile::text) > ${mostBytes} then u.profile else merged.profile end
  from (select case when u.profile_at > excluded.profile_at then ${given} || u.profile
    else u.profile || ${given} end) merged(profile))`

const hashOf = (identifier: Fragment): Fragment => sql`sha256(convert_to(${identifier}, 'UTF8'))`

/** What was accepted before its user was deleted does not bring them back. */
const notRemovedSince = (appId: number, at: Date): Fragment => sql`
  where not exists (
    select from removed_user r
    where r.app_id = ${appId} and r.identifier_hash = ${hashOf(sql`given.identifier`)} and r.at > ${at}
  )`

/** What a write names of a user who exists: without the e-mail address that is only meant for a new one. */
const named = sql`case when excluded.identifier in (select identifier from given where is_email_ours)
  then excluded.profile - 'email' else excluded.profile end`

/** Creates users that are missing, each with its feed, and merges attributes. Identifiers differ from each other. */
const upsert = (
  tx: Sql,
  appId: number,
  users: readonly UserToSave[],
  at: Date,
  merge: (given: Fragment) => Fragment,
  which: Fragment = empty,
): Promise<(UserRow & { is_new: boolean })[]> => tx.many<UserRow & { is_new: boolean }>`
  with given as (
    select * from unnest(
      ${users.map(({ identifier }) => identifier)}::text[],
      ${users.map(({ profile, firstEmail }) => JSON.stringify(firstEmail === undefined ? profile : { email: firstEmail, ...profile }))}::text[],
      ${users.map(({ profile, firstEmail }) => firstEmail !== undefined && !('email' in profile))}::boolean[]
    ) as given(identifier, profile, is_email_ours)
  ),
  put as (
    insert into app_user as u (app_id, identifier, profile, profile_at, created_at)
    select ${appId}, identifier, profile::jsonb, ${at}, ${at} from given ${which} order by identifier
    on conflict (app_id, identifier) do update set
      profile = ${merge(named)}, profile_at = greatest(u.profile_at, excluded.profile_at)
    returning id, app_id, identifier, profile, created_at, xmax = 0 is_new
  ),
  fed as (insert into feed (user_id) select id from put on conflict do nothing)
  select * from put`

/** Writes of now: what they name wins. */
export const upsertUsers = (
  tx: Sql,
  appId: number,
  users: readonly UserToSave[],
  at: Date,
): Promise<(UserRow & { is_new: boolean })[]> =>
  upsert(tx, appId, users, at, (given) => sql`u.profile || ${given}`)

/**
 * Writes that were accepted at `at` and come later: a profile that was written since keeps what it has, and only
 * attributes it lacks are filled in. A profile that would get larger than `mostBytes` stays as it is. Users who were
 * deleted since are left out.
 */
export const upsertUsersLate = (
  tx: Sql,
  appId: number,
  users: readonly UserToSave[],
  at: Date,
  mostBytes: number,
): Promise<UserRow[]> =>
  upsert(tx, appId, users, at, (given) => lateGivesWay(given, mostBytes), notRemovedSince(appId, at))

export const findProfile = (
  db: Sql,
  userId: number,
): Promise<{ profile: Record<string, unknown> } | undefined> =>
  db.one<{ profile: Record<string, unknown> }>`select profile from app_user where id = ${userId}`

/** The profile, and the lock on it. */
export const lockProfile = (
  tx: Sql,
  userId: number,
): Promise<{ profile: Record<string, unknown> } | undefined> =>
  tx.one<{ profile: Record<string, unknown> }>`
    select profile from app_user where id = ${userId} for no key update`

/** Only where a profile has none. */
export const fillProfileEmails = (
  db: Sql,
  users: readonly { userId: number; email: string }[],
): Promise<number> => db.run`
  with given as (
    select * from unnest(
      ${users.map(({ userId }) => userId)}::bigint[], ${users.map(({ email }) => email)}::text[]
    ) as given(id, email)
  ),
  lacking as materialized (
    select u.id from app_user u join given on given.id = u.id
    where u.profile -> 'email' is null order by u.id for no key update of u
  )
  update app_user u set profile = u.profile || jsonb_build_object('email', given.email)
  from given where given.id = u.id and u.id in (select id from lacking) and u.profile -> 'email' is null`

export const writeProfile = (
  tx: Sql,
  userId: number,
  profile: Record<string, unknown>,
  at: Date,
): Promise<number> =>
  tx.run`
    update app_user set profile = ${profile}::jsonb, profile_at = greatest(profile_at, ${at})
    where id = ${userId}`

/**
 * A user and everything that is theirs. Runs go first and the feed second, in the order in which workers lock them;
 * whoever waits for the feed's lock finds nothing. What refers to the user by key goes with the last row.
 * @returns whether there was anybody to remove
 */
export const removeUser = async (
  tx: Sql,
  { id, app_id: appId, identifier }: Pick<UserRow, 'id' | 'app_id' | 'identifier'>,
  at: Date,
): Promise<boolean> => {
  await tx.run`
    insert into removed_user (app_id, identifier_hash, at)
    values (${appId}, ${hashOf(sql`${identifier}::text`)}, ${at})
    on conflict (app_id, identifier_hash) do update set at = excluded.at`
  await tx.run`delete from run where user_id = ${id}`
  await tx.run`delete from delivery where user_id = ${id}`
  await tx.run`delete from status_event where user_id = ${id}`
  await tx.run`select 1 from feed where user_id = ${id} for update`
  await tx.run`delete from feed where user_id = ${id}`
  await tx.run`delete from notification where user_id = ${id}`
  await tx.run`delete from operation where user_id = ${id}`
  await tx.run`
    delete from outcome o using trigger t
    where o.recipient = ${identifier} and t.id = o.trigger_id and t.app_id = ${appId}`
  return (await tx.run`delete from app_user where id = ${id}`) > 0
}
