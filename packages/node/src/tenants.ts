import type { Said, Tenant, TenantDefinition } from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'
import type { Path } from './path.js'

/** Your own customers: defaults for their users, and values for templates. */
export class Tenants {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Makes one, or writes it anew: what is left out is empty. @throws Problem `invalid_request` */
  put(identifier: string, definition: TenantDefinition, options?: WriteOptions): Promise<Tenant> {
    return this.#http.put(at(identifier), definition, options)
  }

  /** @throws Problem `tenant_not_found` */
  get(identifier: string, options?: ReadOptions): Promise<Tenant> {
    return this.#http.get(at(identifier), {}, options)
  }

  /** Oldest first, a page at a time. */
  list({ limit, cursor }: PageQuery = {}, options?: ReadOptions): Listing<Tenant> {
    return listing(cursor, (from) => this.#http.get(['tenants'], { limit, cursor: from }, options))
  }

  /** With its defaults; what was sent for it stays. @throws Problem `tenant_not_found` */
  remove(identifier: string, options?: WriteOptions): Promise<Said> {
    return this.#http.delete(at(identifier), options)
  }
}

const at = (identifier: string): Path => ['tenants', { identifier }]
