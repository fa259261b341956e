import type {
  AddedTopicUsers,
  ChannelId,
  NewTopic,
  NewTopicUser,
  RemovedTopicUsers,
  Said,
  Subscription,
  Topic,
  TopicUser,
} from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'
import type { Path } from './path.js'

/** Named groups of users who asked to hear; sends go to them by identifier. Here a topic is named by id or identifier. */
export class Topics {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Without `identifier`, it is made of the name: lower case, with dashes. @throws Problem `already_exists` */
  create(topic: NewTopic, options?: WriteOptions): Promise<Topic> {
    return this.#http.post(['topics'], topic, options)
  }

  /** All topics, a page at a time: `for await (const topic of inboxkit.topics.list())`. */
  list({ limit, cursor }: PageQuery = {}, options?: ReadOptions): Listing<Topic> {
    return listing(cursor, (from) => this.#http.get(['topics'], { limit, cursor: from }, options))
  }

  /** @throws Problem `topic_not_found` */
  get(topic: number | string, options?: ReadOptions): Promise<Topic> {
    return this.#http.get(at(topic), {}, options)
  }

  /** @throws Problem `topic_not_found` */
  update(topic: number | string, changes: { name: string }, options?: WriteOptions): Promise<Topic> {
    return this.#http.patch(at(topic), changes, options)
  }

  /** Deletes it with its subscriptions. @throws Problem `topic_not_found` */
  remove(topic: number | string, options?: WriteOptions): Promise<Said> {
    return this.#http.delete(at(topic), options)
  }

  /**
   * Subscribes up to 1,000 users; those who are subscribed get the channels given here.
   * @param users identifiers for all channels, or objects that choose some
   * @throws Problem `topic_not_found`; `user_not_found`, which names who is not known
   */
  addUsers(
    topic: number | string,
    users: readonly (string | NewTopicUser)[],
    options?: WriteOptions,
  ): Promise<AddedTopicUsers> {
    const all = users.map((user) => (typeof user === 'string' ? { identifier: user } : user))
    return this.#http.post([...at(topic), 'users'], { users: all }, options)
  }

  /** Ends subscriptions, up to 1,000. Users who have none count for nothing. @throws Problem `topic_not_found` */
  removeUsers(
    topic: number | string,
    identifiers: readonly string[],
    options?: WriteOptions,
  ): Promise<RemovedTopicUsers> {
    return this.#http.post([...at(topic), 'detachUsers'], { users: identifiers }, options)
  }

  /**
   * Subscribes one user over exactly these channels; `null` = all of them.
   * @throws Problem `topic_not_found`, `user_not_found`
   */
  setChannels(
    topic: number | string,
    identifier: string,
    channels: readonly ChannelId[] | null,
    options?: WriteOptions,
  ): Promise<TopicUser> {
    return this.#http.put([...at(topic), 'users', { identifier }], { channels }, options)
  }

  /** Who is subscribed, a page at a time. @throws Problem `topic_not_found` */
  listUsers(
    topic: number | string,
    { limit, cursor }: PageQuery = {},
    options?: ReadOptions,
  ): Listing<TopicUser> {
    const path = [...at(topic), 'users']
    return listing(cursor, (from) => this.#http.get(path, { limit, cursor: from }, options))
  }

  /** What a user is subscribed to. @throws Problem `user_not_found` */
  listSubscriptions(identifier: string, options?: ReadOptions): Promise<Subscription[]> {
    return this.#http.get(['topics', 'subscriptions', { identifier }], {}, options)
  }
}

const at = (topic: number | string): Path => ['topics', { topic }]
