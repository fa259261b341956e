import { type Page, problem, type User } from '@inboxkit/protocol'
import type { Db, Sql } from '../../storage/db.js'
import { toPage } from '../../wire/paging.js'
import type { PageQuery } from '../../wire/query.js'
import { maxProfileBytes, refuseIdentifier, sizeBytes } from './profile.js'
import {
  fillProfileEmails,
  findByContact,
  findProfile,
  findUser,
  findUserPage,
  findUsers,
  lockProfile,
  removeUser,
  type UserRow,
  type UserToSave,
  upsertUsers,
  upsertUsersLate,
  writeProfile,
} from './queries.js'
import { toWire } from './shape.js'

export { findUser, type UserRow } from './queries.js'

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** An identifier that is an e-mail address sets `email` too, unless the profile says otherwise (seed 004). */
const withEmail = (user: UserToSave): UserToSave =>
  isEmail(user.identifier) ? { ...user, firstEmail: user.identifier } : user

export const getUser = async (db: Sql, appId: number, identifier: string): Promise<UserRow> => {
  const user = await findUser(db, appId, identifier)
  if (!user)
    throw problem('user_not_found', {
      detail: `No such user: ${identifier}. Create it with PUT /v3/users/${encodeURIComponent(identifier)}`,
    })
  return user
}

/** A page of an app's users, oldest first. */
export const listUsers = async (
  db: Sql,
  appId: number,
  { limit, cursor = 0 }: PageQuery,
): Promise<Page<User>> =>
  toPage(await findUserPage(db, appId, cursor, limit + 1), limit, ({ id }) => id, toWire)

/**
 * Makes users known, or merges attributes into their profiles, after the work was accepted at `at`: attributes that
 * were written since stay, and so does a whole profile that would outgrow its limit.
 */
export const saveUsers = (
  db: Sql,
  appId: number,
  users: readonly UserToSave[],
  at: Date,
): Promise<UserRow[]> => upsertUsersLate(db, appId, users.map(withEmail), at, maxProfileBytes)

/** @param field where the profile stands in the request */
const checkSize = (profile: Record<string, unknown>, field: string): void => {
  const bytes = sizeBytes(profile)
  if (bytes > maxProfileBytes)
    throw problem('unprocessable', {
      fields: [
        { field, message: `must have at most ${maxProfileBytes} bytes as JSON, and would have ${bytes}` },
      ],
    })
}

/**
 * Creates a user or merges attributes into its profile. Keys that are not named stay as they are.
 * @param changed called after the commit
 * @param field where the profile stands in the request; empty = it is the body
 * @throws Problem `unprocessable` for an `identifier` in it, or when the profile would get too large
 */
export const saveUser = async (
  db: Db,
  appId: number,
  identifier: string,
  profile: Record<string, unknown>,
  at: Date,
  changed: (userId: number) => void,
  field = '',
): Promise<UserRow> => {
  refuseIdentifier(profile, field)
  return db.transaction(async (tx) => {
    const [user] = await upsertUsers(tx, appId, [withEmail({ identifier, profile })], at)
    if (!user) throw new Error('an upsert returned no row')
    checkSize(user.profile, field || 'profile')
    tx.afterCommit(() => changed(user.id))
    return user
  })
}

/**
 * Saves many users in one statement, all of them or none. One that is named twice is created and then updated.
 * @throws Problem `unprocessable` that names a profile with an `identifier`, or one that would get too large
 */
export const importUsers = async (
  db: Db,
  appId: number,
  users: readonly UserToSave[],
  at: Date,
  changed: (userId: number) => void,
): Promise<{ created: number; updated: number }> => {
  for (const [place, { profile }] of users.entries()) refuseIdentifier(profile, `users[${place}].profile`)
  return db.transaction(async (tx) => {
    const merged = new Map<string, UserToSave>()
    for (const { identifier, profile } of users)
      merged.set(identifier, { identifier, profile: { ...merged.get(identifier)?.profile, ...profile } })
    const saved = await upsertUsers(tx, appId, [...merged.values()].map(withEmail), at)
    const tooLarge = saved.find(({ profile }) => sizeBytes(profile) > maxProfileBytes)
    if (tooLarge) {
      const place = users.findLastIndex(({ identifier }) => identifier === tooLarge.identifier)
      checkSize(tooLarge.profile, `users[${place}].profile`)
    }
    const created = saved.filter(({ is_new }) => is_new).length
    tx.afterCommit(() => {
      for (const { id } of saved) changed(id)
    })
    return { created, updated: users.length - created }
  })
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

/** Profiles that say nothing of an e-mail address get one. */
export const fillEmails = async (
  db: Sql,
  users: readonly { userId: number; email: string }[],
): Promise<void> => {
  if (users.length > 0) await fillProfileEmails(db, users)
}

const isContact = (text: string): boolean => text.includes('@') || text.startsWith('+')

/** Our ids of users whose profile has one of these e-mail addresses or phone numbers, by identifier; goes through all. */
export const findUsersByContact = async (
  db: Sql,
  appId: number,
  contacts: readonly string[],
): Promise<Map<string, number>> => {
  const asked = contacts.filter(isContact)
  const users = asked.length === 0 ? [] : await findByContact(db, appId, asked)
  return new Map(users.map(({ id, identifier }) => [identifier, id]))
}

/** The user behind an identifier; an open-mode caller is made known by its first call. */
export const getOrCreateUser = async (
  db: Sql,
  appId: number,
  identifier: string,
  at: Date,
): Promise<UserRow> => {
  const found = await findUser(db, appId, identifier)
  if (found) return found
  const [made] = await upsertUsers(db, appId, [withEmail({ identifier, profile: {} })], at)
  if (!made) throw new Error('an upsert returned no row')
  return made
}

export const getProfile = async (db: Sql, userId: number): Promise<Record<string, unknown>> => {
  const user = await findProfile(db, userId)
  if (!user) throw problem('user_not_found')
  return user.profile
}

/**
 * Changes a user's profile under its lock, so that changes that come together all take effect.
 * @throws Problem `unprocessable` when the profile would get too large; whatever `change` throws
 */
export const changeProfile = (
  db: Db,
  userId: number,
  change: (profile: Record<string, unknown>) => Record<string, unknown>,
  at: Date,
  changed: (userId: number) => void,
): Promise<Record<string, unknown>> =>
  db.transaction(async (tx) => {
    const user = await lockProfile(tx, userId)
    if (!user) throw problem('user_not_found')
    const profile = change(user.profile)
    refuseIdentifier(profile)
    checkSize(profile, 'profile')
    await writeProfile(tx, userId, profile, at)
    tx.afterCommit(() => changed(userId))
    return profile
  })

export const deleteUser = (
  db: Db,
  appId: number,
  identifier: string,
  at: Date,
  gone: (userId: number) => void,
): Promise<void> =>
  db.transaction(async (tx) => {
    const user = await getUser(tx, appId, identifier)
    if (!(await removeUser(tx, user, at))) throw problem('user_not_found')
    tx.afterCommit(() => gone(user.id))
  })
