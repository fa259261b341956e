import type { EventAnswer, NewEvent } from '@inboxkit/protocol'
import type { Http } from './http.js'
import type { WriteOptions } from './options.js'

/** What happens in your product, for workflows that wait for it. */
export class Events {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Tells of an event. Runs of this recipient whose `waitFor` step waits for it go on; without `recipient`, everybody's.
   * Resolves when the server has it on disk.
   * @throws Problem `invalid_request`, `user_not_found`
   */
  send(event: NewEvent, options?: WriteOptions): Promise<EventAnswer> {
    return this.#http.post(['events'], event, options)
  }
}
