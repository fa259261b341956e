import { isNamed, type Named } from '../../http/named.js'
import type { Sql, Tx } from '../../storage/db.js'

export interface TopicRow {
  id: number
  identifier: string
  name: string
  created_at: Date
  updated_at: Date
}

/** @returns `undefined` when there is one with this identifier */
export const insertTopic = (
  db: Sql,
  appId: number,
  identifier: string,
  name: string,
  at: Date,
): Promise<TopicRow | undefined> => db.one<TopicRow>`
  insert into topic (app_id, identifier, name, created_at, updated_at)
  values (${appId}, ${identifier}, ${name}, ${at}, ${at})
  on conflict (app_id, identifier) do nothing
  returning id, identifier, name, created_at, updated_at`

export const findTopic = (db: Sql, appId: number, topic: Named): Promise<TopicRow | undefined> =>
  db.one<TopicRow>`
    select id, identifier, name, created_at, updated_at from topic
    where app_id = ${appId} and ${isNamed(topic)}`

/** Oldest first. */
export const findTopicPage = (
  db: Sql,
  appId: number,
  after: number,
  limit: number,
): Promise<TopicRow[]> => db.many<TopicRow>`
  select id, identifier, name, created_at, updated_at from topic
  where app_id = ${appId} and id > ${after} order by id limit ${limit}`

export const findTopicIds = (
  db: Sql,
  appId: number,
  identifiers: readonly string[],
): Promise<{ id: number; identifier: string }[]> =>
  db.many<{ id: number; identifier: string }>`
    select id, identifier from topic where app_id = ${appId} and identifier = any(${identifiers}::text[])`

export const renameTopicRow = (
  db: Sql,
  appId: number,
  topic: Named,
  name: string,
  at: Date,
): Promise<TopicRow | undefined> => db.one<TopicRow>`
  update topic set name = ${name}, updated_at = ${at}
  where app_id = ${appId} and ${isNamed(topic)}
  returning id, identifier, name, created_at, updated_at`

/** Whoever is about to subscribe users to it waits, and finds nothing. */
export const lockTopic = (tx: Tx, appId: number, topic: Named): Promise<{ id: number } | undefined> =>
  tx.one<{ id: number }>`select id from topic where app_id = ${appId} and ${isNamed(topic)} for update`

export const deleteSubscriptions = (tx: Tx, topicId: number, most: number): Promise<number> => tx.run`
  delete from topic_user where topic_id = ${topicId} and user_id = any(array(
    select user_id from topic_user where topic_id = ${topicId} order by user_id limit ${most}))`

export const deleteTopicRow = (tx: Tx, topicId: number): Promise<number> =>
  tx.run`delete from topic where id = ${topicId}`
