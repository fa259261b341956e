import { setTimeout as wait } from 'node:timers/promises'
import { createCategory, listCategories } from '../features/categories/service.js'
import { type Feeds, listNotifications, markNotification } from '../features/notifications/service.js'
import { createTopic, findTopics } from '../features/topics/service.js'
import { addTopicUsers } from '../features/topics/subscriptions.js'
import type { Accept, Acceptance } from '../features/triggers/accept.js'
import { findUserIds, saveUsers } from '../features/users/service.js'
import type { Notice } from './acts.js'
import { categories, followers, glazes } from './names.js'
import { addressesOf, demoUsers } from './users.js'
import { pinned, sharedWelcomes, welcomesFor } from './welcome.js'

export interface Furnishing extends Feeds {
  appId: number
  accept: Accept
  toAcceptance: (notice: Notice) => Omit<Acceptance, 'idempotency'>
}

/**
 * Names what the demo's notifications are about, and makes its users known. Whoever nobody knew before finds
 * something in the bell, and where that is everybody, also what goes to all of them.
 */
export const furnish = async (options: Furnishing): Promise<void> => {
  const { db, appId, now } = options
  await nameCategories(options)
  const identifiers = demoUsers.map(({ identifier }) => identifier)
  const known = await findUserIds(db, appId, identifiers)
  const newcomers = identifiers.filter((identifier) => !known.has(identifier))
  // They are welcomed before they are known: a start that is cut short here is made up for by the next.
  for (const identifier of newcomers) await welcome(options, identifier)
  const users = demoUsers.map((user) => {
    const { identifier, name, role } = user
    return { identifier, profile: { name, role, ...addressesOf(user) } }
  })
  await saveUsers(db, appId, users, now())
  if (newcomers.length === identifiers.length) await welcomeAll(options)
}

const nameCategories = async ({ db, appId, now }: Furnishing): Promise<void> => {
  const there = new Set((await listCategories(db, appId)).map(({ identifier }) => identifier))
  for (const [identifier, shown] of Object.entries(categories))
    if (!there.has(identifier))
      await createCategory(db, appId, { identifier, ...shown }, now(), () => undefined)
}

/** Under a key, so that it comes once. */
const send = async (
  { accept, toAcceptance }: Furnishing,
  key: string,
  notice: Notice,
  rest: Partial<Acceptance> = {},
): Promise<void> => {
  const acceptance = toAcceptance(notice)
  const { appId } = acceptance
  const idempotency = { appId, principal: 'app', method: 'POST', path: '/demo', key, bodyHash: key } as const
  await accept({ ...acceptance, ...rest, idempotency })
}

const welcome = async (options: Furnishing, identifier: string): Promise<void> => {
  for (const [at, notice] of welcomesFor(identifier).entries())
    await send(options, `demo-welcome-${identifier}-${at}`, notice, { recipients: [{ identifier }] })
}

/** To everyone, and to those who follow a topic; then everybody has one of them pinned. */
const welcomeAll = async (options: Furnishing): Promise<void> => {
  const { db, appId, now } = options
  if (!(await findTopics(db, appId, [glazes])).has(glazes))
    await createTopic(db, appId, { identifier: glazes, name: glazes }, now())
  const users = followers.map((identifier) => ({ identifier }))
  await addTopicUsers(db, appId, { identifier: glazes }, { users }, now())
  for (const { to, ...notice } of sharedWelcomes) {
    const isForEveryone = to === 'everyone'
    const names = { template: null, workflow: null, topics: isForEveryone ? [] : [to] }
    await send(options, `demo-welcome-${to}`, { ...notice, recipients: [] }, { isForEveryone, names })
  }
  const identifiers = demoUsers.map(({ identifier }) => identifier)
  await pinForAll(options, [...(await findUserIds(db, appId, identifiers)).values()])
}

const looks = { most: 100, everyMs: 50 }

/** A send is delivered in the background. One that takes longer than 5 s stays where it is. */
const pinForAll = async (feeds: Feeds, userIds: readonly number[]): Promise<void> => {
  let left = userIds
  for (let look = 0; left.length > 0 && look < looks.most; look++) {
    if (look > 0) await wait(looks.everyMs)
    const missing: number[] = []
    for (const userId of left) if (!(await pin(feeds, userId))) missing.push(userId)
    left = missing
  }
}

const pin = async (feeds: Feeds, userId: number): Promise<boolean> => {
  const { data } = await listNotifications(feeds.db, userId, { limit: 20 })
  const found = data.find(({ title }) => title === pinned.title)
  if (found) await markNotification(feeds, userId, 'pin', found.id)
  return found !== undefined
}
