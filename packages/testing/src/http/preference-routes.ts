import {
  type Category,
  type ChannelId,
  type ChannelPreference,
  channelIds,
  type Preference,
  problem,
  type QuietHours,
} from '@inboxkit/protocol'
import type { Choices, TestUser, World } from '../server/world.js'
import { anArray, anObject, aString, type Fields, integerIn, oneOf } from './checks.js'
import { refuse } from './exchange.js'
import type { Route, RouteCall } from './routes.js'

const listed = (channels: ReadonlyMap<ChannelId, boolean>, isForced = false): ChannelPreference[] =>
  channelIds.flatMap((channel) => {
    const enabled = channels.get(channel)
    return enabled === undefined ? [] : { channel, enabled: enabled || isForced }
  })

const toggle = (value: unknown, field: string): boolean =>
  typeof value === 'boolean'
    ? value
    : [0, 1].includes(value as number)
      ? value === 1
      : refuse(field, 'must be a boolean')

const channelsIn = (value: unknown, field: string): [ChannelId, unknown, string][] =>
  anArray(value, field, 10).map((one, at) => {
    const { channel, enabled }: Fields = anObject(one, `${field}[${at}]`)
    return [oneOf(channel, `${field}[${at}].channel`, channelIds), enabled, `${field}[${at}].enabled`]
  })

/** What a body says, checked: to be called when all of it is. */
type Write = () => void

/** @throws Problem `category_not_found`; `unprocessable` for turning off a required category */
export const preferencesIn = ({ categories }: World, { preferences }: Choices, value: unknown): Write => {
  const given = anArray(value, 'preference', 100).map((one, at) => {
    const field = `preference[${at}]`
    const { categoryId, channels }: Fields = anObject(one, field)
    const id = integerIn(String(categoryId), `${field}.categoryId`, 1)
    const asked = channelsIn(channels, `${field}.channels`).map(
      ([channel, enabled, place]) => [channel, enabled === null ? null : toggle(enabled, place)] as const,
    )
    return { id, field, channels: asked }
  })
  const byId = new Map(categories.map((one) => [one.id, one]))
  const unknown = given.filter(({ id, channels }) => channels.length > 0 && !byId.has(id))
  if (unknown.length > 0)
    throw problem('category_not_found', {
      fields: unknown.map(({ field }) => ({
        field: `${field}.categoryId`,
        message: 'must be the id of a category',
      })),
    })
  const required = given.flatMap(({ id, field, channels }) =>
    channels.flatMap(([, enabled], at) =>
      byId.get(id)?.isRequired && enabled === false ? `${field}.channels[${at}]` : [],
    ),
  )
  if (required.length > 0)
    throw problem('unprocessable', {
      fields: required.map((field) => ({
        field,
        message: 'must not be turned off: the category is required',
      })),
    })
  return () => {
    for (const { id, channels } of given) {
      const chosen = preferences.get(id) ?? new Map<ChannelId, boolean>()
      for (const [channel, enabled] of channels)
        if (enabled === null) chosen.delete(channel)
        else chosen.set(channel, enabled)
      if (chosen.size > 0) preferences.set(id, chosen)
      else preferences.delete(id)
    }
  }
}

export const channelsWrittenIn = ({ channels }: Choices, value: unknown): Write => {
  const given = channelsIn(value, 'channels').map(
    ([channel, enabled, place]) => [channel, toggle(enabled, place)] as const,
  )
  return () => {
    for (const [channel, enabled] of given) channels.set(channel, enabled)
  }
}

/** @param field where it stands, with a dot at its end */
export const quietHoursIn = (value: unknown, field = ''): QuietHours => {
  const { timeZone = null, schedule, enabled = true }: Fields = anObject(value, field.slice(0, -1) || 'body')
  return {
    timeZone: timeZone === null ? null : aString(timeZone, `${field}timeZone`, 64),
    schedule: anObject(schedule, `${field}schedule`),
    enabled: toggle(enabled, `${field}enabled`),
  }
}

const preferencesOf = ({ categories }: World, { preferences }: TestUser): Preference[] =>
  categories.flatMap(({ id, identifier, name, isRequired }) => {
    const chosen = preferences.get(id)
    const category: Category = { id, identifier, name }
    return chosen ? { category, channelPreferences: listed(chosen, isRequired) } : []
  })

const changePreferences = ({ world, user, body, changed }: RouteCall): Preference[] => {
  preferencesIn(world, user, anObject(body, 'body')['preference'])()
  changed('preferences')
  return preferencesOf(world, user)
}

const changeChannels = ({ user, body, changed }: RouteCall): ChannelPreference[] => {
  channelsWrittenIn(user, anObject(body, 'body')['channels'])()
  changed('preferences')
  return listed(user.channels)
}

const setQuietHours = ({ user, body, changed }: RouteCall): QuietHours => {
  user.quietHours = quietHoursIn(body)
  changed('preferences')
  return user.quietHours
}

const preferences = { name: 'preferences', as: 'user', path: '/preferences' } as const
const channels = { name: 'channels', as: 'user', path: '/preferences/channels' } as const
const quietHours = { name: 'quietHours', as: 'user', path: '/preferences/quiet-hours' } as const

/** What a user gets, each thing by itself. */
export const preferenceRoutes: readonly Route[] = [
  { ...preferences, method: 'GET', handle: ({ world, user }) => preferencesOf(world, user) },
  { ...preferences, method: 'PATCH', handle: changePreferences },
  { ...channels, method: 'GET', handle: ({ user }) => listed(user.channels) },
  { ...channels, method: 'PATCH', handle: changeChannels },
  { ...quietHours, method: 'GET', handle: ({ user }) => user.quietHours },
  { ...quietHours, method: 'PUT', handle: setQuietHours },
]
