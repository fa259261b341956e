import { type Problem, problem } from '@inboxkit/protocol'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { checkOrigin } from '../../features/apps/origins.js'
import type { App } from '../../features/apps/service.js'
import { toProblem } from '../../http/answer-problems.js'
import { parseJson } from '../../http/body.js'
import { type Authentication, authenticate } from './authenticate.js'
import { toErrorBody } from './errors.js'

/** A bulk call's: 100 records that the client counts as 819,200 bytes, and what it does not count. */
const maxCallBytes = 1_310_720

/** A request whose sender is proven. `body` is JSON that was not looked at yet, `undefined` without one. */
export interface Call {
  app: App
  body: unknown
  bytes: number
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
}

/** `body` is sent as it is: an object as JSON, a text as text. */
export interface Answer {
  status: number
  body?: object | string
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export interface Door {
  /** A slash at the end of the address makes no difference. */
  on(method: Method, url: string, handle: (call: Call) => Promise<Answer>): void
  /** What the vendor has and this server has not: that is said in the vendor's shape, too. */
  refuse(url: string): void
}

const methods: Method[] = ['GET', 'POST', 'PATCH', 'DELETE']

/**
 * The vendor's routes: bodies stay bytes until their signature was checked, and refusals have the vendor's shape.
 * @param declare adds the routes
 */
export const openDoor = (
  http: FastifyInstance,
  authentication: Authentication,
  declare: (door: Door) => void,
): void => {
  void http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.setErrorHandler<FastifyError | Problem>((error, request, reply) =>
      refuse(request, reply, toProblem(error)),
    )
    declare({
      refuse: (url) => {
        scope.route({
          method: methods,
          url,
          bodyLimit: maxCallBytes,
          handler: async (request) => {
            throw problem('route_not_found', {
              detail: `This server does not have ${request.method} ${request.url.split('?')[0]}`,
            })
          },
        })
      },
      on: (method, url, handle) => {
        scope.route({
          method,
          url,
          bodyLimit: maxCallBytes,
          handler: async (request, reply) => {
            const call = await callOf(authentication, request)
            const { status, body } = await handle(call)
            return reply.status(status).send(body)
          },
        })
      },
    })
  })
}

const refuse = (request: FastifyRequest, reply: FastifyReply, found: Problem): FastifyReply => {
  if (found.status >= 500) request.log.error({ err: found.cause ?? found, code: found.code }, found.message)
  if (found.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(found.retryAfterMs / 1000))
  const body = toErrorBody(found)
  return reply.status(body.code).send(body)
}

const callOf = async (authentication: Authentication, request: FastifyRequest): Promise<Call> => {
  const { headers, method, originalUrl, ip } = request
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const params = request.params as Record<string, string>
  const { workspaceKey } = params
  const app = await authenticate(authentication, {
    authorization: headers.authorization ?? '',
    address: ip,
    method,
    body: bytes,
    contentType: headers['content-type'] ?? '',
    date: headers.date ?? '',
    uri: originalUrl,
    ...(workspaceKey === undefined ? {} : { workspaceKey }),
  })
  checkOrigin(app, headers)
  return {
    app,
    body: parseJson(bytes.toString('utf8')),
    bytes: bytes.length,
    params,
    query: request.query as Record<string, unknown>,
  }
}
