import { languageOfRendering, spendSteps } from './rendering.js'

const styles = ['short', 'medium', 'long', 'full'] as const
type Style = (typeof styles)[number]

const isStyle = (value: unknown): value is Style => styles.some((style) => style === value)

/** No instant is written longer. */
const longestInstant = 64

/** Templates choose languages and time zones: the cache is emptied when they choose too many. */
const mostFormats = 200
const formats = new Map<string, Intl.DateTimeFormat>()

const instantOf = (value: unknown): Date | null => {
  if (typeof value !== 'number' && !(typeof value === 'string' && value.length <= longestInstant)) return null
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? null : date
}

/** One that the language or the time zone is unknown to is made without it. */
const makeFormat = (language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const { timeZone = 'UTC', ...style } = options
  for (const [locale, zone] of [
    [language, timeZone],
    [language, 'UTC'],
    ['en', timeZone],
  ]) {
    try {
      return new Intl.DateTimeFormat(locale, { ...style, timeZone: zone ?? 'UTC' })
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
    }
  }
  return new Intl.DateTimeFormat('en', { ...style, timeZone: 'UTC' })
}

const findFormat = (language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const name = JSON.stringify([language, options])
  const known = formats.get(name)
  if (known) return known
  // Making one takes as long as formatting with it a hundred times.
  spendSteps(100)
  if (formats.size >= mostFormats) formats.clear()
  const made = makeFormat(language, options)
  formats.set(name, made)
  return made
}

/**
 * An instant in words: ISO 8601 text or milliseconds since 1970. `style` is `short`, `medium`, `long` (when nothing is
 * said), `full`, `iso` (ISO 8601 in UTC, whatever else is said) or `none`; `time` is one of the first four and adds the
 * time of day; `timeZone` is an IANA name, `UTC` when nothing is said or it is unknown; `locale` is a language, the
 * recipient's when nothing is said. Nothing when it is no instant.
 */
export const formatDate = (
  value: unknown,
  { style, time, timeZone, locale }: Record<string, unknown>,
): string => {
  const date = instantOf(value)
  if (!date) return ''
  spendSteps(3)
  if (style === 'iso') return date.toISOString()
  const timeStyle = isStyle(time) ? time : undefined
  const dateStyle = isStyle(style) ? style : style === 'none' && timeStyle ? undefined : 'long'
  const options: Intl.DateTimeFormatOptions = {
    ...(dateStyle ? { dateStyle } : {}),
    ...(timeStyle ? { timeStyle } : {}),
    timeZone: typeof timeZone === 'string' && timeZone !== '' ? timeZone.slice(0, longestInstant) : 'UTC',
  }
  const language = typeof locale === 'string' && locale !== '' ? locale : languageOfRendering()
  return findFormat(language.slice(0, longestInstant).replaceAll('_', '-'), options).format(date)
}
