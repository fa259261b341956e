import type { ProblemFacts } from './problem.js'
import { Problem } from './problem.js'

/** What a client can find out by itself. Browsers load these and no others: the rest arrive on the wire in full. */
export const clientProblems = {
  identity_mismatch: { status: 401, title: 'The user token belongs to another user', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  internal: { status: 500, title: 'Something went wrong on the server', retryable: true },
  offline: { status: 0, title: 'The server cannot be reached', retryable: true },
  timed_out: { status: 0, title: 'The server did not answer in time', retryable: true },
  garbled: { status: 0, title: 'The server sent something that is not an inboxkit answer', retryable: true },
  refused: { status: 0, title: 'The server refused the change', retryable: false },
  closed: { status: 0, title: 'This inbox was closed', retryable: false },
} as const

export const clientProblem = (code: keyof typeof clientProblems, facts?: ProblemFacts): Problem =>
  new Problem(code, clientProblems[code], facts)
