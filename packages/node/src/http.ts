import { clientProblem, Problem } from '@inboxkit/protocol'
import { addressOf, type InboxkitOptions, type ReadOptions, type WriteOptions } from './options.js'
import { type Path, textOfPath } from './path.js'
import { foreignAnswer, invalidArgument, lostCall, refusalOf } from './problems.js'
import { type Patience, retry, wait } from './retry.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Parts without a value are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

export interface Call {
  method: Method
  path: Path
  query?: Query
  body?: unknown
  options?: WriteOptions | undefined
}

/** A 2xx answer and what came with it. */
export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

/** The server's routes as one app calls them. Each call rejects with a Problem, or with its signal's reason. */
export interface Http {
  exchange(call: Call): Promise<Answer>
  get<T>(path: Path, query?: Query, options?: ReadOptions): Promise<T>
  post<T>(path: Path, body: unknown, options?: WriteOptions): Promise<T>
  put<T>(path: Path, body: unknown, options?: WriteOptions): Promise<T>
  patch<T>(path: Path, body: unknown, options?: WriteOptions): Promise<T>
  delete<T>(path: Path, options?: WriteOptions): Promise<T>
}

const defaultTimeoutMs = 20_000
const defaultRetries = 3

export const createHttp = (
  options: InboxkitOptions,
  patience: Patience = { random: Math.random, wait },
): Http => {
  const address = addressOf(options)
  const { apiKey, apiSecret, timeoutMs = defaultTimeoutMs, retries = defaultRetries } = options
  if (!apiKey || !apiSecret) throw new TypeError('Give apiKey and apiSecret: the app’s key and its secret')
  // Asked for at each call: tools that replace the global fetch may come later.
  const fetchNow: typeof fetch = (...given) => (options.fetch ?? fetch)(...given)

  const exchange = async ({ method, path, query, body, options: chosen = {} }: Call): Promise<Answer> => {
    const url = address + textOfPath(path) + textOf(query)
    const init = {
      method,
      headers: new Headers({
        'X-ENGAGESPOT-API-KEY': apiKey,
        'X-ENGAGESPOT-API-SECRET': apiSecret,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'Idempotency-Key': keyOf(chosen) }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A write that follows a redirect becomes a GET, and the secret would go wherever it points.
      redirect: 'manual',
    } satisfies RequestInit
    const attempt = (): Promise<Answer> =>
      timed(chosen.timeoutMs ?? timeoutMs, chosen.signal, async (signal) =>
        answerOf(await fetchNow(url, { ...init, signal }), `${method} ${url}`),
      )
    return retry(attempt, retries, patience, chosen.signal)
  }

  const call = async <T>(given: Call): Promise<T> => (await exchange(given)).body as T
  return {
    exchange,
    get: (path, query = {}, chosen) => call({ method: 'GET', path, query, options: chosen }),
    post: (path, body, chosen) => call({ method: 'POST', path, body, options: chosen }),
    put: (path, body, chosen) => call({ method: 'PUT', path, body, options: chosen }),
    patch: (path, body, chosen) => call({ method: 'PATCH', path, body, options: chosen }),
    delete: (path, chosen) => call({ method: 'DELETE', path, options: chosen }),
  }
}

/** One key for all repeats of a call. */
const keyOf = ({ idempotencyKey: key = crypto.randomUUID() }: WriteOptions): string => {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw invalidArgument('idempotencyKey', 'must have 1 to 255 visible ASCII characters')
}

const textOf = (query: Query = {}): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`
}

/** @param what the request in words, for the problem that says who answered it */
const answerOf = async (response: Response, what: string): Promise<Answer> => {
  const body = parse(await response.text())
  if (!response.ok) throw refusalOf(response, body, what)
  if (typeof body !== 'object' || body === null) throw foreignAnswer(response, what, false)
  return { status: response.status, headers: response.headers, body }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Runs one attempt under its own time limit and the caller's signal. */
const timed = async <T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const end = (): void => controller.abort()
  const timer = setTimeout(end, timeoutMs)
  signal?.addEventListener('abort', end)
  try {
    return await run(controller.signal)
  } catch (failure) {
    if (signal?.aborted) throw signal.reason
    if (controller.signal.aborted) throw clientProblem('timed_out', { cause: failure })
    throw failure instanceof Problem ? failure : lostCall(failure)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}
