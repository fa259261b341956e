import type { ConnectAnswer, Filter } from '@inboxkit/protocol'
import type { Identity } from '../identity.js'
import type { Clock } from '../platform/clock.js'
import { createExchange } from './exchange.js'
import { isTokenProblem, toProblem } from './problems.js'

/** How the server is asked. Each rejects with a Problem. */
export interface Http {
  connect(feed: { limit: number; filter: Filter }): Promise<ConnectAnswer>
  /** Any other route, by its path. */
  call<T>(path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }): Promise<T>
}

/** Header values are bytes: names outside ASCII travel as UTF-8. */
const toHeader = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text))

/** @param baseUrl without a slash at its end */
export const createHttp = (baseUrl: string, identity: Identity, clock: Clock, send: typeof fetch): Http => {
  const exchange = createExchange(baseUrl, clock, send)

  /** Runs with the user token; when it is refused, once more with a new one. */
  const proven = async <T>(run: (token: string | undefined) => Promise<unknown>): Promise<T> => {
    const token = await identity.token()
    try {
      return (await run(token)) as T
    } catch (error) {
      if (!identity.canRenew || !isTokenProblem(toProblem(error))) throw error
      identity.expire(token)
      return (await run(await identity.token())) as T
    }
  }

  const credentials = (token: string | undefined): Record<string, string> =>
    token === undefined
      ? {
          'X-ENGAGESPOT-API-KEY': toHeader(identity.apiKey),
          'X-ENGAGESPOT-USER-ID': toHeader(identity.userId),
        }
      : { Authorization: `Bearer ${token}` }

  return {
    connect: (feed) =>
      proven((userToken) => {
        const { apiKey, userId } = identity
        // Text with the credentials inside needs no preflight: the first row is one request away.
        return exchange('/v3/sdk/connect', {
          method: 'POST',
          headers: { 'Content-Type': 'text/plain' },
          body: JSON.stringify({ deviceType: 'browser', feed, apiKey, userId, userToken }),
        })
      }),
    call: (path, init) =>
      proven((token) =>
        exchange(path, { cache: 'no-store', ...init, headers: { ...credentials(token), ...init.headers } }),
      ),
  }
}
