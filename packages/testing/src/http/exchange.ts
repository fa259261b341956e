import { bodyOf, type Problem, problem } from '@inboxkit/protocol'

/** A request as the server sees it. */
export interface SentRequest {
  method: string
  /** Without what stands before it in the base URL: `/v3/notifications/batch`. */
  path: string
  query: URLSearchParams
  /** As they were written. */
  headers: Record<string, string>
  /** Read as JSON where it is that, else the text; `undefined` = none. */
  body: unknown
  keepalive: boolean
}

/** What the server says. A body that is a text goes as it is, everything else as JSON. */
export interface Answer {
  status: number
  body: unknown
  headers: Record<string, string>
}

const parse = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

const headersOf = (headers: HeadersInit | undefined): Record<string, string> =>
  headers instanceof Headers || Array.isArray(headers)
    ? Object.fromEntries(new Headers(headers))
    : { ...headers }

/** What `fetch` was called with. Bodies are texts: clients of a JSON server send nothing else. */
export const toRequest = (input: RequestInfo | URL, init: RequestInit = {}): SentRequest => {
  const isRequest = typeof input === 'object' && 'url' in input
  const { pathname, searchParams } = new URL(isRequest ? input.url : input)
  const version = pathname.indexOf('/v3/')
  return {
    method: (init.method ?? (isRequest ? input.method : 'GET')).toUpperCase(),
    path: version < 0 ? pathname : pathname.slice(version),
    query: searchParams,
    headers: { ...(isRequest && headersOf(input.headers)), ...headersOf(init.headers) },
    body: typeof init.body === 'string' ? parse(init.body) : undefined,
    keepalive: init.keepalive ?? false,
  }
}

/** A standard response whose JSON is there at once, so that a clock that stands still does not have to wait. */
export const toResponse = ({ status, body, headers }: Answer): Response => {
  const isText = typeof body === 'string'
  const text = isText ? body : JSON.stringify(body)
  const response = new Response(text, {
    status,
    headers: { 'content-type': isText ? 'text/html' : 'application/json; charset=utf-8', ...headers },
  })
  const json = async (): Promise<unknown> => JSON.parse(text)
  return Object.assign(response, { json })
}

let requests = 0

/** A refusal, as it travels. */
export const toAnswer = (refused: Problem): Answer => {
  const { retryAfterMs, status } = refused
  return {
    status,
    body: { ...bodyOf(refused), requestId: refused.requestId ?? `request-${++requests}` },
    headers: retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) },
  }
}

/** @throws Problem `invalid_request` that names the field and what is allowed there */
export const refuse = (field: string, message: string): never => {
  throw problem('invalid_request', { fields: [{ field, message }] })
}
