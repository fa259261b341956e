import type { Page, RequestAnswer, RequestRecipient, RequestSummary, UserActivity } from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions } from './options.js'

/** What became of sends and triggers, by the `requestId` that they were answered with. */
export class Requests {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Where a request stands, how many recipients are in which state, and the first page of them.
   * @throws Problem `request_not_found`
   */
  get(requestId: string, { limit, cursor }: PageQuery = {}, options?: ReadOptions): Promise<RequestAnswer> {
    return this.#http.get(['requests', { requestId }], { limit, cursor }, options)
  }

  /**
   * What happened for each recipient, and why: `for await (const one of inboxkit.requests.listRecipients(requestId))`.
   * @throws Problem `request_not_found`
   */
  listRecipients(
    requestId: string,
    { limit, cursor }: PageQuery = {},
    options?: ReadOptions,
  ): Listing<RequestRecipient> {
    return listing<RequestRecipient, Page<RequestRecipient>>(
      cursor,
      async (from) => (await this.get(requestId, { limit, cursor: from }, options)).recipients,
    )
  }
}

/** What happened lately in the whole app, or to one user. */
export class Activity {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** All requests, newest first, each with its counts, a page at a time. */
  list({ limit, cursor }: PageQuery = {}, options?: ReadOptions): Listing<RequestSummary> {
    return listing(cursor, (from) => this.#http.get(['activity'], { limit, cursor: from }, options))
  }

  /** What one user got, or did not and why, newest first, a page at a time. @throws Problem `user_not_found` */
  listForUser(
    identifier: string,
    { limit, cursor }: PageQuery = {},
    options?: ReadOptions,
  ): Listing<UserActivity> {
    const query = { userIdentifier: identifier, limit }
    return listing(cursor, (from) => this.#http.get(['activity'], { ...query, cursor: from }, options))
  }
}
