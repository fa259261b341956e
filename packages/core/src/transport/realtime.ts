import type { Problem } from '@inboxkit/protocol'
import { backoffMs } from './retry.js'

/** How we stand with the server. */
export type RealtimeState =
  | { kind: 'idle' }
  | { kind: 'connecting'; attempt: number }
  | { kind: 'live'; attempt: number; since: number }
  | { kind: 'waiting'; attempt: number; reason: Problem; retryAt: number }
  /** As `waiting`, but requests do get through, and are made with each try. */
  | { kind: 'polling'; attempt: number; reason: Problem; retryAt: number }
  | { kind: 'refused'; reason: Problem }

export type RealtimeEvent =
  | { kind: 'start' }
  | { kind: 'stop' }
  | { kind: 'opened'; now: number }
  /** `isFinal`: trying again cannot help. `isAnswered`: only the socket has failed. */
  | {
      kind: 'failed'
      reason: Problem
      isFinal: boolean
      isAnswered?: boolean
      now: number
      random: number
    }
  /** A request has got through, after the socket of the same try has not. */
  | { kind: 'answered' }
  /** Something says that now is a good time: the wait is over, there is a network, somebody looks. */
  | { kind: 'retry'; now: number }

/** A connection that lived this long was a good one: the next wait is short again. */
const goodMs = 10_000

/** Pure. Anything but being refused is tried again, for ever; what does not concern a state leaves it as it is. */
export const next = (state: RealtimeState, event: RealtimeEvent): RealtimeState => {
  switch (event.kind) {
    case 'start':
      return state.kind === 'idle' ? { kind: 'connecting', attempt: 0 } : state
    case 'stop':
      return state.kind === 'idle' ? state : { kind: 'idle' }
    case 'opened':
      return state.kind === 'connecting' ? { kind: 'live', attempt: state.attempt, since: event.now } : state
    case 'retry':
      // Whoever looks now does not wait for as long as somebody who was away, should this try fail.
      if (state.kind === 'connecting' && state.attempt > 0) return { ...state, attempt: 0 }
      // A server that named a time is left alone until then.
      return (state.kind === 'waiting' || state.kind === 'polling') &&
        (event.now >= state.retryAt || state.reason.retryAfterMs === undefined)
        ? { kind: 'connecting', attempt: state.attempt }
        : state
    case 'answered':
      return state.kind === 'waiting' ? { ...state, kind: 'polling' } : state
    case 'failed':
      return failed(state, event)
  }
}

const failed = (
  state: RealtimeState,
  { reason, isFinal, isAnswered, now, random }: Extract<RealtimeEvent, { kind: 'failed' }>,
): RealtimeState => {
  if (state.kind === 'idle' || state.kind === 'refused') return state
  if (isFinal) return { kind: 'refused', reason }
  if (state.kind === 'waiting') return state
  if (state.kind === 'polling') return { ...state, kind: 'waiting', reason }
  const attempt = state.kind === 'live' && now - state.since >= goodMs ? 0 : state.attempt
  const retryAt = now + backoffMs(attempt, random, reason.retryAfterMs)
  return { kind: isAnswered ? 'polling' : 'waiting', attempt: attempt + 1, reason, retryAt }
}
