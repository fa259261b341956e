import type { ChannelId } from './channels.js'

/** A named group of users who asked to hear. */
export interface Topic {
  id: number
  identifier: string
  name: string
  createdAt: string
  updatedAt: string
}

/** Body of `POST /v3/topics`. Without `identifier`, it is made of the name: lower case, with dashes. */
export interface NewTopic {
  name: string
  identifier?: string
}

/** Who is to be subscribed, and over which channels; without `channels` all of them. */
export interface NewTopicUser {
  identifier: string
  channels?: readonly ChannelId[] | null
}

/** Somebody who is subscribed; `channels: null` = all of them. */
export interface TopicUser {
  identifier: string
  channels: ChannelId[] | null
  createdAt: string
}

/** One topic that a user is subscribed to. */
export interface Subscription {
  topic: Pick<Topic, 'id' | 'identifier' | 'name'>
  channels: ChannelId[] | null
  createdAt: string
}

/** Answer of `POST /v3/topics/{id}/users`. */
export interface AddedTopicUsers {
  added: number
  updated: number
}

/** Answer of `POST /v3/topics/{id}/detachUsers`. */
export interface RemovedTopicUsers {
  removed: number
}
