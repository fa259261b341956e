import type { SendAnswer } from '@inboxkit/protocol'
import { App } from './app.js'
import { Categories } from './categories.js'
import { Deliveries } from './deliveries.js'
import { Events } from './events.js'
import { createHttp, type Http } from './http.js'
import { Inbox } from './inbox.js'
import type { InboxkitOptions, WriteOptions } from './options.js'
import { Activity, Requests } from './requests.js'
import type { SendInput } from './send.js'
import { Templates } from './templates.js'
import { Tenants } from './tenants.js'
import { Topics } from './topics.js'
import { type UserTokenOptions, UserTokens } from './user-tokens.js'
import { Users } from './users.js'
import { WebhookEvents } from './webhook-events.js'
import { Workflows } from './workflows.js'

/**
 * The backend's client of one app. Needs `fetch` and Web Crypto, which Node 20, Bun and edge runtimes have.
 *
 * Every failure is a `Problem` with `code`, `status`, `fields` and `requestId`. Calls that fail for the moment (no
 * network, time-out, 429, 5xx) are repeated with growing pauses; writes carry an idempotency key of their own, so a
 * repeat takes effect once. `Retry-After` is waited for, up to a minute.
 */
export class Inboxkit {
  readonly users: Users
  readonly inbox: Inbox
  readonly categories: Categories
  readonly topics: Topics
  readonly templates: Templates
  readonly workflows: Workflows
  readonly events: Events
  readonly tenants: Tenants
  readonly requests: Requests
  readonly activity: Activity
  readonly deliveries: Deliveries
  readonly app: App
  readonly webhookEvents: WebhookEvents
  readonly #http: Http
  readonly #userTokens: UserTokens

  /** @throws TypeError that says which option is missing or wrong */
  constructor(options: InboxkitOptions) {
    const http = createHttp(options)
    this.#http = http
    this.#userTokens = new UserTokens(options.apiKey, options.signingKey)
    this.users = new Users(http)
    this.inbox = new Inbox(http)
    this.categories = new Categories(http)
    this.topics = new Topics(http)
    this.templates = new Templates(http)
    this.workflows = new Workflows(http)
    this.events = new Events(http)
    this.tenants = new Tenants(http)
    this.requests = new Requests(http)
    this.activity = new Activity(http)
    this.deliveries = new Deliveries(http)
    this.app = new App(http)
    this.webhookEvents = new WebhookEvents(http)
  }

  /**
   * Sends a notification: texts, a template or a workflow, to users, topics or everyone. Resolves when the server has
   * it on disk; `requests.get(requestId)` tells what became of it.
   * @throws Problem `invalid_request`, `too_many_recipients`, `template_not_found`, `workflow_not_found`,
   * `topic_not_found`, `idempotency_conflict`
   */
  send(request: SendInput, options?: WriteOptions): Promise<SendAnswer> {
    return this.#http.post(['notifications'], request, options)
  }

  /**
   * A token with which one user's browser proves who it is, for apps in secure mode. Made here, without a request.
   * Hand it to signed-in users only.
   * @throws TypeError without a usable `signingKey`
   */
  generateUserToken(identifier: string, options?: UserTokenOptions): Promise<string> {
    return this.#userTokens.sign(identifier, options)
  }
}
