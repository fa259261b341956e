import type { PreferencesKey } from '../text/preferences-english.js'

const units = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const
const named: Record<string, PreferencesKey> = {
  '0s': 'atOnce',
  '1h': 'everyHour',
  '24h': 'everyDay',
  '1d': 'everyDay',
  '7d': 'everyWeek',
  '1w': 'everyWeek',
}

/** How often something comes, in words. @param duration as workflows write it: `0s`, `4h`, `7d` */
export function every(
  duration: string,
  text: (key: PreferencesKey, holes?: { name: string }) => string,
  locale: string,
): string {
  const key = named[duration]
  if (key) return text(key)
  const [, count, letter] = /^(\d+)([smhdw])$/.exec(duration) ?? []
  if (!count || !letter) return duration
  const unit = units[letter as keyof typeof units]
  const name = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Number(count),
  )
  return text('every', { name })
}
