import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { EngagespotClient } from '@engagespot/node'
import type { FeedPage, Notification, SendAnswer, SendContent, User } from '@inboxkit/protocol'
import { call, type Headers } from '../../kit/api.js'
import { connectVendor, type VendorClient } from '../../kit/vendor-client.js'
import { eventually } from './eventually.js'
import type { TestApp, World } from './world.js'

/** Options that every one of the vendor's front ends takes under these names. */
export interface Credentials {
  apiKey: string
  userId: string
  userSignature?: string
  userToken?: string
}

/** What a back end gives its page for a user, as the world's mode wants it. */
export const credentialsOf = ({ mode }: World, app: TestApp, userId: string): Credentials => {
  const { apiKey, apiSecret, signingKey } = app
  if (mode === 'open') return { apiKey, userId }
  if (mode === 'hmac')
    return { apiKey, userId, userSignature: createHmac('sha256', apiSecret).update(userId).digest('base64') }
  const backEnd = EngagespotClient({ apiKey, apiSecret, signingKey })
  return { apiKey, userId, userToken: backEnd.generateUserToken(userId) }
}

/** Headers by the contract's section 2: beside a token, nothing else. */
const headersOf = ({ apiKey, userId, userSignature, userToken }: Credentials): Headers =>
  userToken === undefined
    ? {
        'x-engagespot-api-key': apiKey,
        'x-engagespot-user-id': userId,
        ...(userSignature === undefined ? {} : { 'x-engagespot-user-signature': userSignature }),
      }
    : { authorization: `Bearer ${userToken}` }

/** Our own API with the app's secret, to see what a vendor's client has done. */
export const asApp = <T>(
  { url, shop }: World,
  method: string,
  path: string,
  body?: object,
  app: TestApp = shop,
): Promise<T> =>
  call(
    url,
    method,
    `/v3${path}`,
    { 'x-engagespot-api-key': app.apiKey, 'x-engagespot-api-secret': app.apiSecret },
    body,
  )

/** A name that no other test uses. */
export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`

export interface Person {
  identifier: string
  credentials: Credentials
  /** The whole inbox, newest first, through our own API. */
  inbox(): Promise<FeedPage>
  /** One item of it. */
  item(id: number): Promise<Notification | undefined>
  /** What the user's own page may ask, with the user's proof. */
  ask<T>(method: string, path: string, body?: object): Promise<T>
  /** Sends one after the other and waits for each. @returns the items in the order of the titles */
  notify(...titles: string[]): Promise<Notification[]>
  send(content: SendContent, more?: object): Promise<SendAnswer>
  profile(): Promise<User['profile']>
}

/** Somebody of the same name in the other app, with one item and an open page: must not notice anything. */
export interface Stranger {
  expectUntouched(): Promise<void>
}

const personIn = (world: World, app: TestApp, identifier: string): Person => {
  const credentials = credentialsOf(world, app, identifier)
  const as = <T>(method: string, path: string, body?: object): Promise<T> =>
    asApp(world, method, path, body, app)
  const person: Person = {
    identifier,
    credentials,
    inbox: () =>
      as('GET', `/notifications?${new URLSearchParams({ userIdentifier: identifier, limit: '100' })}`),
    item: async (id) => (await person.inbox()).data.find((one) => one.id === id),
    ask: (method, path, body) => call(world.url, method, `/v3${path}`, headersOf(credentials), body),
    send: (notification, more) =>
      as('POST', '/notifications', { notification, sendTo: { recipients: [identifier] }, ...more }),
    async notify(...titles) {
      const items: Notification[] = []
      for (const title of titles) {
        await person.send({ title, message: `About ${title}` })
        items.push(await arrival(person, title))
      }
      return items
    },
    profile: async () => (await as<User>('GET', `/users/${encodeURIComponent(identifier)}`)).profile,
  }
  return person
}

/** The newest item, once it has this title. */
export const arrival = (person: Person, title: string): Promise<Notification> =>
  eventually(
    async () => (await person.inbox()).data.find((_, place) => place === 0),
    (newest) => newest?.title === title,
  ) as Promise<Notification>

/** Makes a user in both apps: the one that the test is about, and the stranger. */
export const makePerson = async (
  world: World,
  name: string,
): Promise<{ person: Person; stranger: Stranger }> => {
  const identifier = unique(name)
  for (const app of [world.shop, world.other])
    await asApp(world, 'PUT', `/users/${encodeURIComponent(identifier)}`, {}, app)
  const stranger = personIn(world, world.other, identifier)
  await stranger.notify('Theirs')
  const page = await connectVendor(world.url, identifier, stranger.credentials)
  return {
    person: personIn(world, world.shop, identifier),
    stranger: { expectUntouched: () => expectUntouched(stranger, page) },
  }
}

/** Whatever had reached the stranger's socket came before the item that is sent now. */
const expectUntouched = async (stranger: Person, page: VendorClient): Promise<void> => {
  await stranger.notify('Marker')
  await eventually(
    async () => page.events.map(([, payload]) => JSON.stringify(payload)).join(),
    (told) => told.includes('Marker'),
  )
  page.close()
  const { data, counts } = await stranger.inbox()
  assert.deepEqual(
    page.events.map(([name]) => name),
    ['NEW_NOTIFICATION'],
    'The other app’s user of the same name was told of something',
  )
  assert.deepEqual(
    data.map(({ title, seenAt, readAt, state }) => ({ title, seenAt, readAt, state })),
    ['Marker', 'Theirs'].map((title) => ({ title, seenAt: null, readAt: null, state: null })),
  )
  assert.deepEqual(counts, { unseen: 2, unread: 2, total: 2 })
  assert.deepEqual(await stranger.profile(), {})
}
