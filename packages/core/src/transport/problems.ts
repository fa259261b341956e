import { clientProblem, Problem, type ProblemBody, type ProblemFacts } from '@inboxkit/protocol'

/**
 * What a server said when it refused, as a Problem. Without a body of ours (a proxy's page, another server) its
 * status has to do; without a status it is a lost connection.
 */
export const fromWire = (body: unknown, httpStatus: number = 0, retryAfterMs?: number): Problem => {
  const {
    code,
    message,
    error,
    statusCode: status = httpStatus,
    fields,
    requestId,
  } = (body ?? {}) as Partial<ProblemBody>
  const retryable = status === 429 || status >= 500
  const detail = message && [message].flat().join('; ')
  const facts = { retryAfterMs, fields, requestId, detail } as ProblemFacts
  if (code && error) return new Problem(code, { status, title: error, retryable }, facts)
  const guess = status === 429 ? 'rate_limited' : status >= 500 ? 'internal' : status ? 'garbled' : 'offline'
  return clientProblem(guess, retryAfterMs === undefined ? {} : { retryAfterMs })
}

/** Any failure as a Problem; what is not one already counts as a network that did not carry the request. */
export const toProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : clientProblem('offline', { cause: error })

/** Whether a new user token may help. */
export const isTokenProblem = ({ code }: Problem): boolean =>
  code === 'token_expired' || code === 'invalid_token'

/** Whether the server will not talk to this user any more, whatever is asked. */
export const isIdentityProblem = ({ status, code }: Problem): boolean =>
  status === 401 || code === 'origin_refused' || code === 'user_deleted'
