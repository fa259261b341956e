import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { bodyOf, Problem, type ProblemCode, problem } from '@inboxkit/protocol'
import type { FastifyError, FastifyInstance } from 'fastify'

/** Fastify's own refusals in our words. */
const known: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_json',
  FST_ERR_BAD_URL: 'route_not_found',
}

/** PostgreSQL and network codes that mean "come back later": connection lost, shutting down, too many connections. */
const isStorageLoss = (code: unknown): boolean =>
  typeof code === 'string' && /^(08|57P|53)|^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT)$/.test(code)

/** The driver's own errors have no code: a connection that broke, one that was not to be had in time. */
const isConnectionLoss = ({ message }: Error): boolean =>
  /^(Connection terminated|Connection ended|timeout exceeded when trying to connect|Client has encountered a connection|Query read timeout)/.test(
    message,
  )

/** Any failure as a problem: our own mistakes are `internal`. */
export const toProblem = (error: FastifyError | Problem): Problem => {
  if (error instanceof Problem) return error
  const code = known[error.code]
  if (code) return problem(code, { cause: error })
  if (isStorageLoss(error.code) || isConnectionLoss(error))
    return problem('storage_unavailable', { cause: error, retryAfterMs: 1000 })
  return problem('internal', { cause: error })
}

/** The one place where a problem becomes a response: the contract's section 5 plus `code`, `requestId`, `fields`. */
export const answerProblems = (http: FastifyInstance): void => {
  http.setErrorHandler<FastifyError | Problem>((error, request, reply) => {
    const found = toProblem(error)
    if (found.status >= 500) request.log.error({ err: found.cause ?? found, code: found.code }, found.message)
    if (found.retryAfterMs !== undefined)
      void reply.header('retry-after', Math.ceil(found.retryAfterMs / 1000))
    return reply.status(found.status).send({ ...bodyOf(found), requestId: request.id })
  })
  http.setNotFoundHandler((request, reply) =>
    reply.status(404).send({
      ...bodyOf(
        problem('route_not_found', {
          detail: `No such route: ${request.method} ${request.url.split('?')[0]}`,
        }),
      ),
      requestId: request.id,
    }),
  )
}

const unreadable: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The headers are too large',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not arrive in time',
}

/** What is not HTTP has no request to answer: the refusal is written by hand, in the shape of all others. */
export const refuseUnreadable = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const detail = unreadable[error.code ?? ''] ?? 'The request is not HTTP'
  const body = JSON.stringify({ ...bodyOf(problem('invalid_request', { detail })), requestId: randomUUID() })
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
