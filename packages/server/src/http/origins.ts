import fastifyCors from '@fastify/cors'
import { problem } from '@inboxkit/protocol'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether pages of any origin may call it: what it takes is in the address, and nowhere else. */
    takesAnyOrigin?: boolean
  }
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d+){3}$/.test(hostname)

/**
 * Whether pages of an origin may call a server that is addressed as `host`. Its own pages always may. Configured origins
 * are the whole rest of the list (`*` = all of them); without any, pages on the developer's own machine may.
 */
export const createOriginRule =
  (origins: readonly string[] | undefined) =>
  (origin: string, host: string | undefined): boolean => {
    const page = URL.canParse(origin) ? new URL(origin) : undefined
    if (page && page.host === host) return true
    return origins ? origins.includes('*') || origins.includes(origin) : isLoopback(page?.hostname ?? '')
  }

export type OriginRule = ReturnType<typeof createOriginRule>

/** What the contract's clients send, and what ours add (contract, section 3). */
const headers = [
  'content-type',
  'authorization',
  'cache-control',
  'pragma',
  'expires',
  'idempotency-key',
  'x-engagespot-api-key',
  'x-engagespot-api-secret',
  'x-engagespot-user-id',
  'x-engagespot-user-signature',
  'x-engagespot-device-id',
]

/** Answers preflights, and refuses pages of other origins before anything takes effect. */
export const allowOrigins = async (http: FastifyInstance, isAllowed: OriginRule): Promise<void> => {
  const told = new Set<string>()
  http.addHook('onRequest', async ({ headers: { origin, host }, routeOptions, log }) => {
    if (origin === undefined || routeOptions.config.takesAnyOrigin || isAllowed(origin, host)) return
    if (!told.has(origin) && told.size < 100) {
      told.add(origin)
      log.warn(
        `Refused the origin ${origin}. To allow it, add it in inboxkit.config.json: { "origins": ["${origin}"] }`,
      )
    }
    throw problem('origin_refused', {
      detail: `The origin ${origin} is not allowed: add it to "origins" in inboxkit.config.json`,
    })
  })
  await http.register(fastifyCors, {
    // Whoever comes this far is allowed.
    origin: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: headers,
    exposedHeaders: ['retry-after', 'x-request-id', 'idempotent-replayed'],
    maxAge: 7200,
    // An OPTIONS that is no preflight gets the same answer: a refusal of the library's has a shape of its own.
    strictPreflight: false,
  })
}
