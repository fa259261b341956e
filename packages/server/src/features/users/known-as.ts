import type { Sql } from '../../storage/db.js'
import type { UserRow } from './queries.js'

/** What others call a user: a handle, or a number on some network. */
export interface Identity {
  /** Where, in lower case. */
  kind: string
  value: string
}

/** The user with an e-mail address in the profile, in any case; of several the one who was made first. */
export const findUserByEmail = (db: Sql, appId: number, email: string): Promise<UserRow | undefined> =>
  db.one<UserRow>`
    select id, app_id, identifier, profile, created_at from app_user
    where app_id = ${appId} and email = lower(${email}::text) order by id limit 1`

/** The user with a phone number in the profile; of several the one who was made first. @param phoneNumber E.164 */
export const findUserByPhoneNumber = (
  db: Sql,
  appId: number,
  phoneNumber: string,
): Promise<UserRow | undefined> =>
  db.one<UserRow>`
    select id, app_id, identifier, profile, created_at from app_user
    where app_id = ${appId} and phone_number = ${phoneNumber} order by id limit 1`

export const findUserByIdentity = (
  db: Sql,
  appId: number,
  { kind, value }: Identity,
): Promise<UserRow | undefined> =>
  db.one<UserRow>`
    select u.id, u.app_id, u.identifier, u.profile, u.created_at
    from user_identity i join app_user u on u.id = i.user_id
    where i.app_id = ${appId} and i.kind = ${kind} and i.value = ${value}`

/** Notes down what a user is called, unless somebody else is called that already. */
export const saveIdentities = (
  db: Sql,
  appId: number,
  userId: number,
  identities: readonly Identity[],
): Promise<number> => db.run`
  insert into user_identity (app_id, kind, value, user_id)
  select ${appId}, given.kind, given.value, ${userId}::bigint
  from unnest(
    ${identities.map(({ kind }) => kind)}::text[], ${identities.map(({ value }) => value)}::text[]
  ) as given(kind, value)
  order by 2, 3 on conflict do nothing`
