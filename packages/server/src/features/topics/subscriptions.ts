import {
  type AddedTopicUsers,
  type ChannelId,
  type Page,
  problem,
  type RemovedTopicUsers,
  type Subscription,
  type TopicUser,
} from '@inboxkit/protocol'
import type { Named } from '../../http/named.js'
import type { Sql } from '../../storage/db.js'
import { toPage } from '../../wire/paging.js'
import type { PageQuery } from '../../wire/query.js'
import { getUser } from '../users/service.js'
import { findTopic } from './queries.js'
import { foundTopic } from './service.js'
import { type TopicUsersBody, toSubscription, toTopicUser } from './shape.js'
import {
  findSubscriberPage,
  findSubscriptions,
  type NewSubscription,
  removeSubscriptions,
  upsertSubscriptions,
} from './subscription-queries.js'

/** @throws Problem `topic_not_found` */
export const listTopicUsers = async (
  db: Sql,
  appId: number,
  topic: Named,
  { limit, cursor = 0 }: PageQuery,
): Promise<Page<TopicUser>> => {
  const { id } = foundTopic(await findTopic(db, appId, topic))
  const rows = await findSubscriberPage(db, id, cursor, limit + 1)
  return toPage(rows, limit, ({ user_id }) => user_id, toTopicUser)
}

/** @throws Problem `user_not_found` */
export const listSubscriptions = async (
  db: Sql,
  appId: number,
  identifier: string,
): Promise<Subscription[]> => {
  const { id } = await getUser(db, appId, identifier)
  return (await findSubscriptions(db, id)).map(toSubscription)
}

/** Names the entries that are no users, up to 20. */
const refuseMissing = (missing: readonly string[], entries: readonly string[], end = ''): void => {
  if (missing.length === 0) return
  const unknown = new Set(missing)
  const fields = entries.flatMap((identifier, place) =>
    unknown.has(identifier)
      ? [{ field: `users[${place}]${end}`, message: 'must be the identifier of a user' }]
      : [],
  )
  throw problem('user_not_found', { fields: fields.slice(0, 20) })
}

/**
 * Subscribes users, all of them or none; whoever is subscribed gets the channels given now. Of two entries for one
 * user the later counts. @throws Problem `topic_not_found`; `user_not_found`, which names who is not known
 */
export const addTopicUsers = async (
  db: Sql,
  appId: number,
  topic: Named,
  { users }: TopicUsersBody,
  at: Date,
): Promise<AddedTopicUsers> => {
  const byIdentifier = new Map<string, NewSubscription>()
  for (const { identifier, channels = null } of users) byIdentifier.set(identifier, { identifier, channels })
  const written = await upsertSubscriptions(db, appId, topic, [...byIdentifier.values()], at)
  if (!written?.topic_id) throw problem('topic_not_found')
  refuseMissing(
    written.missing,
    users.map(({ identifier }) => identifier),
    '.identifier',
  )
  return { added: written.added, updated: written.updated }
}

/** Subscribes one user, or gives it other channels. @throws Problem `topic_not_found`, `user_not_found` */
export const saveTopicUser = async (
  db: Sql,
  appId: number,
  topic: Named,
  identifier: string,
  channels: ChannelId[] | null,
  at: Date,
): Promise<TopicUser> => {
  const written = await upsertSubscriptions(db, appId, topic, [{ identifier, channels }], at)
  if (!written?.topic_id) throw problem('topic_not_found')
  if (!written.since) throw problem('user_not_found', { detail: `No such user: ${identifier}` })
  return toTopicUser({ identifier, channels, created_at: written.since })
}

/**
 * Ends subscriptions. Users who have none count for nothing.
 * @throws Problem `topic_not_found`; `user_not_found`, which names who is not known
 */
export const removeTopicUsers = async (
  db: Sql,
  appId: number,
  topic: Named,
  identifiers: readonly string[],
): Promise<RemovedTopicUsers> => {
  const written = await removeSubscriptions(db, appId, topic, [...new Set(identifiers)])
  if (!written?.topic_id) throw problem('topic_not_found')
  refuseMissing(written.missing, identifiers)
  return { removed: written.removed }
}
