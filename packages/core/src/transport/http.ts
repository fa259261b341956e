import type {
  BatchAnswer,
  BatchRequest,
  ChangesAnswer,
  ConnectAnswer,
  FeedPage,
  Filter,
} from '@inboxkit/protocol'
import { clientProblem } from '@inboxkit/protocol'
import type { Identity } from '../identity.js'
import type { Clock } from '../platform/clock.js'
import { fromWire, isTokenProblem } from './problems.js'
import { toProblem } from './retry.js'

export interface PageQuery {
  filter: Filter
  /** 1 to 100. */
  limit: number
  cursor: string | null
}

/** The server's routes that a client calls. Each rejects with a Problem. */
export interface Http {
  connect(feed: { limit: number; filter: Filter }): Promise<ConnectAnswer>
  page(query: PageQuery): Promise<FeedPage>
  /** @param filters whose counts to answer too, at most 10 */
  changes(epoch: string, since: number, filters: readonly Filter[]): Promise<ChangesAnswer>
  batch(request: BatchRequest): Promise<BatchAnswer>
  /** Any other route below `/v3`; `body` travels as JSON. */
  request<T>(method: string, path: string, body?: object): Promise<T>
}

const timeoutMs = 20_000
/** Browsers allow 64 KiB on all requests together that outlive their page. */
const keepaliveChars = 30_000

/** Header values are bytes: names outside ASCII travel as UTF-8. */
const toHeader = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text))

/** Our servers give seconds; a proxy's date is taken for a minute. */
const retryAfterMs = ({ headers }: Response): number | undefined => {
  const text = headers.get('retry-after')
  return text ? (Number(text) || 60) * 1000 : undefined
}

/** @param baseUrl without a slash at its end */
export const createHttp = (baseUrl: string, identity: Identity, clock: Clock, send: typeof fetch): Http => {
  const exchange = async (path: string, init: RequestInit): Promise<unknown> => {
    const controller = new AbortController()
    const cancel = clock.setTimeout(() => controller.abort(), timeoutMs)
    try {
      const response = await send(baseUrl + path, { ...init, signal: controller.signal })
      const body: unknown = await response.json().catch(() => undefined)
      const waitMs = retryAfterMs(response)
      if (!response.ok) throw fromWire(body, response.status, waitMs)
      if (typeof body !== 'object' || !body) throw clientProblem('garbled')
      return body
    } catch (cause) {
      throw controller.signal.aborted ? clientProblem('timed_out', { cause }) : toProblem(cause)
    } finally {
      cancel()
    }
  }

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

  const json = (token: string | undefined, body: string): RequestInit => ({
    headers: { ...credentials(token), 'Content-Type': 'application/json' },
    body,
  })

  const get = <T>(path: string, query: Record<string, string | undefined>): Promise<T> => {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const url = `${path}?${new URLSearchParams(given)}`
    return proven((token) => exchange(url, { headers: credentials(token), cache: 'no-store' }))
  }

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
    page: ({ filter: { state, data, ...rest }, limit, cursor }) =>
      get('/v3/notifications', {
        limit: String(limit),
        cursor: cursor ?? '',
        filter: state,
        ...rest,
        data: data && JSON.stringify(data),
      }),
    changes: (epoch, since, filters) =>
      get('/v3/notifications/changes', {
        epoch,
        since: String(since),
        filters: filters.length > 0 ? JSON.stringify(filters) : undefined,
      }),
    batch: (request) => {
      const body = JSON.stringify(request)
      return proven((token) =>
        exchange('/v3/notifications/batch', {
          method: 'POST',
          ...json(token, body),
          // Marking read has to survive the page that follows the link.
          keepalive: body.length < keepaliveChars,
        }),
      )
    },
    request: (method, path, body) =>
      proven((token) =>
        exchange(`/v3${path}`, {
          method,
          cache: 'no-store',
          ...(body ? json(token, JSON.stringify(body)) : { headers: credentials(token) }),
        }),
      ),
  }
}
