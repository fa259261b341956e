import { bodyOf, type ProblemCode, problem, problems } from '@inboxkit/protocol'
import { wireProblems } from '../../wire/problem.js'
import type { RouteFact } from '../routes.js'

/** Refusals by status: the name among the components, and what they have in common. */
const refusals: Readonly<Record<number, [name: string, about: string]>> = {
  400: ['BadRequest', 'The request is not valid; `fields` says where.'],
  401: ['Unauthorized', 'Credentials are missing or do not hold.'],
  403: ['Forbidden', 'Pages of this origin may not call.'],
  404: ['NotFound', 'What is asked for is not there, or not the caller’s.'],
  409: ['Conflict', 'It contradicts what is there, or what was sent with this `Idempotency-Key`.'],
  413: ['TooLarge', 'The body has more than 819,200 bytes.'],
  415: ['UnsupportedMediaType', 'The body is not JSON.'],
  422: ['Unprocessable', 'The request is well formed, and cannot be done.'],
  429: ['TooManyRequests', 'Over the rate limit.'],
  500: ['InternalError', 'A mistake of the server.'],
  503: ['Unavailable', 'The server cannot do its work just now.'],
}

const after = {
  'Retry-After': {
    description: 'How many seconds to wait before the request is repeated.',
    schema: { type: 'integer', minimum: 0 },
  },
}
const comesBack = new Set([409, 429, 503])

/** A refusal as it travels. */
const exampleOf = (code: ProblemCode) => ({
  summary: problems[code].title,
  value: {
    ...bodyOf(
      problem(
        code,
        code === 'invalid_request' || code === 'unprocessable'
          ? { fields: [{ field: 'notification', message: 'must be an object' }] }
          : {},
      ),
    ),
    requestId: '7d1c4d3e-0b0f-4f0e-8a39-4c2e9a532a1f',
  },
})

/** The refusals that the routes refer to, each with every code it can carry. */
export const refusalComponents = (
  facts: readonly RouteFact[],
  problemSchema: object,
): Record<string, object> => {
  const used = new Set(facts.flatMap(refusalsOf))
  const shown = Object.entries(refusals).filter(([status]) => used.has(Number(status)))
  return Object.fromEntries(
    shown.map(([status, [name, about]]) => [
      name,
      {
        description: about,
        ...(comesBack.has(Number(status)) ? { headers: after } : {}),
        content: {
          'application/json': {
            schema: problemSchema,
            examples: Object.fromEntries(
              wireProblems
                .filter((code) => problems[code].status === Number(status))
                .map((code) => [code, exampleOf(code)]),
            ),
          },
        },
      },
    ]),
  )
}

/** How a route may refuse. A user's own credentials may name somebody who is not there. */
const refusalsOf = ({ as, method, params, problems: own = [] }: RouteFact): number[] => [
  ...new Set([
    ...[400, 403, 429, 500, 503],
    ...(as === 'anyone' ? [] : [401]),
    ...(params || as === 'user' || as === 'either' ? [404] : []),
    // A body is read, also where nothing is to be in it.
    ...(method === 'GET' ? [] : [409, 413, 415]),
    ...own.map((code) => problems[code].status),
  ]),
]

export const refusalReferences = (fact: RouteFact): Record<string, object> =>
  Object.fromEntries(
    refusalsOf(fact)
      .sort((a, b) => a - b)
      .map((status) => [status, { $ref: `#/components/responses/${refusals[status]?.[0]}` }]),
  )
