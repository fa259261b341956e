import { randomUUID } from 'node:crypto'
import { bodyOf, problem } from '@inboxkit/protocol'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify'
import { answerProblems, refuseUnreadable } from './answer-problems.js'
import { limitBacklog } from './backlog.js'
import { acceptJson, maxBodyBytes } from './body.js'
import type { Counts } from './counts.js'
import { allowOrigins, type OriginRule } from './origins.js'
import { limitRates } from './rate-limit.js'
import type { Readiness } from './readiness.js'

export interface HttpOptions {
  log: FastifyBaseLogger
  isOriginAllowed: OriginRule
  /** Whether to limit rates. */
  rateLimit: boolean
  /** Where rates are counted; absent = in this process. */
  counts?: Counts | undefined
  /** Most requests that are worked on at a time; absent = as `limitBacklog` has it. */
  requestsAtOnce?: number | undefined
  /** Most requests of one user in 10 seconds; absent = as `limitRates` has it. */
  requestsPerUser?: number | undefined
  /** Whether an address is a proxy whose word about callers counts; absent = none is. */
  isProxy?: (address: string) => boolean
  /** How long a request may take to come; absent = a minute, of which its headers have a third. */
  slowestRequestMs?: number
  readiness: Readiness
}

const defaultSlowestMs = 60_000

/** What a caller, or a proxy before us, calls a request, where that fits into a line and says nothing else. */
const givenId = (given: string | string[] | undefined): string | undefined =>
  typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : undefined

/** A Fastify server with our bodies, problems, origins and health routes, and nothing of the product yet. */
export const createHttp = async ({
  log,
  isOriginAllowed,
  rateLimit,
  counts,
  requestsAtOnce,
  requestsPerUser,
  isProxy,
  slowestRequestMs = defaultSlowestMs,
  readiness,
}: HttpOptions): Promise<FastifyInstance> => {
  const http = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: maxBodyBytes,
    forceCloseConnections: 'idle',
    // Whoever sends a byte now and then would hold a connection for ever.
    requestTimeout: slowestRequestMs,
    http: { headersTimeout: slowestRequestMs / 3, connectionsCheckingInterval: slowestRequestMs / 12 },
    ...(isProxy ? { trustProxy: isProxy } : {}),
    // What comes by a connection that is still open is answered, and told that it was the last.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: ({ headers }) => givenId(headers['x-request-id']) ?? randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      const refusal = problem('invalid_request', { detail: 'The address is not valid' })
      // Hooks are not run for what has no address.
      void reply
        .status(400)
        .header('x-request-id', request.id)
        .send({ ...bodyOf(refusal), requestId: request.id })
    },
  })
  acceptJson(http)
  answerProblems(http)
  http.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    if (readiness.isDraining()) void reply.header('connection', 'close')
  })
  await allowOrigins(http, isOriginAllowed)
  limitBacklog(http, requestsAtOnce)
  if (rateLimit) await limitRates(http, counts, requestsPerUser)
  http.get('/healthz', async () => ({ status: 'alive' }))
  http.get('/readyz', async () => {
    await readiness.check()
    return { status: 'ready' }
  })
  return http
}
