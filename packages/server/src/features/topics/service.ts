import { type NewTopic, type Page, problem, type Topic } from '@inboxkit/protocol'
import { checkIdentifier } from '../../auth/identifiers.js'
import type { Named } from '../../http/named.js'
import { nextTurn } from '../../next-turn.js'
import type { Db, Sql } from '../../storage/db.js'
import { toPage } from '../../wire/paging.js'
import type { PageQuery } from '../../wire/query.js'
import {
  deleteSubscriptions,
  deleteTopicRow,
  findTopic,
  findTopicIds,
  findTopicPage,
  insertTopic,
  lockTopic,
  renameTopicRow,
  type TopicRow,
} from './queries.js'
import { toTopic } from './shape.js'

/** Rows removed in one statement: PGlite blocks the event loop for its length. */
const pageSize = 1000

/** As the contract's client makes it: lower case, with a dash for each gap. */
const identifierOf = (name: string): string =>
  checkIdentifier(name.toLowerCase().replace(/\s+/g, '-'), 'name')

/** @throws Problem `already_exists` */
export const createTopic = async (
  db: Sql,
  appId: number,
  { name, identifier = identifierOf(name) }: NewTopic,
  at: Date,
): Promise<Topic> => {
  const topic = await insertTopic(db, appId, identifier, name, at)
  if (topic) return toTopic(topic)
  throw problem('already_exists', { detail: `There is a topic ${identifier} already` })
}

/** @throws Problem `topic_not_found` */
export const foundTopic = (topic: TopicRow | undefined): TopicRow => {
  if (!topic) throw problem('topic_not_found')
  return topic
}

/** @throws Problem `topic_not_found` */
export const getTopic = async (db: Sql, appId: number, topic: Named): Promise<Topic> =>
  toTopic(foundTopic(await findTopic(db, appId, topic)))

/** @throws Problem `topic_not_found` */
export const renameTopic = async (
  db: Sql,
  appId: number,
  topic: Named,
  name: string,
  at: Date,
): Promise<Topic> => toTopic(foundTopic(await renameTopicRow(db, appId, topic, name, at)))

/** Removes a topic and who is subscribed to it. @throws Problem `topic_not_found` */
export const removeTopic = (db: Db, appId: number, topic: Named): Promise<void> =>
  db.transaction(async (tx) => {
    const locked = await lockTopic(tx, appId, topic)
    if (!locked) throw problem('topic_not_found')
    while ((await deleteSubscriptions(tx, locked.id, pageSize)) > 0) await nextTurn()
    await deleteTopicRow(tx, locked.id)
  })

/** Our ids of those that exist, by identifier. */
export const findTopics = async (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<Map<string, number>> => {
  const topics = await findTopicIds(db, appId, identifiers)
  return new Map(topics.map(({ id, identifier }) => [identifier, id]))
}

export const listTopics = async (
  db: Sql,
  appId: number,
  { limit, cursor = 0 }: PageQuery,
): Promise<Page<Topic>> =>
  toPage(await findTopicPage(db, appId, cursor, limit + 1), limit, ({ id }) => id, toTopic)
