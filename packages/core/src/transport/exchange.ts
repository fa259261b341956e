import { clientProblem } from '@inboxkit/protocol'
import type { Clock } from '../platform/clock.js'
import { fromWire, toProblem } from './problems.js'

const timeoutMs = 20_000

/** Our servers give seconds; a proxy's date is taken for a minute. */
const retryAfterMs = ({ headers }: Response): number | undefined => {
  const text = headers.get('retry-after')
  return text ? (Number(text) || 60) * 1000 : undefined
}

/** One request and its answer, an object. Rejects with a Problem. */
export type Exchange = (path: string, init: RequestInit) => Promise<unknown>

/** @param baseUrl without a slash at its end */
export const createExchange =
  (baseUrl: string, clock: Clock, send: typeof fetch): Exchange =>
  async (path, init) => {
    const controller = new AbortController()
    const cancel = clock.setTimeout(() => controller.abort(), timeoutMs)
    try {
      const response = await send(baseUrl + path, { ...init, signal: controller.signal })
      const body: unknown = await response.json().catch(() => undefined)
      if (!response.ok) throw fromWire(body, response.status, retryAfterMs(response))
      if (typeof body !== 'object' || !body) throw clientProblem('garbled')
      return body
    } catch (cause) {
      throw controller.signal.aborted ? clientProblem('timed_out', { cause }) : toProblem(cause)
    } finally {
      cancel()
    }
  }
