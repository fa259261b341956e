import { z } from 'zod'
import { named } from '../../http/named.js'
import type { Routes } from '../../http/routes.js'
import { pageQuery } from '../../wire/query.js'
import { pageOf, said } from '../../wire/values.js'
import { userParams } from '../users/identifier.js'
import { createTopic, getTopic, listTopics, removeTopic, renameTopic } from './service.js'
import {
  addedShape,
  detachBody,
  newTopicBody,
  removedShape,
  subscriptionShape,
  topicChannels,
  topicName,
  topicShape,
  topicUserShape,
  topicUsersBody,
} from './shape.js'
import {
  addTopicUsers,
  listSubscriptions,
  listTopicUsers,
  removeTopicUsers,
  saveTopicUser,
} from './subscriptions.js'

const id = named.describe('Its id, or its identifier')
const params = z.object({ id })
const listQuery = pageQuery(1)

export const topicRoutes = (routes: Routes, { now }: { now: () => Date }): void => {
  const base = { as: 'app', tag: 'Topics' } as const
  routes.on(
    'POST',
    '/topics',
    { ...base, summary: 'Create a topic', body: newTopicBody, answer: topicShape },
    ({ who, body, db }) => createTopic(db, who.app.id, body, now()),
  )
  routes.on(
    'GET',
    '/topics',
    { ...base, summary: 'List topics, oldest first', query: listQuery, answer: pageOf(topicShape) },
    ({ who, query, db }) => listTopics(db, who.app.id, query),
  )
  routes.on(
    'GET',
    '/topics/:id',
    { ...base, summary: 'Get a topic', params, answer: topicShape },
    ({ who, params, db }) => getTopic(db, who.app.id, params.id),
  )
  routes.on(
    'PATCH',
    '/topics/:id',
    {
      ...base,
      summary: 'Rename a topic',
      params,
      body: z.object({ name: topicName }),
      answer: topicShape,
    },
    ({ who, params, body, db }) => renameTopic(db, who.app.id, params.id, body.name, now()),
  )
  routes.on(
    'DELETE',
    '/topics/:id',
    { ...base, summary: 'Delete a topic with its subscriptions', params, answer: said },
    async ({ who, params, db }) => {
      await removeTopic(db, who.app.id, params.id)
      return { message: 'Topic deleted' }
    },
  )
  routes.on(
    'POST',
    '/topics/:id/users',
    {
      ...base,
      summary: 'Subscribe up to 1,000 users to a topic, or change their channels',
      params,
      body: topicUsersBody,
      answer: addedShape,
    },
    ({ who, params, body, db }) => addTopicUsers(db, who.app.id, params.id, body, now()),
  )
  routes.on(
    'POST',
    '/topics/:id/detachUsers',
    {
      ...base,
      summary: 'End the subscriptions of up to 1,000 users',
      params,
      body: detachBody,
      answer: removedShape,
    },
    ({ who, params, body, db }) => removeTopicUsers(db, who.app.id, params.id, body.users),
  )
  routes.on(
    'PUT',
    '/topics/:id/users/:identifier',
    {
      ...base,
      summary: 'Subscribe a user over the channels given',
      params: z.object({ id, ...userParams.shape }),
      body: z.object({ channels: topicChannels }),
      answer: topicUserShape,
    },
    ({ who, params, body, db }) =>
      saveTopicUser(db, who.app.id, params.id, params.identifier, body.channels, now()),
  )
  routes.on(
    'GET',
    '/topics/:id/users',
    {
      ...base,
      summary: 'List who is subscribed to a topic',
      params,
      query: listQuery,
      answer: pageOf(topicUserShape),
    },
    ({ who, params, query, db }) => listTopicUsers(db, who.app.id, params.id, query),
  )
  routes.on(
    'GET',
    '/topics/subscriptions/:identifier',
    {
      ...base,
      summary: 'List what a user is subscribed to',
      params: userParams,
      answer: z.array(subscriptionShape),
    },
    ({ who, params, db }) => listSubscriptions(db, who.app.id, params.identifier),
  )
}
