import type { QuietHours } from '@inboxkit/protocol'
import type { Routes } from '../../http/routes.js'
import type { Db } from '../../storage/db.js'
import type { PreferenceTools } from '../preferences/routes.js'
import { userParams } from '../users/identifier.js'
import { getUser } from '../users/service.js'
import { quietHoursBody, quietHoursShape } from './schemas.js'
import { getQuietHours, setQuietHours } from './service.js'

export const quietHoursRoutes = (routes: Routes, { now, preferencesChanged }: PreferenceTools): void => {
  const set = async (db: Db, userId: number, hours: QuietHours): Promise<QuietHours> => {
    const written = await setQuietHours(db, userId, hours, now())
    db.afterCommit(() => preferencesChanged(userId))
    return written
  }
  const base = { tag: 'Preferences', answer: quietHoursShape }
  const params = userParams
  routes.on(
    'GET',
    '/preferences/quiet-hours',
    { ...base, as: 'user', summary: 'Get when the user does not want to be disturbed' },
    ({ who, db }) => getQuietHours(db, who.userId),
  )
  routes.on(
    'PUT',
    '/preferences/quiet-hours',
    {
      ...base,
      as: 'user',
      summary: 'Set when the user does not want to be disturbed',
      body: quietHoursBody,
    },
    ({ who, body, db }) => set(db, who.userId, body),
  )
  routes.on(
    'GET',
    '/users/:identifier/preferences/quiet-hours',
    { ...base, as: 'app', summary: 'Get when a user does not want to be disturbed', params },
    async ({ who, params: { identifier: named }, db }) =>
      getQuietHours(db, (await getUser(db, who.app.id, named)).id),
  )
  routes.on(
    'PUT',
    '/users/:identifier/preferences/quiet-hours',
    {
      ...base,
      as: 'app',
      summary: 'Set when a user does not want to be disturbed',
      params,
      body: quietHoursBody,
    },
    async ({ who, params: { identifier: named }, body, db }) =>
      set(db, (await getUser(db, who.app.id, named)).id, body),
  )
}
