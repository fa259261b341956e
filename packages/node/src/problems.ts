import {
  clientProblem,
  Problem,
  type ProblemBody,
  type ProblemFacts,
  problem,
  problems,
} from '@inboxkit/protocol'

/** Seconds, or a date. */
const retryAfterMsIn = (headers: Headers): number | undefined => {
  const text = headers.get('retry-after')
  if (!text) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

const isProblemBody = (body: unknown): body is ProblemBody =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'

/**
 * What a server said when it refused. A proxy's page, or another server's answer, is `garbled`; its status tells
 * whether to try again.
 */
export const refusalOf = (response: Response, body: unknown, what: string): Problem => {
  const { status, headers } = response
  const isPassing = status === 429 || status >= 500
  const facts = withoutUndefined({
    retryAfterMs: retryAfterMsIn(headers),
    requestId: headers.get('x-request-id') ?? undefined,
  })
  if (!isProblemBody(body)) return foreignAnswer(response, what, isPassing, facts)
  const { code, error, message, fields, requestId } = body
  return new Problem(
    code,
    { status, title: error, retryable: isPassing || code === 'idempotency_in_progress' },
    { ...facts, ...withoutUndefined({ detail: [message].flat().join('; '), fields, requestId }) },
  )
}

/** An answer that does not come from an inboxkit server: something stands in between, or the address is wrong. */
export const foreignAnswer = (
  { status, headers }: Response,
  what: string,
  retryable: boolean,
  facts: ProblemFacts = {},
): Problem => {
  const { title } = problems.garbled
  const location = headers.get('location')
  const hint = location ? `, which points to ${location}: is that the baseUrl?` : ''
  return new Problem(
    'garbled',
    { status, title, retryable },
    { ...facts, detail: `${title}: HTTP ${status} to ${what}${hint}` },
  )
}

/** A call that got no answer. Node's `fetch` keeps the reason in the cause of its error. */
export const lostCall = (failure: unknown): Problem => {
  const { cause = failure } = failure as { cause?: unknown }
  const { code, message } = Object(cause) as { code?: unknown; message?: unknown }
  const detail = `${problems.offline.title}: ${String(message || code || cause)}`
  return clientProblem('offline', { cause: failure, detail })
}

/** An argument that the server would refuse, or take for something else. */
export const invalidArgument = (field: string, message: string): Problem =>
  problem('invalid_request', { detail: `${field} ${message}`, fields: [{ field, message }] })

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

const withoutUndefined = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>
