import type {
  AddedTopicUsers,
  CancelAnswer,
  CategoryDetails,
  FeedPage,
  Notification,
  RemovedTopicUsers,
  Said,
  SendAnswer,
  Subscription,
  Topic,
  TopicUser,
  User,
} from '@inboxkit/protocol'
import type { Path } from '../path.js'
import type {
  EngagespotCancellation,
  EngagespotClientOptions,
  EngagespotResponse,
  EngagespotSendParams,
  EngagespotTopicUser,
  EngagespotUserProfile,
} from './types.js'
import { signUserToken } from './user-token.js'
import { createVendorHttp, escaped, type VendorHttp } from './vendor-http.js'

/** The client of @engagespot/node 1.7.0, method by method, on an inboxkit server. */
export class CreateEngagespotClient {
  readonly inAppInbox: InAppInbox
  readonly users: EngagespotUsers
  readonly topics: EngagespotTopics
  readonly workflows: EngagespotWorkflows
  readonly #http: VendorHttp
  readonly #apiKey: string
  readonly #signingKey: string | undefined

  /** @throws Error that says which option is missing or wrong */
  constructor(options: EngagespotClientOptions) {
    if (!(options.apiKey && options.apiSecret)) throw new Error('Both apiKey and apiSecret are required')
    const http = createVendorHttp(options)
    this.#http = http
    this.#apiKey = options.apiKey
    this.#signingKey = options.signingKey || process.env.ENGAGESPOT_PRIVATE_SIGNING_KEY
    this.inAppInbox = new InAppInbox(http)
    this.users = new EngagespotUsers(http)
    this.topics = new EngagespotTopics(http)
    this.workflows = new EngagespotWorkflows(http)
  }

  /** Sends a notification or triggers a workflow. */
  async send(params: EngagespotSendParams): Promise<SendAnswer> {
    return (await this.#http<SendAnswer>({ method: 'POST', path: ['notifications'], body: params })).data
  }

  /** Makes a user known, or merges attributes into what is known. */
  createOrUpdateUser(identifier: string, profile?: EngagespotUserProfile): Promise<User> {
    return this.users.createOrUpdateUser(identifier, profile)
  }

  /**
   * A token with which a user's browser proves who it is.
   * @param options `expiresIn` in seconds. The original has no such option, and its tokens never expire.
   * @throws Error without a signing key
   */
  generateUserToken(identifier: string, { expiresIn }: { expiresIn?: number | undefined } = {}): string {
    if (!this.#signingKey) throw new Error('Signing key not provided')
    return signUserToken({ identifier, apiKey: this.#apiKey, expiresIn }, this.#signingKey)
  }

  /** Rejects with status 409 when there is one with this identifier. */
  createCategory(identifier: string, categoryName: string): Promise<EngagespotResponse<CategoryDetails>> {
    return this.#http({ method: 'POST', path: ['categories'], body: { identifier, name: categoryName } })
  }

  deleteCategory(categoryId: number): Promise<EngagespotResponse<Said>> {
    return this.#http({ method: 'DELETE', path: ['categories', escaped(categoryId)] })
  }
}

/** `client.inAppInbox`. */
export class InAppInbox {
  readonly #http: VendorHttp

  constructor(http: VendorHttp) {
    this.#http = http
  }

  /** A page of one user's notifications. `limit` at most 20. */
  async fetch(userIdentifier: string, pageNo: number = 1, limit: number = 20): Promise<FeedPage> {
    const query = { pageNo, limit, userIdentifier }
    return (await this.#http<FeedPage>({ method: 'GET', path: ['notifications'], query })).data
  }

  markNotificationAsRead(notificationId: string | number): Promise<EngagespotResponse<Notification>> {
    return this.#http({ method: 'PATCH', path: [...at(notificationId), 'click'], body: { read: true } })
  }

  markNotificationAsUnseen(notificationId: string | number): Promise<EngagespotResponse<Notification>> {
    return this.#http({ method: 'DELETE', path: [...at(notificationId), 'views'] })
  }

  markNotificationAsUnRead(notificationId: string | number): Promise<EngagespotResponse<Notification>> {
    return this.#http({ method: 'DELETE', path: [...at(notificationId), 'reads'] })
  }

  deleteNotification(
    notificationId: string | number,
  ): Promise<EngagespotResponse<{ statusCode: number; message: string }>> {
    return this.#http({ method: 'DELETE', path: at(notificationId) })
  }
}

const at = (notificationId: string | number): Path => ['notifications', escaped(notificationId)]

/** `client.users`. */
export class EngagespotUsers {
  readonly #http: VendorHttp

  constructor(http: VendorHttp) {
    this.#http = http
  }

  /** Makes a user known, or merges attributes into what is known. */
  async createOrUpdateUser(identifier: string, profile?: EngagespotUserProfile): Promise<User> {
    const path = ['users', escaped(identifier)]
    return (await this.#http<User>({ method: 'PUT', path, body: profile })).data
  }

  delete(identifier: string): Promise<EngagespotResponse<Said>> {
    return this.#http({ method: 'DELETE', path: ['users', escaped(identifier)] })
  }
}

/** `client.topics`. */
export class EngagespotTopics {
  readonly #http: VendorHttp

  constructor(http: VendorHttp) {
    this.#http = http
  }

  /** Without an identifier, it is made of the name: lower case, with dashes. */
  async create(
    name: string,
    identifier: string = name.toLowerCase().replaceAll(/\s+/g, '-'),
  ): Promise<Topic> {
    return (await this.#http<Topic>({ method: 'POST', path: ['topics'], body: { name, identifier } })).data
  }

  async update(topicId: number | string, name: string): Promise<Topic> {
    return (await this.#http<Topic>({ method: 'PATCH', path: topic(topicId), body: { name } })).data
  }

  async delete(topicId: number | string): Promise<Said> {
    return (await this.#http<Said>({ method: 'DELETE', path: topic(topicId) })).data
  }

  async subscribeUser(
    topicId: number | string,
    users: readonly EngagespotTopicUser[],
  ): Promise<AddedTopicUsers> {
    const path = [...topic(topicId), 'users']
    return (await this.#http<AddedTopicUsers>({ method: 'POST', path, body: { users } })).data
  }

  async unsubscribeUser(topicId: number | string, users: readonly string[]): Promise<RemovedTopicUsers> {
    const path = [...topic(topicId), 'detachUsers']
    return (await this.#http<RemovedTopicUsers>({ method: 'POST', path, body: { users } })).data
  }

  async updateChannel(
    identifier: string,
    topicId: number | string,
    channels: readonly string[],
  ): Promise<TopicUser> {
    const path = [...topic(topicId), 'users', escaped(identifier)]
    return (await this.#http<TopicUser>({ method: 'PUT', path, body: { channels } })).data
  }

  async listSubscriptionsOfUser(identifier: string): Promise<Subscription[]> {
    const path = ['topics', 'subscriptions', escaped(identifier)]
    return (await this.#http<Subscription[]>({ method: 'GET', path })).data
  }
}

const topic = (topicId: number | string): Path => ['topics', escaped(topicId)]

/** `client.workflows`. */
export class EngagespotWorkflows {
  readonly #http: VendorHttp

  constructor(http: VendorHttp) {
    this.#http = http
  }

  /** Ends the runs that still wait, for everybody or for `cancelFor.recipients`. */
  async cancelRun(identifier: string, data?: EngagespotCancellation): Promise<CancelAnswer> {
    const path = ['workflows', escaped(identifier)]
    return (await this.#http<CancelAnswer>({ method: 'PATCH', path, body: data })).data
  }
}
