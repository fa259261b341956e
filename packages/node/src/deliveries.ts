import type { ChannelId, Delivery, DeliveryDetails, DeliveryState } from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'
import type { Path } from './path.js'

/** Which deliveries; what is left out does not narrow. */
export interface DeliveryQuery extends PageQuery {
  state?: DeliveryState | undefined
  channel?: Exclude<ChannelId, 'inApp'> | undefined
  /** Identifier of a user. */
  recipient?: string | undefined
  /** What a send was answered with. */
  requestId?: string | undefined
}

/** Messages to addresses outside the inbox, and every attempt at them. */
export class Deliveries {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Newest first, a page at a time; those in the state `failed` are the dead letters. */
  list({ cursor, ...narrow }: DeliveryQuery = {}, options?: ReadOptions): Listing<Delivery> {
    return listing(cursor, (from) => this.#http.get(['deliveries'], { ...narrow, cursor: from }, options))
  }

  /** One, with every attempt. @throws Problem `delivery_not_found` */
  get(id: number, options?: ReadOptions): Promise<DeliveryDetails> {
    return this.#http.get(at(id), {}, options)
  }

  /** Tries one that failed again, from the first provider on. @throws Problem `delivery_not_found`, `not_failed` */
  replay(id: number, options?: WriteOptions): Promise<DeliveryDetails> {
    return this.#http.post([...at(id), 'replay'], undefined, options)
  }
}

const at = (id: number): Path => ['deliveries', { id }]
