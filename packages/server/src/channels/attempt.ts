import type { Outbound, OutboundAnswer, OutboundRequest } from '../outbound/types.js'
import { noAnswerOf, type Reading } from './answers.js'
import { SendFailure } from './types.js'

/** What every provider that calls an HTTP API works with. */
export interface Calling {
  outbound: Outbound
  now?: () => Date
  /** How long one attempt may take in all; 15,000 when absent. */
  timeoutMs?: number
}

/** Makes one call of an attempt. @throws SendFailure when there is no answer */
export type Call = (
  request: Omit<OutboundRequest, 'timeoutMs' | 'mostBytes'>,
  reading: Pick<Reading, 'who' | 'secrets'>,
) => Promise<OutboundAnswer>

export const longestAttemptMs = 15_000
// Answers repeat the text that was sent, escaped.
const mostBytes = 1024 * 1_024

/** Starts an attempt: all its calls together, such as one for a token and one that sends, share its time. */
export const startAttempt = ({ outbound, timeoutMs = longestAttemptMs }: Calling): Call => {
  const endsAtMs = performance.now() + timeoutMs
  return async (request, reading) => {
    const leftMs = Math.floor(endsAtMs - performance.now())
    if (leftMs <= 0) throw new SendFailure('retry', `${reading.who} gave no answer in time`)
    try {
      return await outbound({ ...request, timeoutMs: leftMs, mostBytes })
    } catch (error) {
      throw noAnswerOf(error, reading)
    }
  }
}
