import { createHash } from 'node:crypto'
import fastifyRateLimit from '@fastify/rate-limit'
import { problem } from '@inboxkit/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { credentialsInHeaders } from '../auth/credentials.js'
import { countedAddress } from './caller-address.js'
import type { Counts } from './counts.js'

const windowMs = 10_000
/** Requests per window: far above what a person or a page does, below what hurts the others. */
const mostPerUser = 1000
const perApp = 200_000

/** Where SuprSend's back-end clients call. */
const isSuprsend = (url: string): boolean => /^\/(v1\/|([^/?]+\/)?trigger\/?(\?|$))/.test(url)

/** Whom one of them speaks for: `key:signature`, or one key for all. */
const workspaceOf = (authorization = ''): string | undefined =>
  /^(?:Bearer +(\S+)|([^\s:]+):\S)/i.exec(authorization)?.slice(1).find(Boolean)

const named = (text: string): string => createHash('sha256').update(text).digest('base64url')

/**
 * Who a caller says to be is enough to count by, together with what is to prove it: one who lies fills a bucket of its
 * own, and nobody else's.
 */
const callerOf = ({ headers, ip, url }: FastifyRequest): { kind: 'app' | 'user'; name: string } => {
  const workspace = isSuprsend(url) ? workspaceOf(headers.authorization) : undefined
  if (workspace !== undefined) return { kind: 'app', name: `workspace:${named(workspace)}` }
  const said = credentialsInHeaders(headers)
  if (said.kind === 'app') return { kind: 'app', name: `app:${said.apiKey}:${named(said.secret)}` }
  if (said.kind === 'user') {
    const { apiKey, userIdentifier, signature } = said
    const proof = signature === undefined ? '' : `:${named(signature)}`
    return { kind: 'user', name: `user:${apiKey}:${userIdentifier}${proof}` }
  }
  if (said.kind === 'token') return { kind: 'user', name: `token:${named(said.token)}` }
  return { kind: 'user', name: `address:${countedAddress(ip)}` }
}

/** What the plugin counts in. */
const storeOf = (counts: Counts) =>
  class Store {
    incr(
      name: string,
      answer: (error: Error | null, counted?: { current: number; ttl: number }) => void,
      lengthMs: number,
    ): void {
      counts
        .add(`rate:${name}`, lengthMs)
        .then(({ count, leftMs }) => answer(null, { current: count, ttl: leftMs }), answer)
    }

    child(): this {
      return this
    }
  }

/**
 * Limits what one app, user or address may ask for; over it is 429 with `Retry-After`.
 * @param counts shared by the nodes of a cluster; absent = this process counts for itself
 * @param perUser requests in 10 seconds
 */
export const limitRates = async (
  http: FastifyInstance,
  counts?: Counts,
  perUser: number = mostPerUser,
): Promise<void> => {
  await http.register(fastifyRateLimit, {
    timeWindow: windowMs,
    cache: 20_000,
    ...(counts ? { store: storeOf(counts) } : {}),
    keyGenerator: (request) => callerOf(request).name,
    max: (request) => (callerOf(request).kind === 'app' ? perApp : perUser),
    allowList: ({ url }) => !/^\/(v[34]\/|preferences\b)/.test(url) && !isSuprsend(url),
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    addHeaders: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
      'retry-after': false,
    },
    errorResponseBuilder: (_request, { max, ttl }) =>
      problem('rate_limited', {
        detail: `At most ${max} requests in ${windowMs / 1000} s`,
        retryAfterMs: ttl,
      }),
  })
}
