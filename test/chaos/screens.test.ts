import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createScreens } from './screens.js'

describe('recovery', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] })
    vi.advanceTimersByTime(1)
  })
  afterEach(() => void vi.useRealTimers())
  const pass = (ms: number): void => void vi.advanceTimersByTime(ms)
  const answered = (): ReturnType<typeof createScreens> => {
    const screens = createScreens(['ann', 'ben'])
    screens.break()
    screens.send('One')
    screens.answer('One', ['ann', 'ben'], 0)
    pass(5_000)
    screens.heal()
    return screens
  }
  const faultMs = (screens: ReturnType<typeof createScreens>): number => screens.worst()[0]?.ms ?? 0
  const sleepMs = (screens: ReturnType<typeof createScreens>): number => screens.worst()[1]?.ms ?? 0

  it('is counted from when nothing was broken any more, to the last screen', () => {
    const screens = answered()
    pass(100)
    screens.show('ann', 'One')
    expect(screens.isRecovered()).toBe(false)
    pass(200)
    expect(faultMs(screens)).toBe(300)
    screens.show('ben', 'One')
    expect(screens.isRecovered()).toBe(true)
    pass(1_000)
    expect([faultMs(screens), sleepMs(screens)]).toEqual([300, 0])
  })

  it('waits for the answer of what was sent before, and not for what is sent after', () => {
    const screens = createScreens(['ann'])
    screens.break()
    screens.send('One')
    pass(5_000)
    screens.heal()
    pass(10)
    screens.send('Two')
    expect(screens.isRecovered()).toBe(false)
    pass(10)
    screens.answer('One', [], 0)
    expect(screens.isRecovered()).toBe(true)
    expect(faultMs(screens)).toBe(20)
  })

  it('of one who slept is counted from waking, and apart', () => {
    const screens = answered()
    screens.show('ann', 'One')
    screens.sleep('ben')
    pass(1_000)
    expect(screens.isRecovered()).toBe(true)
    screens.wake('ben')
    pass(40)
    screens.show('ben', 'One')
    expect([faultMs(screens), sleepMs(screens)]).toEqual([0, 40])
  })

  it('leaves out what waits in its workflow, and what is shown before its answer', () => {
    const screens = createScreens(['ann', 'ben'])
    screens.heal()
    screens.send('Held')
    screens.answer('Held', ['ann'], 3_000)
    screens.send('Early')
    screens.show('ben', 'Early')
    pass(3_000)
    screens.answer('Early', ['ben'], 0)
    expect(screens.missing()).toEqual([])
    pass(70)
    expect(screens.missing()).toEqual([{ user: 'ann', title: 'Held', sinceMs: 70 }])
    screens.show('ann', 'Held')
    expect(screens.missing()).toEqual([])
  })
})
