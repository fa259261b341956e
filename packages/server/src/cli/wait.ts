import { setTimeout as delay } from 'node:timers/promises'
import type { RequestAnswer } from '@inboxkit/protocol'

/** What waits in a delay of its workflow may do so for days. */
const settled: ReadonlySet<RequestAnswer['state']> = new Set(['done', 'cancelled', 'waiting', 'scheduled'])
const firstPauseMs = 50
const longestPauseMs = 1000

/** Asks until a request is settled, less and less often, and once more when the time is over. */
export const awaitOutcome = async (
  ask: () => Promise<RequestAnswer>,
  limitMs: number,
): Promise<{ answer: RequestAnswer; isInTime: boolean }> => {
  const endsAt = performance.now() + limitMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const answer = await ask()
    const leftMs = endsAt - performance.now()
    if (settled.has(answer.state)) return { answer, isInTime: true }
    if (leftMs <= 0) return { answer, isInTime: false }
    await delay(Math.min(pauseMs, leftMs))
  }
}
