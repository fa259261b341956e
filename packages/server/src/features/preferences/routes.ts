import type { ProblemCode } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { userParams } from '../users/identifier.js'
import { getUser } from '../users/service.js'
import { changePreferences, listPreferences } from './service.js'
import { preferenceShape, preferencesBody } from './shape.js'

export const preferenceRoutes = (routes: Routes, { now }: { now: () => Date }): void => {
  const tag = 'Preferences'
  const answer = z.array(preferenceShape)
  const params = userParams
  const problems: ProblemCode[] = ['unprocessable']
  routes.on(
    'GET',
    '/preferences',
    { as: 'user', tag, summary: 'Get what the user chose; what is not listed is on', answer },
    ({ who, db }) => listPreferences(db, who.userId),
  )
  routes.on(
    'PATCH',
    '/preferences',
    {
      as: 'user',
      tag,
      summary: 'Turn channels of categories on and off: all that are named, or none',
      body: preferencesBody,
      answer,
      problems,
    },
    ({ who, body, db }) => changePreferences(db, who.app.id, who.userId, body, now()),
  )
  routes.on(
    'GET',
    '/users/:identifier/preferences',
    { as: 'app', tag, summary: 'Get what a user chose', params, answer },
    async ({ who, params: { identifier: named }, db }) =>
      listPreferences(db, (await getUser(db, who.app.id, named)).id),
  )
  routes.on(
    'PATCH',
    '/users/:identifier/preferences',
    {
      as: 'app',
      tag,
      summary: 'Turn channels of categories on and off for a user',
      params,
      body: preferencesBody,
      answer,
      problems,
    },
    async ({ who, params: { identifier: named }, body, db }) =>
      changePreferences(db, who.app.id, (await getUser(db, who.app.id, named)).id, body, now()),
  )
}
