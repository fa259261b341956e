import { z } from 'zod'
import { subscriptionShape, topicChannels, topicUserShape } from '../../features/topics/shape.js'
import { listSubscriptions, saveTopicUser } from '../../features/topics/subscriptions.js'
import { identifier } from '../../features/users/identifier.js'
import { profile } from '../../features/users/profile.js'
import type { UserTools } from '../../features/users/routes.js'
import { deleteUser, saveUser } from '../../features/users/service.js'
import { toWire, userShape } from '../../features/users/shape.js'
import { named } from '../../http/named.js'
import type { Routes } from '../../http/routes.js'
import { said } from '../../wire/values.js'

/** The rest of a path, slashes and all, is an identifier. */
const rest = z.object({ '*': identifier })

/**
 * The vendor's back-end clients put identifiers into paths as they are, so those with a slash make longer paths; and
 * `users.delete` of its node client forgets the slash: `DELETE /v3/usersjohn` (contract, sections 3 and 4, row 29).
 */
export const unescapedRoutes = (routes: Routes, { now, signOut, profileChanged }: UserTools): void => {
  const base = { as: 'app', isAlias: true } as const
  routes.on(
    'PUT',
    '/users/*',
    {
      ...base,
      tag: 'Users',
      summary: 'Create a user or merge attributes, with slashes in the identifier',
      params: rest,
      body: profile.optional(),
      answer: userShape,
    },
    async ({ who, params, body = {}, db }) =>
      toWire(await saveUser(db, who.app.id, params['*'], body, now(), profileChanged)),
  )
  for (const url of ['/users/*', '/users*'])
    routes.on(
      'DELETE',
      url,
      {
        ...base,
        tag: 'Users',
        summary: 'Delete a user, with slashes in the identifier or none before it',
        params: rest,
        answer: said,
        status: 202,
      },
      async ({ who, params, db }) => {
        await deleteUser(db, who.app.id, params['*'], now(), signOut)
        return { message: 'User deleted' }
      },
    )
  routes.on(
    'PUT',
    '/topics/:id/users/*',
    {
      ...base,
      tag: 'Topics',
      summary: 'Subscribe a user over the channels given, with slashes in the identifier',
      params: rest.extend({ id: named }),
      body: z.object({ channels: topicChannels }),
      answer: topicUserShape,
    },
    ({ who, params, body, db }) =>
      saveTopicUser(db, who.app.id, params.id, params['*'], body.channels, now()),
  )
  routes.on(
    'GET',
    '/topics/subscriptions/*',
    {
      ...base,
      tag: 'Topics',
      summary: 'List what a user is subscribed to, with slashes in the identifier',
      params: rest,
      answer: z.array(subscriptionShape),
    },
    ({ who, params, db }) => listSubscriptions(db, who.app.id, params['*']),
  )
}
