import { problem } from '@inboxkit/protocol'
import { createClock } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { toProblem } from './problems.js'
import { backoffMs, type Patience, retry } from './retry.js'

const setUp = (failures: readonly unknown[]) => {
  const clock = createClock()
  const wakes = new Set<() => void>()
  const ending = new AbortController()
  const left = [...failures]
  const tries: number[] = []
  const startedAt = clock.now()
  let isOffline = false
  const patience: Patience = {
    clock,
    random: () => 1,
    isOffline: () => isOffline,
    subscribeWake: (listener) => {
      wakes.add(listener)
      return () => wakes.delete(listener)
    },
  }
  const result = retry(
    async () => {
      tries.push(clock.now() - startedAt)
      if (left.length > 0) throw left.shift()
      return 'done'
    },
    patience,
    ending.signal,
  )
  const outcome = result.catch((error: unknown) => error)
  return {
    clock,
    tries,
    outcome,
    ending,
    wakes,
    wake: () => wakes.forEach((wake) => wake()),
    setOffline: (now: boolean) => {
      isOffline = now
    },
  }
}
const offline = problem('offline')

describe('retrying', () => {
  it('goes on until it works, and waits twice as long each time', async () => {
    const { clock, tries, outcome, wakes } = setUp([offline, offline, offline])
    await clock.advance(60_000)
    expect(await outcome).toBe('done')
    expect(tries).toEqual([0, 1000, 3000, 7000])
    expect([clock.timers(), wakes.size]).toEqual([0, 0])
  })

  it('does not repeat what was refused', async () => {
    const refused = problem('invalid_credentials')
    const { clock, tries, outcome } = setUp([refused])
    await clock.advance(60_000)
    expect(await outcome).toBe(refused)
    expect(tries).toEqual([0])
  })

  it('takes Retry-After for the least', async () => {
    const { clock, tries, wake } = setUp([problem('rate_limited', { retryAfterMs: 10_000 })])
    await clock.advance(5000)
    wake()
    await clock.advance(4999)
    expect(tries).toEqual([0])
    await clock.advance(2000)
    expect(tries).toEqual([0, 11_000])
  })

  it('is woken by hope', async () => {
    const { clock, tries, wake } = setUp([offline, offline])
    await clock.advance(100)
    wake()
    await clock.advance(10)
    expect(tries).toEqual([0, 100])
  })

  it('waits for a wake, and no timer, while there is no network', async () => {
    const { clock, tries, wake, setOffline } = setUp([offline])
    setOffline(true)
    await clock.advance(600_000)
    expect([tries, clock.timers()]).toEqual([[0], 0])
    wake()
    await clock.advance(0)
    expect(tries).toEqual([0, 600_000])
  })

  it('ends its wait when it is aborted, with the last failure', async () => {
    const { clock, outcome, tries, ending, wakes } = setUp([offline])
    await clock.advance(100)
    ending.abort()
    expect(await outcome).toBe(offline)
    await clock.advance(60_000)
    expect([tries, clock.timers(), wakes.size]).toEqual([[0], 0, 0])
  })

  it('takes anything unknown for a network that did not carry it', () => {
    const cause = new TypeError('fetch failed')
    expect(toProblem(cause)).toMatchObject({ code: 'offline', cause })
    expect(toProblem(offline)).toBe(offline)
  })
})

describe('the wait', () => {
  it('doubles from 1 to 30 s and is jittered by half', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => backoffMs(attempt, 1))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ])
    expect(backoffMs(0, 0)).toBe(500)
    expect(backoffMs(9, 0, 40_000)).toBe(40_000)
    expect(backoffMs(9, 1, 2000)).toBe(30_000)
  })
})
