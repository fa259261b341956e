import { problem } from '@inboxkit/protocol'
import type { TestUser, World } from '../server/world.js'
import type { SentRequest } from './exchange.js'

/** What a test calls a route by, to make it fail or to look for its requests. */
export type RouteName =
  | 'connect'
  | 'notifications'
  | 'changes'
  | 'batch'
  | 'notification'
  | 'preferences'
  | 'channels'
  | 'quietHours'
  | 'preferencePage'
  | 'profile'
  | 'categories'
  | 'devices'
  | 'webPush'

export interface RouteCall {
  world: World
  user: TestUser
  /** What stands in the path where the route has `:id`. */
  id: string
  query: URLSearchParams
  body: unknown
  headers: SentRequest['headers']
  /** Tells this user's sockets, or with `categories` everybody's, what is to be read anew. */
  changed: (what: 'preferences' | 'profile' | 'categories') => void
}

export interface Route {
  name: RouteName
  method: string
  /** Below `/v3`; one segment may be `:id`. */
  path: string
  /** `either`: an app may ask as well, which says so when nobody asks. */
  as: 'user' | 'either'
  handle: (call: RouteCall) => unknown
}

const patternOf = (path: string): RegExp => new RegExp(`^/v3${path.replace(':id', '([^/]+)')}$`)

export interface Found {
  route: Route
  id: string
}

/** @throws Problem `route_not_found` */
export const createRouter = (routes: readonly Route[]): ((request: SentRequest) => Found) => {
  const known = routes.map((route) => ({ route, pattern: patternOf(route.path) }))
  return ({ method, path }) => {
    for (const { route, pattern } of known) {
      const match = route.method === method ? pattern.exec(path) : null
      if (match) return { route, id: decodeURIComponent(match[1] ?? '') }
    }
    throw problem('route_not_found', { detail: `No such route: ${method} ${path}` })
  }
}
