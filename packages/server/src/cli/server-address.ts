import type { ProblemBody } from '@inboxkit/protocol'
import type { Given, Option } from './command.js'
import { Failure, Refusal } from './refusal.js'
import type { World } from './world.js'

const usualUrl = 'http://127.0.0.1:4400'
const timeoutMs = 30_000

/** For commands that speak to a running server. */
export const serverOptions: readonly (Option | { variable: string; about: string })[] = [
  {
    flag: '--server',
    takes: 'address',
    about: `where it is (default ${usualUrl})`,
    variable: 'INBOXKIT_URL',
  },
  { flag: '--api-key', takes: 'key', about: 'the API key of an app on it', variable: 'INBOXKIT_API_KEY' },
  { variable: 'INBOXKIT_API_SECRET', about: 'the API secret of that app' },
]

/** A server, and the app that one is there. */
export interface Target {
  base: string
  headers: Readonly<Record<string, string>>
}

/** @throws Refusal that names what is missing */
export const targetOf = (given: Given, { env }: World): Target => {
  const address = given.text('--server') ?? (env['INBOXKIT_URL'] || usualUrl)
  if (!/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : ''))
    throw new Refusal(
      `--server (INBOXKIT_URL) must be the address of a server, such as ${usualUrl}, not "${address}"`,
    )
  const key = given.text('--api-key') ?? env['INBOXKIT_API_KEY']
  const secret = env['INBOXKIT_API_SECRET']
  if (!key) throw new Refusal('--api-key (INBOXKIT_API_KEY) must be the API key of an app on the server')
  if (!secret) throw new Refusal('INBOXKIT_API_SECRET must be the API secret of that app')
  return {
    base: `${address.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`,
    headers: { 'x-engagespot-api-key': key, 'x-engagespot-api-secret': secret },
  }
}

/** What a server refused. */
export interface Refused {
  status: number
  /** Each with its field, such as `steps[2].template must be …`. */
  faults: readonly string[]
}

export const isRefused = (answer: object): answer is Refused => 'faults' in answer

/**
 * Asks the server something.
 * @throws Failure where nobody answers, where what answers is another program, and where the keys are not an app's
 */
export const call = async <T extends object>(
  { base, headers }: Target,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
): Promise<T | Refused> => {
  const response = await fetch(base + path, {
    method,
    // The secret goes to the address that was named, and nowhere else.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Failure(
      `No server answers at ${base} (${reasonOf(cause)}): start one, or name another with --server`,
      cause,
    )
  })
  const answer: unknown = await response.json().catch(() => undefined)
  const isOurs = isObject(answer) && 'code' in answer && 'message' in answer
  if (!(response.ok && isObject(answer)) && (!isOurs || answer['code'] === 'route_not_found'))
    throw new Failure(`What answers at ${base} is no inboxkit server: HTTP ${response.status}`)
  if (response.ok) return answer as T
  if (response.status === 401)
    throw new Failure('INBOXKIT_API_KEY and INBOXKIT_API_SECRET must be those of an app on the server')
  const { message } = answer as unknown as ProblemBody
  return { status: response.status, faults: [message].flat() }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Node's `fetch` keeps the reason in the cause of its error. */
const reasonOf = (failure: unknown): string => {
  const { cause = failure } = failure as { cause?: unknown }
  const { code, message } = Object(cause) as { code?: unknown; message?: unknown }
  return String(message || code || cause)
}
