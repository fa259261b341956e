import { problem } from '@inboxkit/protocol'
import type { Db, Sql } from '../../storage/db.js'
import { findUser, findUsers, removeUser, type UserRow, upsertUsers } from './queries.js'

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** An identifier that is an e-mail address sets `email` too, unless the profile says otherwise (seed 004). */
const withEmail = (identifier: string, profile: Record<string, unknown>): Record<string, unknown> =>
  isEmail(identifier) && !('email' in profile) ? { email: identifier, ...profile } : profile

export const getUser = async (db: Sql, appId: number, identifier: string): Promise<UserRow> => {
  const user = await findUser(db, appId, identifier)
  if (!user)
    throw problem('user_not_found', {
      detail: `No such user: ${identifier}. Create it with PUT /v3/users/${encodeURIComponent(identifier)}`,
    })
  return user
}

/** Creates a user or merges attributes into its profile. Keys that are not named stay as they are. */
export const saveUsers = (
  db: Sql,
  appId: number,
  users: readonly { identifier: string; profile: Record<string, unknown> }[],
  at: Date,
): Promise<UserRow[]> =>
  upsertUsers(
    db,
    appId,
    users.map(({ identifier, profile }) => ({ identifier, profile: withEmail(identifier, profile) })),
    at,
  )

export const saveUser = async (
  db: Sql,
  appId: number,
  identifier: string,
  profile: Record<string, unknown>,
  at: Date,
): Promise<UserRow> => {
  const [user] = await saveUsers(db, appId, [{ identifier, profile }], at)
  if (!user) throw new Error('an upsert returned no row')
  return user
}

/** Our ids of those that exist, by identifier. */
export const findUserIds = async (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<Map<string, number>> => {
  const users = await findUsers(db, appId, identifiers)
  return new Map(users.map(({ id, identifier }) => [identifier, id]))
}

/** The user behind an identifier; an open-mode caller is made known by its first call. */
export const getOrCreateUser = async (
  db: Sql,
  appId: number,
  identifier: string,
  at: Date,
): Promise<UserRow> =>
  (await findUser(db, appId, identifier)) ?? (await saveUser(db, appId, identifier, {}, at))

export const deleteUser = (
  db: Db,
  appId: number,
  identifier: string,
  gone: (userId: number) => void,
): Promise<void> =>
  db.transaction(async (tx) => {
    const { id } = await getUser(tx, appId, identifier)
    await removeUser(tx, id)
    tx.afterCommit(() => gone(id))
  })
