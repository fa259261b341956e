import type { ProblemCode } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { pageQuery } from '../../wire/query.js'
import { pageOf, said } from '../../wire/values.js'
import { identifier, userParams as params } from './identifier.js'
import { profile } from './profile.js'
import { deleteUser, getUser, importUsers, listUsers, saveUser } from './service.js'
import { toWire, userShape } from './shape.js'

const mostUsersAtOnce = 1000

/** An `identifier` in a profile, and a profile that gets too large. */
const problems: ProblemCode[] = ['unprocessable']
const newUser = z.object({ identifier, profile: profile.optional() })
const manyUsers = z.object({ users: z.array(newUser).min(1).max(mostUsersAtOnce) })
const listQuery = pageQuery(1)

export interface UserTools {
  now: () => Date
  /** Closes the sockets of a user who is gone. */
  signOut: (userId: number) => void
  /** This user's profile is another. */
  profileChanged: (userId: number) => void
}

export const userRoutes = (routes: Routes, { now, signOut, profileChanged }: UserTools): void => {
  const tag = 'Users'
  routes.on(
    'POST',
    '/users',
    {
      as: 'app',
      tag,
      summary: 'Create a user, or merge into the one there is',
      body: newUser,
      answer: userShape,
      problems,
    },
    async ({ who, body, db }) =>
      toWire(
        await saveUser(db, who.app.id, body.identifier, body.profile ?? {}, now(), profileChanged, 'profile'),
      ),
  )
  routes.on(
    'POST',
    '/users/bulk',
    {
      as: 'app',
      tag,
      summary: 'Create or merge up to 1,000 users, all of them or none',
      body: manyUsers,
      answer: z.object({ created: z.int(), updated: z.int() }).meta({ id: 'BulkUsers' }),
      problems,
    },
    ({ who, body, db }) =>
      importUsers(
        db,
        who.app.id,
        body.users.map(({ identifier, profile = {} }) => ({ identifier, profile })),
        now(),
        profileChanged,
      ),
  )
  routes.on(
    'GET',
    '/users',
    { as: 'app', tag, summary: 'List users, oldest first', query: listQuery, answer: pageOf(userShape) },
    ({ who, query, db }) => listUsers(db, who.app.id, query),
  )
  routes.on(
    'GET',
    '/users/:identifier',
    { as: 'app', tag, summary: 'Get a user', params, answer: userShape },
    async ({ who, params, db }) => toWire(await getUser(db, who.app.id, params.identifier)),
  )
  routes.on(
    'PUT',
    '/users/:identifier',
    {
      as: 'app',
      tag,
      summary: 'Create a user or merge attributes into its profile',
      params,
      body: profile.optional(),
      answer: userShape,
      problems,
    },
    async ({ who, params, body = {}, db }) =>
      toWire(await saveUser(db, who.app.id, params.identifier, body, now(), profileChanged)),
  )
  routes.on(
    'DELETE',
    '/users/:identifier',
    {
      as: 'app',
      tag,
      summary: 'Delete a user and everything that is theirs',
      params,
      answer: said,
      status: 202,
    },
    async ({ who, params, db }) => {
      await deleteUser(db, who.app.id, params.identifier, now(), signOut)
      return { message: 'User deleted' }
    },
  )
}
