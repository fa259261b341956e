import { randomUUID } from 'node:crypto'
import { problem } from '@inboxkit/protocol'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify'
import { answerProblems, refuseUnreadable } from './answer-problems.js'
import { acceptJson, maxBodyBytes } from './body.js'
import { allowOrigins, type OriginRule } from './origins.js'
import { limitRates } from './rate-limit.js'

export interface HttpOptions {
  log: FastifyBaseLogger
  isOriginAllowed: OriginRule
  /** Whether to limit rates. */
  rateLimit: boolean
  /** Whether this process can do its work, for `/readyz`. Rejects with the reason. */
  checkReady: () => Promise<void>
}

/** A Fastify server with our bodies, problems, origins and health routes, and nothing of the product yet. */
export const createHttp = async ({
  log,
  isOriginAllowed,
  rateLimit,
  checkReady,
}: HttpOptions): Promise<FastifyInstance> => {
  const http = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      const refusal = problem('invalid_request', { detail: 'The address is not valid' })
      // Hooks are not run for what has no address.
      void reply
        .status(400)
        .header('x-request-id', request.id)
        .send({ ...refusal.toWire(), requestId: request.id })
    },
  })
  acceptJson(http)
  answerProblems(http)
  http.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
  })
  await allowOrigins(http, isOriginAllowed)
  if (rateLimit) await limitRates(http)
  http.get('/healthz', async () => ({ status: 'alive' }))
  http.get('/readyz', async () => {
    await checkReady()
    return { status: 'ready' }
  })
  return http
}
