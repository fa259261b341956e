import type { Answer, FeedPage, Notification, NotificationId } from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'
import type { Path } from './path.js'

/** Which part of a user's inbox. */
export interface InboxQuery extends PageQuery {
  filter?: 'unread' | 'read' | 'interacted' | 'archived' | 'snoozed' | undefined
  /** Identifier of a category. */
  category?: string | undefined
  tag?: string | undefined
  /** Identifier of a tenant. */
  tenant?: string | undefined
}

/** Users' inboxes, on their behalf: what is done here shows at once where they are looking. */
export class Inbox {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * One user's notifications, newest first, with the counts of that moment; `unreadCount` is the number on the bell.
   * @throws Problem `user_not_found`
   */
  list(
    identifier: string,
    { limit, cursor, filter, category, tag, tenant }: InboxQuery = {},
    options?: ReadOptions,
  ): Listing<Notification, FeedPage> {
    const query = { userIdentifier: identifier, limit, filter, category, tag, tenant }
    return listing(cursor, (from) => this.#http.get(['notifications'], { ...query, cursor: from }, options))
  }

  /** One notification. Asking for it marks it seen. @throws Problem `notification_not_found` */
  get(id: NotificationId, options?: ReadOptions): Promise<Notification> {
    return this.#http.get(at(id), {}, options)
  }

  /** Marks it read, which implies seen. @throws Problem `notification_not_found` */
  markRead(id: NotificationId, options?: WriteOptions): Promise<Notification> {
    return this.#http.post([...at(id), 'click'], undefined, options)
  }

  /** @throws Problem `notification_not_found` */
  markUnread(id: NotificationId, options?: WriteOptions): Promise<Notification> {
    return this.#http.delete([...at(id), 'reads'], options)
  }

  /** @throws Problem `notification_not_found` */
  markSeen(id: NotificationId, options?: WriteOptions): Promise<Notification> {
    return this.#http.post([...at(id), 'views'], undefined, options)
  }

  /** @throws Problem `notification_not_found` */
  markUnseen(id: NotificationId, options?: WriteOptions): Promise<Notification> {
    return this.#http.delete([...at(id), 'views'], options)
  }

  /** Gives it a state of yours, such as `accepted`: at most 255 characters. @throws Problem `notification_not_found` */
  setState(id: NotificationId, state: string | null, options?: WriteOptions): Promise<Notification> {
    return this.#http.put([...at(id), 'state'], { state }, options)
  }

  /**
   * Answers one of its blocks in its user's name, as a link in an e-mail may: the state becomes what the block says, and
   * workflows are told. The same answer again changes nothing.
   * @throws Problem `notification_not_found`; `invalid_request` for what does not fit the block; `already_answered`
   */
  answer(id: NotificationId, answer: Answer, options?: WriteOptions): Promise<Notification> {
    return this.#http.put([...at(id), 'state'], { answer }, options)
  }

  /** Deletes it; for 10 minutes `restore` brings it back. @throws Problem `notification_not_found` */
  async remove(id: NotificationId, options?: WriteOptions): Promise<void> {
    await this.#http.delete(at(id), options)
  }

  /** Takes a deletion back. @throws Problem `notification_not_found` when it is too late */
  restore(id: NotificationId, options?: WriteOptions): Promise<Notification> {
    return this.#http.post([...at(id), 'restore'], undefined, options)
  }
}

const at = (id: NotificationId): Path => ['notifications', { id }]
