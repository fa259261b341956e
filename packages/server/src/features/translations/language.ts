/** Languages that an inbox speaks, by the first part of a locale's code. */
const languages = ['en', 'de', 'fr', 'es', 'ar', 'ja'] as const

export type Language = (typeof languages)[number]

/** `de-AT` and `de_AT` are German. */
const languageOf = (locale: string): Language | undefined => {
  const primary = locale.trim().split(/[-_]/)[0]?.toLowerCase()
  return languages.find((language) => language === primary)
}

/** Locales of an `Accept-Language`, the preferred one first; those of weight 0 are not wanted (RFC 9110, 12.5.4). */
const preferredIn = (accepted: string): string[] =>
  accepted
    .split(',')
    .map((range) => {
      const [locale = '', ...parameters] = range.split(';')
      const weight = parameters.map((text) => text.match(/^\s*q=([\d.]+)\s*$/i)?.[1]).find(Boolean)
      return { locale, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ locale }) => locale)

/** The language to speak: what was asked for, else what the browser prefers of those there are, else English. */
export const chooseLanguage = (locale: string | undefined, accepted: string | undefined): Language =>
  [locale ?? '', ...preferredIn(accepted ?? '')].map(languageOf).find((language) => language !== undefined) ??
  'en'
