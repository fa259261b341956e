import { type Device, problem } from '@inboxkit/protocol'
import type { OwnedDevice } from '../server/world.js'
import { anObject, aString, type Fields } from './checks.js'
import { refuse } from './exchange.js'
import { patched } from './json-patch.js'
import type { Route, RouteCall } from './routes.js'

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

const profile = { name: 'profile', as: 'user', path: '/profile' } as const

/** What a user's own screens ask: profile, categories and devices. */
export const accountRoutes: readonly Route[] = [
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
