import { clientProblem, problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { backoffMs, retry, wait } from './retry.js'
import { noPatience } from './testing/patience.js'

describe('backoff', () => {
  it('doubles from half a second to 8 seconds, with up to half of it as jitter', () => {
    expect([0, 1, 2, 3, 4, 5, 20].map((attempt) => backoffMs(attempt, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000, 8000,
    ])
    expect([0, 1, 2, 3, 4, 5, 20].map((attempt) => backoffMs(attempt, 0))).toEqual([
      250, 500, 1000, 2000, 4000, 4000, 4000,
    ])
  })

  it('never undercuts what the server asked for, and spreads those who were told the same', () => {
    expect(backoffMs(0, 0, 10_000)).toBe(10_000)
    expect(backoffMs(0, 1, 10_000)).toBe(12_500)
    expect(backoffMs(4, 1, 10)).toBe(8000)
  })
})

describe('retry', () => {
  it('repeats what failed for the moment until it works', async () => {
    const patience = noPatience()
    let runs = 0
    const result = await retry(
      async () => {
        runs++
        if (runs < 3) throw clientProblem('offline')
        return 'done'
      },
      3,
      patience,
      undefined,
    )
    expect({ result, runs, waits: patience.waits }).toEqual({ result: 'done', runs: 3, waits: [500, 1000] })
  })

  it('gives up after the last repeat, with the last failure', async () => {
    const patience = noPatience()
    let runs = 0
    const failing = retry(
      async () => {
        runs++
        throw clientProblem('offline', { detail: `Failure ${runs}` })
      },
      2,
      patience,
      undefined,
    )
    await expect(failing).rejects.toMatchObject({ code: 'offline', message: 'Failure 3' })
    expect(patience.waits).toEqual([500, 1000])
  })

  it('does not repeat what is refused for good, nor a mistake in the program', async () => {
    for (const failure of [problem('user_not_found'), new TypeError('a mistake')]) {
      const patience = noPatience()
      await expect(retry(() => Promise.reject(failure), 3, patience, undefined)).rejects.toBe(failure)
      expect(patience.waits).toEqual([])
    }
  })

  it('leaves a wait of more than a minute to the caller', async () => {
    const patience = noPatience()
    const patient = problem('rate_limited', { retryAfterMs: 60_000 })
    await expect(retry(() => Promise.reject(patient), 1, patience, undefined)).rejects.toBe(patient)
    expect(patience.waits).toEqual([75_000])
    const tooLong = problem('rate_limited', { retryAfterMs: 60_001 })
    await expect(retry(() => Promise.reject(tooLong), 1, patience, undefined)).rejects.toBe(tooLong)
    expect(patience.waits).toHaveLength(1)
  })
})

describe('a wait', () => {
  it('ends with its time', async () => {
    await expect(wait(1, new AbortController().signal)).resolves.toBeUndefined()
  })

  it('ends at once with the reason of a signal, before or during it', async () => {
    const controller = new AbortController()
    const waiting = wait(60_000, controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(wait(60_000, controller.signal)).rejects.toThrow('enough')
  })
})
