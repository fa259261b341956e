import { describe, expect, it } from 'vitest'
import { OutOfTime, withinTime } from './within-time.js'

/** The thread stands still, as on a machine that has no time for it. */
const standStill = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

describe('work within a time', () => {
  it('gives what it comes to, and throws what it throws', () => {
    expect(withinTime(1_000, () => 7)).toBe(7)
    expect(() =>
      withinTime(1_000, () => {
        throw new RangeError('mine')
      }),
    ).toThrow(new RangeError('mine'))
  })

  it('ends when it is endless', () => {
    const endless = (): never => {
      for (;;);
    }
    expect(() => withinTime(20, endless)).toThrow(OutOfTime)
    expect(() => withinTime(20, () => /^(a+)+$/.test(`${'a'.repeat(50)}b`))).toThrow(OutOfTime)
    expect(withinTime(1_000, () => 'and the next goes on')).toBe('and the next goes on')
  })

  it('is begun again where it was given no time', () => {
    let calls = 0
    const slow = (): number => {
      if (++calls < 3) standStill(200)
      return calls
    }
    expect(withinTime(50, slow)).toBe(3)
  })

  it('is not begun again for ever', () => {
    let calls = 0
    const stuck = (): void => {
      calls++
      standStill(200)
    }
    expect(() => withinTime(10, stuck)).toThrow(OutOfTime)
    expect(calls).toBeGreaterThan(1)
    expect(calls).toBeLessThanOrEqual(10)
  })
})
