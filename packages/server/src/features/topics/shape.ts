import {
  type AddedTopicUsers,
  type ChannelId,
  channelIds,
  type NewTopic,
  type RemovedTopicUsers,
  type Subscription,
  type Topic,
  type TopicUser,
} from '@inboxkit/protocol'
import { z } from 'zod'
import { channelShape } from '../../wire/channels.js'
import { instant, wireId } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'
import type { TopicRow } from './queries.js'
import type { SubscriberRow, SubscriptionRow } from './subscription-queries.js'

/** Users in one call: what one statement takes. */
export const mostUsers = 1000

export const topicName = z.string().min(1).max(255)

export const newTopicBody: z.ZodType<NewTopic> = z.object({
  name: topicName,
  identifier: identifier.optional().describe('Without one, the name in lower case with dashes'),
}) as z.ZodType<NewTopic>

/** The vendor's own examples subscribe to `push`, which is none of the ids: it means both kinds. */
const pushChannels: ChannelId[] = ['webPush', 'mobilePush']

export const topicChannels = z
  .array(z.enum([...channelIds, 'push']))
  .min(1)
  .max(channelIds.length + 1)
  .nullable()
  .transform(
    (given): ChannelId[] | null =>
      given && [...new Set(given.flatMap((channel) => (channel === 'push' ? pushChannels : [channel])))],
  )
  .describe('`push` is short for webPush and mobilePush; null = all')

export const topicUsersBody = z.object({
  users: z.array(z.object({ identifier, channels: topicChannels.optional() })).max(mostUsers),
})
export type TopicUsersBody = z.output<typeof topicUsersBody>

export const detachBody = z.object({ users: z.array(identifier).max(mostUsers) })

export const topicShape: z.ZodType<Topic> = z
  .object({
    id: wireId,
    identifier: z.string(),
    name: z.string(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Topic' })

const channels = z.array(channelShape).nullable().describe('null = all')

export const topicUserShape: z.ZodType<TopicUser> = z
  .object({ identifier: z.string(), channels, createdAt: instant })
  .meta({ id: 'TopicUser' })

export const subscriptionShape: z.ZodType<Subscription> = z
  .object({
    topic: z.object({ id: wireId, identifier: z.string(), name: z.string() }),
    channels,
    createdAt: instant,
  })
  .meta({ id: 'Subscription' })

export const addedShape: z.ZodType<AddedTopicUsers> = z.object({ added: z.int(), updated: z.int() })
export const removedShape: z.ZodType<RemovedTopicUsers> = z.object({ removed: z.int() })

export const toTopic = ({ id, identifier, name, created_at, updated_at }: TopicRow): Topic => ({
  id,
  identifier,
  name,
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
})

export const toTopicUser = ({
  identifier,
  channels,
  created_at,
}: Omit<SubscriberRow, 'user_id'>): TopicUser => ({
  identifier,
  channels,
  createdAt: created_at.toISOString(),
})

export const toSubscription = ({
  id,
  identifier,
  name,
  channels,
  created_at,
}: SubscriptionRow): Subscription => ({
  topic: { id, identifier, name },
  channels,
  createdAt: created_at.toISOString(),
})
