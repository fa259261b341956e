import { bodyOf, Problem, type ProblemBody } from '@inboxkit/protocol'
import type { EngagespotResponse } from './types.js'

/**
 * A `Problem` that can also be read as the error of the original: `error.response.status`, `error.response.data`.
 * Without an answer from a server there is no `response`.
 */
export class EngagespotError extends Problem {
  readonly isAxiosError = true
  readonly response: EngagespotResponse<ProblemBody> | undefined

  constructor(problem: Problem) {
    const { code, status, title, retryable, message, fields, requestId, retryAfterMs, cause } = problem
    super(
      code,
      { status, title, retryable },
      {
        detail: message,
        fields,
        cause,
        ...(requestId === undefined ? {} : { requestId }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
    )
    this.response = status === 0 ? undefined : { status, data: bodyOf(problem), headers: headersOf(problem) }
  }
}

const headersOf = ({ requestId, retryAfterMs }: Problem): Record<string, string> => ({
  ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
  ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
})
