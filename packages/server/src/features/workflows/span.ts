import { z } from 'zod'

const day = 86_400
/** A leap year: no delay is longer. */
export const longestSpan: number = 366 * day

const unit = { w: 7 * day, d: day, h: 3600, m: 60, s: 1 }
const pattern = /^(?:(\d{1,8})w)?(?:(\d{1,8})d)?(?:(\d{1,8})h)?(?:(\d{1,8})m)?(?:(\d{1,8})s)?$/

/**
 * How many seconds a span has: a whole number of them, or text such as `2d3h` or `90s` with the units `w d h m s` in
 * this order. Text of digits alone is seconds too.
 * @returns `null` for what is no span of 1 second to 366 days
 */
export const parseSpan = (value: unknown): number | null => {
  const seconds = typeof value === 'string' ? secondsOf(value.trim()) : value
  const isSpan =
    typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 1 && seconds <= longestSpan
  return isSpan ? seconds : null
}

const secondsOf = (text: string): number | null => {
  if (/^\d{1,8}$/.test(text)) return Number(text)
  const [whole, ...counts] = pattern.exec(text) ?? []
  if (!whole) return null
  const units = Object.values(unit)
  return counts.reduce((sum, count, at) => sum + Number(count ?? 0) * (units[at] ?? 0), 0)
}

/** The same for a length that may be none: 0 and `0s` are 0 seconds. */
export const parseLength = (value: unknown): number | null =>
  value === 0 || value === '0s' ? 0 : parseSpan(value)

/** A length among which users choose: with units, as people are shown it. */
export const parseChoice = (text: string): number | null => (/^\d+$|\s/.test(text) ? null : parseLength(text))

const isoInstant = z.iso.datetime({ offset: true })

/** ISO 8601 with an offset or `Z`. @returns `null` for anything else */
export const parseMoment = (text: string): Date | null =>
  isoInstant.safeParse(text).success ? new Date(text) : null
