import { problem } from '@inboxkit/protocol'
import type { Routes } from '../../http/routes.js'
import { said } from '../../wire/values.js'

/**
 * Older clients with `rtmService: 'ably'` ask for a token of that service here (contract, section 4, row 24). There is
 * none to give; what is said reaches the client's log, and its other calls go on working.
 */
export const realtimeTokenRoute = (routes: Routes): void => {
  routes.on(
    'POST',
    '/sdk/realtimeTokenRequests',
    { as: 'user', isAlias: true, tag: 'Inbox', summary: 'Refuse a token for Ably', answer: said },
    () => {
      throw problem('unprocessable', {
        detail:
          "This server has its own realtime: create the client with rtmService: 'self' instead of 'ably'",
      })
    },
  )
}
