import type { AppChanges, AppSettings } from '@inboxkit/protocol'
import type { Http } from './http.js'
import type { ReadOptions, WriteOptions } from './options.js'

/** The app itself: whose key and secret these are. */
export class App {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Its settings. */
  get(options?: ReadOptions): Promise<AppSettings> {
    return this.#http.get(['app'], {}, options)
  }

  /** Changes what is named. Where the server itself asks for secure mode or HMAC, an app cannot turn it off. */
  update(changes: AppChanges, options?: WriteOptions): Promise<AppSettings> {
    return this.#http.patch(['app'], changes, options)
  }
}
