import { createHash } from 'node:crypto'
import fastifyRateLimit from '@fastify/rate-limit'
import { problem } from '@inboxkit/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { credentialsInHeaders } from '../auth/credentials.js'

const windowMs = 10_000
/** Requests per window: far above what a person or a page does, below what hurts the others. */
const perUser = 1000
const perApp = 200_000

/** Who a caller says to be is enough to count by: one who lies fills a bucket of its own, or fails to authenticate. */
const callerOf = ({ headers, ip }: FastifyRequest): { kind: 'app' | 'user'; name: string } => {
  const said = credentialsInHeaders(headers)
  if (said.kind === 'app') return { kind: 'app', name: `app:${said.apiKey}` }
  if (said.kind === 'user') return { kind: 'user', name: `user:${said.apiKey}:${said.userIdentifier}` }
  if (said.kind === 'token')
    return { kind: 'user', name: `token:${createHash('sha256').update(said.token).digest('base64url')}` }
  return { kind: 'user', name: `address:${ip}` }
}

/** Limits what one app, user or address may ask for; over it is 429 with `Retry-After`. */
export const limitRates = async (http: FastifyInstance): Promise<void> => {
  await http.register(fastifyRateLimit, {
    timeWindow: windowMs,
    cache: 20_000,
    keyGenerator: (request) => callerOf(request).name,
    max: (request) => (callerOf(request).kind === 'app' ? perApp : perUser),
    allowList: (request) => !/^\/v[34]\//.test(request.url),
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
