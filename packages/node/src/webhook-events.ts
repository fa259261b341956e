import type { WebhookEvent } from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'

/** Which events; what is left out does not narrow. */
export interface WebhookEventQuery extends PageQuery {
  state?: WebhookEvent['state'] | undefined
}

/** What the app's webhooks were told of deliveries, or could not be told. */
export class WebhookEvents {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Newest first, a page at a time; those in the state `failed` could not be told for a day. */
  list({ cursor, ...narrow }: WebhookEventQuery = {}, options?: ReadOptions): Listing<WebhookEvent> {
    const path = ['app', 'webhook-events']
    return listing(cursor, (from) => this.#http.get(path, { ...narrow, cursor: from }, options))
  }

  /** Tells one that failed once more, for a day. @throws Problem `webhook_event_not_found`, `not_failed` */
  replay(id: number, options?: WriteOptions): Promise<WebhookEvent> {
    return this.#http.post(['app', 'webhook-events', { id }, 'replay'], undefined, options)
  }
}
