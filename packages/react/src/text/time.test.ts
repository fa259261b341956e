import { describe, expect, it } from 'vitest'
import { nearDay, shortAge } from './time.js'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const now = new Date(2026, 10, 20, 15, 20).getTime()
const age = (ms: number, locale = 'en'): string => shortAge(now - ms, now, locale)

describe('shortAge', () => {
  it('goes from now over minutes and hours to days', () => {
    expect([0, 59_999, minute, 59 * minute, hour, 23 * hour, day, 6 * day].map((ms) => age(ms))).toEqual([
      'now',
      'now',
      '1m ago',
      '59m ago',
      '1h ago',
      '23h ago',
      '1d ago',
      '6d ago',
    ])
  })

  it('names the date after a week, with the year where it is another one', () => {
    expect(age(8 * day)).toBe('Nov 12')
    expect(age(400 * day)).toBe('Oct 16, 2025')
  })

  it('takes a time in the future for a clock that is off', () => {
    expect(age(-5 * minute)).toBe('now')
  })

  it('speaks the language', () => {
    expect(age(3 * hour, 'ja')).toBe('3時間前')
    expect(age(8 * day, 'de')).toBe('12. Nov.')
  })

  it('says in American English what the browser would', () => {
    const format = (numeric: 'auto' | 'always') =>
      new Intl.RelativeTimeFormat('en-US', { numeric, style: 'narrow' })
    expect(age(5 * minute, 'en-US')).toBe(format('always').format(-5, 'minute'))
    expect(age(5 * hour, 'en-US')).toBe(format('always').format(-5, 'hour'))
    expect(age(5 * day, 'en-US')).toBe(format('always').format(-5, 'day'))
    expect(age(0, 'en-US')).toBe(format('auto').format(0, 'second'))
    expect(age(5 * minute, 'en-GB')).toBe('5 min ago')
    for (const days of [-1, 0, 1])
      expect(nearDay(days, 'en').toLowerCase()).toBe(format('auto').format(days, 'day'))
  })

  it('is never a negative number', () => {
    expect(age(2 * minute, 'fr')).toBe('il y a 2\u00a0min')
    expect(age(3 * hour, 'sv')).toBe('för 3 tim sedan')
  })
})
