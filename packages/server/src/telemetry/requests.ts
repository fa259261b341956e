import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { noSpans, type Spans } from './spans.js'
import type { Telemetry } from './telemetry.js'

/** As it was declared: what stands in an address may be somebody's name. */
const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none'

/** A line per request at `info`, and metrics and spans. For routes that are declared later. */
export const observeRequests = (http: FastifyInstance, { metrics, spans }: Telemetry): void => {
  if (spans !== noSpans) traceRequests(http, spans)
  http.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    const { method } = request
    const { statusCode: status, elapsedTime: ms } = reply
    metrics?.request(method, routeOf(request), status, ms)
    request.log.info(
      { method, route: routeOf(request), status, ms: Math.round(ms) },
      'A request was answered',
    )
  })
}

const traceRequests = (http: FastifyInstance, spans: Spans): void => {
  http.addHook('onRequest', (request, reply, done) => {
    const { method } = request
    const route = routeOf(request)
    const end = spans.open(
      `${method} ${route}`,
      { 'http.request.method': method, 'http.route': route, 'inboxkit.request_id': request.id },
      done,
    )
    reply.raw.once('close', () => {
      const { statusCode } = reply
      end({ 'http.response.status_code': statusCode }, statusCode >= 500)
    })
  })
}
