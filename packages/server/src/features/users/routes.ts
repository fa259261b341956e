import { problem } from '@inboxkit/protocol'
import { z } from 'zod'
import { identifierFault } from '../../auth/identifiers.js'
import type { Routes } from '../../http/routes.js'
import { instant, said } from '../../wire/values.js'
import type { UserRow } from './queries.js'
import { deleteUser, saveUser } from './service.js'

/** A customer's id for a user: 1 to 255 characters, unique in the app, never changing. */
export const identifier: z.ZodType<string> = z.string().superRefine((text, context) => {
  const fault = identifierFault(text)
  if (fault !== undefined) context.addIssue(fault)
})

const profile = z.record(z.string().max(255), z.unknown())
const params = z.object({ identifier })
const newUser = z.object({ identifier, profile: profile.optional() })

const userShape = z
  .object({ identifier: z.string(), profile: z.record(z.string(), z.unknown()), createdAt: instant })
  .meta({ id: 'User' })

const toWire = (user: UserRow): z.output<typeof userShape> => ({
  identifier: user.identifier,
  profile: user.profile,
  createdAt: user.created_at.toISOString(),
})

export const userRoutes = (
  routes: Routes,
  { now, signOut }: { now: () => Date; signOut: (userId: number) => void },
): void => {
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
    },
    async ({ who, body, db }) =>
      toWire(await saveUser(db, who.app.id, body.identifier, body.profile ?? {}, now())),
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
    },
    async ({ who, params: { identifier: named }, body = {}, db }) => {
      if ('identifier' in body)
        throw problem('unprocessable', {
          fields: [
            { field: 'identifier', message: 'must not be in the body: it is in the path, and never changes' },
          ],
        })
      return toWire(await saveUser(db, who.app.id, named, body, now()))
    },
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
    async ({ who, params: { identifier: named }, db }) => {
      await deleteUser(db, who.app.id, named, signOut)
      return { message: 'User deleted' }
    },
  )
}
