const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const made = new Map<string, Intl.RelativeTimeFormat | Intl.DateTimeFormat>()
/** Intl formatters are slow to make and asked for by every row. */
function once<T extends Intl.RelativeTimeFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make())
  return made.get(key) as T
}

const relative = (locale: string, numeric: 'auto' | 'always') =>
  once(numeric + locale, () => {
    // Narrow French, among others, is "-2 min", where others say "vor 2 Min." and "2m ago".
    const style = /^(fr|nb|ru|sv)/.test(locale) ? 'short' : 'narrow'
    return new Intl.RelativeTimeFormat(locale, { numeric, style })
  })

/** Put together here: a page's first formatter takes some 12 ms to make, which the first row would wait for. */
const american = /^en(-US)?$/
const ago = (time: number, unit: 'minute' | 'hour' | 'day', locale: string): string => {
  const count = Math.floor(time)
  return american.test(locale) ? `${count}${unit[0]} ago` : relative(locale, 'always').format(-count, unit)
}

export const date = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  once(JSON.stringify(options) + locale, () => new Intl.DateTimeFormat(locale, options))

/** As it begins a line. */
export function capital(words: string, locale: string): string {
  const [first = '', ...rest] = words
  return first.toLocaleUpperCase(locale) + rest.join('')
}

/** Yesterday (-1), today or tomorrow, as they begin a line. */
export const nearDay = (days: number, locale: string): string =>
  (american.test(locale) && ['Yesterday', 'Today'][days + 1]) ||
  capital(relative(locale, 'auto').format(days, 'day'), locale)

/**
 * How long ago, in as few letters as the language allows: now, minutes, hours, days up to six, then the date.
 * A time in the future is a clock that is off, and reads as now.
 */
export function shortAge(at: number, now: number, locale: string): string {
  const age = now - at
  if (age < minute) return american.test(locale) ? 'now' : relative(locale, 'auto').format(0, 'second')
  if (age < hour) return ago(age / minute, 'minute', locale)
  if (age < day) return ago(age / hour, 'hour', locale)
  if (age < 7 * day) return ago(age / day, 'day', locale)
  return dayOf(at, now, locale)
}

function dayOf(at: number, now: number, locale: string): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return date(locale, { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) }).format(at)
}

/** Day and time in full, for the tooltip. */
export const fullTime = (at: number, locale: string): string =>
  date(locale, { dateStyle: 'full', timeStyle: 'short' }).format(at)

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** When something will be: the time alone today, "Tomorrow 9:00 AM", with the weekday within a week, then the date. */
export function shortDue(at: number, now: number, locale: string): string {
  const days = Math.round((midnight(at) - midnight(now)) / day)
  if (days >= 7) return dayOf(at, now, locale)
  const time = date(locale, { timeStyle: 'short' }).format(at)
  if (days <= 0) return time
  if (days > 1) return `${date(locale, { weekday: 'short' }).format(at)} ${time}`
  return `${nearDay(1, locale)} ${time}`
}
