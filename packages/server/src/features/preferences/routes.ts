import type { ChannelPreference, Preference, ProblemCode } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import type { Db } from '../../storage/db.js'
import { userParams } from '../users/identifier.js'
import { getUser } from '../users/service.js'
import { changeChannelPreferences, listChannelPreferences } from './channels.js'
import { changePreferences, listPreferences } from './service.js'
import {
  type ChannelsBody,
  channelPreferenceShape,
  channelsBody,
  type PreferencesBody,
  preferenceShape,
  preferencesBody,
} from './shape.js'

export interface PreferenceTools {
  now: () => Date
  /** What this user chose is another. */
  preferencesChanged: (userId: number) => void
}

export const preferenceRoutes = (routes: Routes, tools: PreferenceTools): void => {
  const { now, preferencesChanged } = tools
  const change = async (
    db: Db,
    appId: number,
    userId: number,
    body: PreferencesBody,
  ): Promise<Preference[]> => {
    const all = await changePreferences(db, appId, userId, body, now())
    db.afterCommit(() => preferencesChanged(userId))
    return all
  }
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
    ({ who, body, db }) => change(db, who.app.id, who.userId, body),
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
      change(db, who.app.id, (await getUser(db, who.app.id, named)).id, body),
  )
  channelRoutes(routes, tools)
}

/** A path of its own: what clients know as preferences is a list of categories. */
const channelRoutes = (routes: Routes, { now, preferencesChanged }: PreferenceTools): void => {
  const change = async (db: Db, userId: number, body: ChannelsBody): Promise<ChannelPreference[]> => {
    const all = await changeChannelPreferences(db, userId, body, now())
    db.afterCommit(() => preferencesChanged(userId))
    return all
  }
  const base = { tag: 'Preferences', answer: z.array(channelPreferenceShape) }
  routes.on(
    'GET',
    '/preferences/channels',
    { ...base, as: 'user', summary: 'Get which channels the user turned on or off as a whole' },
    ({ who, db }) => listChannelPreferences(db, who.userId),
  )
  routes.on(
    'PATCH',
    '/preferences/channels',
    {
      ...base,
      as: 'user',
      summary: 'Turn channels on and off, where nothing is said of the category',
      body: channelsBody,
    },
    ({ who, body, db }) => change(db, who.userId, body),
  )
  routes.on(
    'GET',
    '/users/:identifier/preferences/channels',
    {
      ...base,
      as: 'app',
      summary: 'Get which channels a user turned on or off as a whole',
      params: userParams,
    },
    async ({ who, params: { identifier: named }, db }) =>
      listChannelPreferences(db, (await getUser(db, who.app.id, named)).id),
  )
  routes.on(
    'PATCH',
    '/users/:identifier/preferences/channels',
    {
      ...base,
      as: 'app',
      summary: 'Turn channels on and off for a user',
      params: userParams,
      body: channelsBody,
    },
    async ({ who, params: { identifier: named }, body, db }) =>
      change(db, (await getUser(db, who.app.id, named)).id, body),
  )
}
