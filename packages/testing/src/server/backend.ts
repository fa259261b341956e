import { beaconIntervalMs, bodyOf, Problem, problem, type SettingsEvent } from '@inboxkit/protocol'
import { accountRoutes } from '../http/account-routes.js'
import type { Fields } from '../http/checks.js'
import { credentialsIn, credentialsInHandshake } from '../http/credentials.js'
import { type Answer, type SentRequest, toAnswer } from '../http/exchange.js'
import { feedRoutes } from '../http/feed-routes.js'
import { pageRoutes } from '../http/page-routes.js'
import { preferenceRoutes } from '../http/preference-routes.js'
import { createRouter, type RouteName } from '../http/routes.js'
import type { Authenticate, Principal } from './authenticate.js'
import type { World } from './world.js'

/** The server's end of a socket. */
export interface Visitor {
  push(event: string, payload: unknown): void
  /** The server closes it. */
  end(): void
}

/** What stands behind every network: routes, and the sockets that were let in. */
export interface Backend {
  readonly world: World
  answer(request: SentRequest): Answer
  /** The name of a request's route; `undefined` = there is none. */
  nameOf(request: SentRequest): RouteName | undefined
  /** Looks at what a socket says of itself. @throws Problem */
  admit(auth: Fields): Principal
  /** Greets a socket that was let in. Returns what is to be called when it goes. */
  join(who: Principal, visitor: Visitor): () => void
  /** Says why to the sockets that this concerns, then closes them. */
  dismiss(why: Problem, isMeant: (who: Principal) => boolean): void
  /** Tells one user's sockets, or everybody's, what is to be read anew. */
  tellSettings(userId: string | undefined, changed: SettingsEvent['changed']): void
}

const router = createRouter([...feedRoutes, ...accountRoutes, ...preferenceRoutes, ...pageRoutes])

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

export const createBackend = (world: World, authenticate: Authenticate): Backend => {
  const visitors = new Map<Visitor, Principal>()

  const tellSettings: Backend['tellSettings'] = (userId, changed) => {
    for (const [visitor, { user }] of visitors)
      if (userId === undefined || user.identifier === userId) visitor.push('settings', { changed })
  }

  world.onCategories = () => tellSettings(undefined, 'categories')

  const respond = (request: SentRequest): unknown => {
    const { route, id } = router(request)
    if (typeof request.body === 'string') throw problem('malformed_json')
    const { user } = authenticate(credentialsIn(request), route.as)
    const { query, body, headers } = request
    const changed = (what: SettingsEvent['changed']): void => tellSettings(user.identifier, what)
    return route.handle({ world, user, id, query, body, headers, changed })
  }

  const dismissOne = (visitor: Visitor, why: Problem): void => {
    visitor.push('problem', bodyOf(why))
    visitor.end()
  }

  return {
    world,
    tellSettings,
    answer(request) {
      try {
        return { status: 200, body: copy(respond(request)), headers: {} }
      } catch (cause) {
        if (cause instanceof Problem) return toAnswer(cause)
        throw cause
      }
    },
    nameOf(request) {
      try {
        return router(request).route.name
      } catch {
        return undefined
      }
    },
    admit: (auth) => authenticate(credentialsInHandshake(auth)),
    join(who, visitor) {
      const { feed } = who.user
      const { clock } = world
      visitors.set(visitor, who)
      const forget = feed.listen(({ name, payload }) => visitor.push(name, payload))
      const beacon = (): void => {
        const { epoch, seq, counts } = feed.head()
        visitor.push('beacon', { epoch, seq, counts })
        cancelBeacon = clock.setTimeout(beacon, beaconIntervalMs)
      }
      let cancelBeacon = (): void => {}
      const cancelExpiry =
        who.expiresAt === undefined
          ? undefined
          : clock.setTimeout(() => dismissOne(visitor, problem('token_expired')), who.expiresAt - clock.now())
      beacon()
      return () => {
        visitors.delete(visitor)
        forget()
        cancelBeacon()
        cancelExpiry?.()
      }
    },
    dismiss(why, isMeant) {
      for (const [visitor, who] of [...visitors]) if (isMeant(who)) dismissOne(visitor, why)
    },
  }
}
