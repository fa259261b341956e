import { z } from 'zod'
import { checkBody } from '../../http/body.js'
import type { Routes } from '../../http/routes.js'
import { parse } from '../../http/validate.js'
import { maxProfileBytes, profile } from '../users/profile.js'
import type { UserTools } from '../users/routes.js'
import { changeProfile, getProfile } from '../users/service.js'
import { applyJsonPatch, jsonPatch, type Operation } from './json-patch.js'

type Attributes = Record<string, unknown>

/** What comes out of a patch is held to what a profile may be, as if it had been sent. */
const patched = (stored: Attributes, operations: readonly Operation[]): Attributes => {
  const result = applyJsonPatch(stored, operations, maxProfileBytes)
  checkBody(result)
  return parse(profile, result, 'profile')
}

export const profileRoutes = (
  routes: Routes,
  { now, profileChanged }: Pick<UserTools, 'now' | 'profileChanged'>,
): void => {
  const common = {
    as: 'user',
    tag: 'Profile',
    answer: z.record(z.string(), z.unknown()),
  } as const
  const problems = ['unprocessable'] as const

  routes.on('GET', '/profile', { ...common, summary: 'Get the user’s own attributes' }, ({ who, db }) =>
    getProfile(db, who.userId),
  )
  routes.on(
    'PUT',
    '/profile',
    { ...common, summary: 'Merge attributes into the profile', body: profile, problems },
    ({ who, body, db }) =>
      changeProfile(db, who.userId, (stored) => ({ ...stored, ...body }), now(), profileChanged),
  )
  routes.on(
    'PATCH',
    '/profile',
    {
      ...common,
      summary: 'Change the profile: an array is a JSON Patch (RFC 6902), an object is merged',
      body: z.union([jsonPatch, profile]),
      problems,
    },
    ({ who, body, db }) =>
      changeProfile(
        db,
        who.userId,
        (stored) => (Array.isArray(body) ? patched(stored, body) : { ...stored, ...body }),
        now(),
        profileChanged,
      ),
  )
}
