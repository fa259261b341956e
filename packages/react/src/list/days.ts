import { capital, date, nearDay } from '../text/time.js'

const dayMs = 86_400_000

/** Days since 1970 in local time: rises by one at each local midnight. */
export function localDay(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs
}

/**
 * The head a notification stands under: today, yesterday, a weekday within the last week, else its month,
 * with the year where that is another one.
 * @param day what `localDay` says of its creation
 * @param today and of this moment
 */
export function dayHead(day: number, today: number, locale: string): string {
  const age = today - day
  if (age <= 1) return nearDay(Math.min(0, -age), locale)
  const format = (options: Intl.DateTimeFormatOptions) =>
    capital(date(locale, { ...options, timeZone: 'UTC' }).format(day * dayMs), locale)
  if (age < 7) return format({ weekday: 'long' })
  const yearOf = (one: number) => new Date(one * dayMs).getUTCFullYear()
  const isThisYear = yearOf(day) === yearOf(today)
  return format(isThisYear ? { month: 'long' } : { month: 'long', year: 'numeric' })
}
