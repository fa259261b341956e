import { randomUUID } from 'node:crypto'
import { EngagespotClient } from '@inboxkit/node/engagespot'
import type { CategoryDetails, Notification, SendAnswer } from '@inboxkit/protocol'
import { type Answer as AnswerOf, ask as askAt, type Headers } from '../kit/api.js'
import type { World } from './world.js'

export type Answer = AnswerOf<Record<string, unknown>>

/** A name that no other test uses. */
export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`

/** Calls with the status to look at, and things to call about. */
export const callersOf = (world: World) => {
  /** As anybody: the headers are all there is. */
  const ask = (method: string, path: string, headers: Headers, body?: unknown): Promise<Answer> =>
    askAt(world.url, method, path, headers, body)
  const key = { 'x-engagespot-api-key': world.apiKey }
  const app = { ...key, 'x-engagespot-api-secret': world.apiSecret }
  const user = (identifier: string): Headers => ({
    ...key,
    'x-engagespot-user-id': identifier,
  })

  const makeUser = async (name = 'ann', profile: object = {}): Promise<string> => {
    const identifier = unique(name)
    await world.asApp('PUT', `/v3/users/${identifier}`, profile)
    return identifier
  }

  const send = (
    identifier: string,
    more: object = {},
    notification: object = { title: 'Hello' },
  ): Promise<SendAnswer> =>
    world.asApp('POST', '/v3/notifications', { notification, sendTo: { recipients: [identifier] }, ...more })

  /** Somebody with one notification, and its path. */
  const withOne = async (): Promise<{ ann: string; item: Notification; path: string }> => {
    const ann = await makeUser()
    await send(ann)
    const item = await world.newest(ann, 'Hello')
    return { ann, item, path: `/v3/notifications/${item.id}` }
  }

  const makeCategory = (): Promise<CategoryDetails> =>
    world.asApp('POST', '/v3/categories', { identifier: unique('category'), name: 'Category' })

  const choose = (identifier: string, categoryId: unknown, enabled: unknown): Promise<Answer> =>
    ask('PATCH', '/v3/preferences', user(identifier), {
      preference: [{ categoryId, channels: [{ channel: 'inApp', enabled }] }],
    })

  /** A token as an old client makes it: no `exp`, no `kid`. */
  const signed = (identifier: string): string => {
    const { apiKey, apiSecret, env, url } = world
    return EngagespotClient({
      apiKey,
      apiSecret,
      baseUrl: url,
      signingKey: env['ENGAGESPOT_PRIVATE_SIGNING_KEY'],
    }).generateUserToken(identifier)
  }

  return { ask, key, app, user, makeUser, send, withOne, makeCategory, choose, signed }
}
