import { type Problem, type ProblemBody, type ProblemFacts, problem, problems } from '@inboxkit/protocol'

/**
 * What a server said when it refused, as a Problem. Without a body of ours (a proxy's page, another server) its
 * status has to do; without a status it is a lost connection.
 */
export const fromWire = (body: unknown, status: number = 0, retryAfterMs?: number): Problem => {
  const { code, message, fields, requestId } = (body ?? {}) as Partial<ProblemBody>
  const facts = {
    retryAfterMs,
    fields,
    requestId,
    detail: message && [message].flat().join('; '),
  } as ProblemFacts
  if (code && Object.hasOwn(problems, code)) return problem(code, facts)
  const guess = status === 429 ? 'rate_limited' : status >= 500 ? 'internal' : status ? 'garbled' : 'offline'
  return problem(guess, retryAfterMs === undefined ? {} : { retryAfterMs })
}

/** Whether a new user token may help. */
export const isTokenProblem = ({ code }: Problem): boolean =>
  code === 'token_expired' || code === 'invalid_token'

/** Whether the server will not talk to this user any more, whatever is asked. */
export const isIdentityProblem = ({ status, code }: Problem): boolean =>
  status === 401 || code === 'origin_refused' || code === 'user_deleted'
