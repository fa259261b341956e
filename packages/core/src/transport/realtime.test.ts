import { problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { next, type RealtimeEvent, type RealtimeState } from './realtime.js'

const offline = problem('offline')
const wrongKey = problem('invalid_credentials')
const now = 1_000_000

const states = {
  idle: { kind: 'idle' },
  connecting: { kind: 'connecting', attempt: 2 },
  live: { kind: 'live', attempt: 2, since: now - 60_000 },
  waiting: { kind: 'waiting', attempt: 2, reason: offline, retryAt: now + 5000 },
  polling: { kind: 'polling', attempt: 2, reason: offline, retryAt: now + 5000 },
  refused: { kind: 'refused', reason: wrongKey },
} satisfies Record<string, RealtimeState>

const events = {
  start: { kind: 'start' },
  stop: { kind: 'stop' },
  opened: { kind: 'opened', now },
  socketLost: { kind: 'failed', reason: offline, isFinal: false, isAnswered: true, now, random: 0 },
  answered: { kind: 'answered' },
  lost: { kind: 'failed', reason: offline, isFinal: false, now, random: 0 },
  refused: { kind: 'failed', reason: wrongKey, isFinal: true, now, random: 0 },
  retry: { kind: 'retry', now },
} satisfies Record<string, RealtimeEvent>

const same = 'stays'
/** Where each event leads from each state. */
const edges: Record<keyof typeof states, Partial<Record<keyof typeof events, string>>> = {
  idle: { start: 'connecting' },
  connecting: {
    stop: 'idle',
    opened: 'live',
    lost: 'waiting',
    socketLost: 'polling',
    refused: 'refused',
    retry: 'connecting',
  },
  live: { stop: 'idle', lost: 'waiting', socketLost: 'polling', refused: 'refused' },
  waiting: { stop: 'idle', answered: 'polling', refused: 'refused', retry: 'connecting' },
  polling: { stop: 'idle', lost: 'waiting', socketLost: 'waiting', refused: 'refused', retry: 'connecting' },
  refused: { stop: 'idle' },
}

describe('realtime', () => {
  for (const [from, row] of Object.entries(edges)) {
    for (const event of Object.keys(events) as (keyof typeof events)[]) {
      const to = row[event] ?? same
      it(`${from} + ${event} → ${to}`, () => {
        const state: RealtimeState = states[from as keyof typeof states]
        const after = next(state, events[event])
        if (to === same) expect(after).toBe(state)
        else expect(after.kind).toBe(to)
      })
    }
  }

  it('waits longer each time, with jitter, up to half a minute, and never gives up', () => {
    let state: RealtimeState = next(states.idle, events.start)
    const waits: number[] = []
    for (let tries = 0; tries < 40; tries++) {
      state = next(state, { ...events.lost, random: 1 })
      if (state.kind === 'waiting') waits.push(state.retryAt - now)
      state = next(state, events.retry)
    }
    expect(waits.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(waits).toHaveLength(40)
    expect(next(states.connecting, { ...events.lost, random: 0 })).toMatchObject({ retryAt: now + 2000 })
    expect(next(states.connecting, { ...events.lost, random: 1 })).toMatchObject({ retryAt: now + 4000 })
  })

  it('starts from a short wait again after a connection that lasted, and not after one that did not', () => {
    expect(next(states.live, events.lost)).toMatchObject({ attempt: 1, retryAt: now + 500 })
    const short: RealtimeState = { kind: 'live', attempt: 5, since: now - 9000 }
    expect(next(short, events.lost)).toMatchObject({ attempt: 6, retryAt: now + 15_000 })
  })

  it('starts from a short wait again when somebody looks while it tries', () => {
    const looked = next(states.connecting, events.retry)
    expect(next(looked, events.lost)).toMatchObject({ attempt: 1, retryAt: now + 500 })
  })

  it('leaves a server alone for as long as it asks, whatever wakes us', () => {
    const reason = problem('rate_limited', { retryAfterMs: 120_000 })
    const waiting = next(states.connecting, { ...events.lost, reason, random: 0.5 })
    expect(waiting).toMatchObject({ kind: 'waiting', retryAt: now + 120_500 })
    expect(next(waiting, { kind: 'retry', now: now + 60_000 })).toBe(waiting)
    expect(next(waiting, { kind: 'retry', now: now + 120_500 }).kind).toBe('connecting')
  })
})
