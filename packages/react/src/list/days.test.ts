import { describe, expect, it } from 'vitest'
import { dayHead, localDay } from './days.js'

const at = (day: number, hour = 12, month = 10, year = 2026): string =>
  new Date(year, month, day, hour).toISOString()
const today = localDay(new Date(2026, 10, 20, 15, 20).getTime())
const head = (created: string, locale = 'en'): string => dayHead(localDay(Date.parse(created)), today, locale)

describe('dayHead', () => {
  it('names today and yesterday by the calendar, not by hours', () => {
    expect(head(at(20, 0))).toBe('Today')
    expect(head(at(19, 23))).toBe('Yesterday')
    expect(head(at(18, 23))).toBe('Wednesday')
  })

  it('names the weekday within a week, then the month, then month and year', () => {
    expect(head(at(14))).toBe('Saturday')
    expect(head(at(13))).toBe('November')
    expect(head(at(30, 12, 9))).toBe('October')
    expect(head(at(30, 12, 9, 2025))).toBe('October 2025')
  })

  it('takes tomorrow for a clock that is off', () => {
    expect(head(at(21))).toBe('Today')
  })

  it('speaks the language', () => {
    expect(head(at(20), 'ar')).toBe('اليوم')
    expect(head(at(19), 'fr')).toBe('Hier')
  })
})
