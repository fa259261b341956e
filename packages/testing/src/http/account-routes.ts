import {
  type Category,
  type ChannelId,
  type ChannelPreference,
  channelIds,
  type Device,
  type Preference,
  problem,
  type QuietHours,
} from '@inboxkit/protocol'
import type { OwnedDevice, TestUser, World } from '../server/world.js'
import { anArray, anObject, aString, type Fields, integerIn, oneOf } from './checks.js'
import { refuse } from './exchange.js'
import { patched } from './json-patch.js'
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

const preferencesOf = ({ categories }: World, { preferences }: TestUser): Preference[] =>
  categories.flatMap(({ id, identifier, name, isRequired }) => {
    const chosen = preferences.get(id)
    const category: Category = { id, identifier, name }
    return chosen ? { category, channelPreferences: listed(chosen, isRequired) } : []
  })

const changePreferences = ({ world, user, body, changed }: RouteCall): Preference[] => {
  const given = anArray(anObject(body, 'body')['preference'], 'preference', 100).map((one, at) => {
    const field = `preference[${at}]`
    const { categoryId, channels }: Fields = anObject(one, field)
    const id = integerIn(String(categoryId), `${field}.categoryId`, 1)
    const asked = channelsIn(channels, `${field}.channels`).map(
      ([channel, enabled, place]) => [channel, enabled === null ? null : toggle(enabled, place)] as const,
    )
    return { id, field, channels: asked }
  })
  const byId = new Map(world.categories.map((one) => [one.id, one]))
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
  for (const { id, channels } of given) {
    const chosen = user.preferences.get(id) ?? new Map<ChannelId, boolean>()
    for (const [channel, enabled] of channels)
      if (enabled === null) chosen.delete(channel)
      else chosen.set(channel, enabled)
    if (chosen.size > 0) user.preferences.set(id, chosen)
    else user.preferences.delete(id)
  }
  changed('preferences')
  return preferencesOf(world, user)
}

const changeChannels = ({ user, body, changed }: RouteCall): ChannelPreference[] => {
  const given = channelsIn(anObject(body, 'body')['channels'], 'channels').map(
    ([channel, enabled, place]) => [channel, toggle(enabled, place)] as const,
  )
  for (const [channel, enabled] of given) user.channels.set(channel, enabled)
  changed('preferences')
  return listed(user.channels)
}

const setQuietHours = ({ user, body, changed }: RouteCall): QuietHours => {
  const { timeZone = null, schedule, enabled = true }: Fields = anObject(body, 'body')
  user.quietHours = {
    timeZone: timeZone === null ? null : aString(timeZone, 'timeZone', 64),
    schedule: anObject(schedule, 'schedule'),
    enabled: toggle(enabled, 'enabled'),
  }
  changed('preferences')
  return user.quietHours
}

const checkProfile = (profile: Fields): Fields => {
  if (Object.hasOwn(profile, 'identifier'))
    throw problem('unprocessable', {
      fields: [
        {
          field: 'identifier',
          message: 'must not be in a profile: it names the user, and never changes',
        },
      ],
    })
  for (const name of ['email', 'phoneNumber', 'firstName'])
    if (profile[name] !== undefined && profile[name] !== null) aString(profile[name], name, 1000)
  return profile
}

const changeProfile = ({ user, body, changed }: RouteCall): Fields => {
  const given = Array.isArray(body)
    ? patched(user.profile, body)
    : { ...user.profile, ...anObject(body, 'body') }
  user.profile = checkProfile(given)
  changed('profile')
  return user.profile
}

const now = ({ world }: RouteCall): string => new Date(world.clock.now()).toISOString()
const textOrNull = (value: unknown, field: string): string | null =>
  value === undefined || value === null ? null : aString(value, field, 64)

/** A device that connected is the user's, whoever had it before. */
export const noteDevice = (call: RouteCall, body: Fields): void => {
  const { world, user, headers } = call
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-engagespot-device-id')
  const id = given?.[1] ?? body['deviceId']
  if (typeof id !== 'string' || ['', 'undefined', 'null'].includes(id)) return
  const known = world.devices.get(id)
  const own = known?.owner === user ? known : undefined
  const { deviceType, browserType } = body
  const device: OwnedDevice = {
    id,
    deviceType: textOrNull(deviceType, 'deviceType') ?? own?.deviceType ?? null,
    browserType: textOrNull(browserType, 'browserType') ?? own?.browserType ?? null,
    hasWebPush: own?.hasWebPush ?? false,
    createdAt: own?.createdAt ?? now(call),
    lastSeenAt: now(call),
    owner: user,
  }
  world.devices.set(id, device)
}

const shown = ({ owner: _, ...device }: OwnedDevice): Device => device

const devicesOf = ({ world, user }: RouteCall): Device[] =>
  [...world.devices.values()]
    .filter(({ owner }) => owner === user)
    .sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt) || a.id.localeCompare(b.id))
    .map(shown)

const removeDevice = ({ world, user, id }: RouteCall): unknown => {
  if (world.devices.get(id)?.owner !== user) throw problem('device_not_found')
  world.devices.delete(id)
  return { message: 'Device removed' }
}

const subscribe = (call: RouteCall): Device => {
  const { world, user, id, body } = call
  const { endpoint, keys }: Fields = anObject(body, 'body')
  const { p256dh, auth }: Fields = { ...anObject(keys, 'keys') }
  const url = aString(endpoint, 'endpoint', 2048)
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    return refuse('endpoint', 'must be an https address')
  aString(p256dh, 'keys.p256dh')
  aString(auth, 'keys.auth')
  const known = world.devices.get(id)
  if (known && known.owner !== user)
    throw problem('device_not_found', {
      detail: 'This device connected as another user last: connect with it first (POST /v3/sdk/connect)',
    })
  const fresh = { id, deviceType: null, browserType: null, createdAt: now(call), owner: user }
  const device: OwnedDevice = { ...(known ?? fresh), hasWebPush: true, lastSeenAt: now(call) }
  world.devices.set(id, device)
  return shown(device)
}

const preferences = { name: 'preferences', as: 'user', path: '/preferences' } as const
const channels = { name: 'channels', as: 'user', path: '/preferences/channels' } as const
const quietHours = { name: 'quietHours', as: 'user', path: '/preferences/quiet-hours' } as const
const profile = { name: 'profile', as: 'user', path: '/profile' } as const

/** What a user's own screens ask: preferences, profile, categories and devices. */
export const accountRoutes: readonly Route[] = [
  { ...preferences, method: 'GET', handle: ({ world, user }) => preferencesOf(world, user) },
  { ...preferences, method: 'PATCH', handle: changePreferences },
  { ...channels, method: 'GET', handle: ({ user }) => listed(user.channels) },
  { ...channels, method: 'PATCH', handle: changeChannels },
  { ...quietHours, method: 'GET', handle: ({ user }) => user.quietHours },
  { ...quietHours, method: 'PUT', handle: setQuietHours },
  { ...profile, method: 'GET', handle: ({ user }) => user.profile },
  { ...profile, method: 'PUT', handle: changeProfile },
  { ...profile, method: 'PATCH', handle: changeProfile },
  {
    name: 'categories',
    method: 'GET',
    path: '/categories',
    as: 'either',
    handle: ({ world }) => world.categories,
  },
  { name: 'devices', method: 'GET', path: '/devices', as: 'user', handle: devicesOf },
  { name: 'devices', method: 'DELETE', path: '/devices/:id', as: 'user', handle: removeDevice },
  {
    name: 'webPush',
    method: 'POST',
    path: '/devices/:id/webPushSubscription',
    as: 'user',
    handle: subscribe,
  },
]
