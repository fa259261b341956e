import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { type AllowPrivate, createGuard, type Guard, type Resolve } from './guard.js'
import { checkHeaders, withoutBodyHeaders, withoutSecretHeaders } from './headers.js'
import { ask, type Hop } from './hop.js'
import type { Outbound, OutboundAnswer } from './types.js'
import { OutboundFailure } from './types.js'

export interface OutboundOptions {
  /** `false` = the public internet only; a list = these hosts as well, wherever they are. */
  allowPrivate: AllowPrivate
  /** The system's when absent. */
  resolve?: Resolve
}

/** Shorter than servers keep idle connections, so that a request seldom meets one that is being closed. */
const idleMs = 4_000
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Calls other servers over HTTP or HTTPS. Names are resolved and checked when the connection is made, so that a name
 * cannot mean one address when it is checked and another when it is called. A redirect that is not followed is the
 * answer; another origin gets none of the caller's headers but the harmless ones.
 */
export const createOutbound = ({ allowPrivate, resolve }: OutboundOptions): Outbound => {
  const guard = createGuard(allowPrivate, resolve)
  const keep = { keepAlive: true, timeout: idleMs }
  const agents = { http: new Agent(keep), https: new SecureAgent(keep) }
  return async ({ method, url, headers = {}, body, timeoutMs, mostBytes, redirects = 0 }) => {
    const signal = AbortSignal.timeout(timeoutMs)
    let hop: Hop = {
      method,
      url: checkUrl(url, guard),
      headers: checkHeaders(headers),
      body: body === undefined ? null : Buffer.from(body),
    }
    const road = { guard, agents, signal, mostBytes }
    try {
      for (let left = redirects; ; left--) {
        const answer = await ask(hop, road, (head) => left > 0 && isRedirect(head))
        if (left === 0 || !isRedirect(answer)) return answer
        hop = nextHop(hop, answer, guard)
      }
    } catch (error) {
      throw failureOf(error, hop.url, signal, timeoutMs)
    }
  }
}

const checkUrl = (text: string, guard: Guard, base?: URL): URL => {
  if (!URL.canParse(text, base?.href)) throw new OutboundFailure('refused', 'The URL cannot be read')
  const url = new URL(text, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OutboundFailure('refused', `Only http and https can be called, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    throw new OutboundFailure('refused', 'A URL with a user name or password cannot be called')
  guard.checkHost(url.hostname.replace(/^\[|\]$/g, ''))
  return url
}

const isRedirect = ({ status, headers }: Omit<OutboundAnswer, 'body'>): boolean =>
  redirectStatuses.has(status) && headers.location !== undefined

/** As browsers do it: after 303, and after 301 or 302 to a POST, what follows is a GET. */
const nextHop = (hop: Hop, { status, headers }: OutboundAnswer, guard: Guard): Hop => {
  const url = checkUrl(headers.location ?? '', guard, hop.url)
  const own = url.origin === hop.url.origin ? hop.headers : withoutSecretHeaders(hop.headers)
  const becomesGet = status === 303 || (status < 303 && hop.method === 'POST')
  return becomesGet
    ? { method: 'GET', url, headers: withoutBodyHeaders(own), body: null }
    : { ...hop, url, headers: own }
}

/** Says the host and never the path: paths of webhooks are secrets. */
const failureOf = (
  error: unknown,
  { host }: URL,
  signal: AbortSignal,
  timeoutMs: number,
): OutboundFailure => {
  if (error instanceof OutboundFailure) return error
  if (signal.aborted) return new OutboundFailure('failed', `${host} took longer than ${timeoutMs} ms`, error)
  const words = error instanceof Error ? error.message || error.name : String(error)
  return new OutboundFailure('failed', `${host} could not be called: ${words}`, error)
}
