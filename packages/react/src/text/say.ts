/** A sentence, or one per plural category of the language. `{count}`, `{reason}` and `{name}` are holes. */
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)

/** Turns `pt_BR` into `pt-BR`; anything that is no language code at all into English. */
export function toLocale(code: string | undefined): string {
  try {
    return Intl.getCanonicalLocales((code ?? '').replaceAll('_', '-'))[0] ?? 'en'
  } catch {
    return 'en'
  }
}

/** They write a small number as JavaScript does. A page's first formatter takes some 12 ms to make. */
const plainDigits = /^(?:de|en|es|fr|ja)(?:-[A-Z]{2})?$/

/** A number as the language writes it, and no higher than `most`: `99+`. */
export function figure(count: number, locale: string, most: number = count): string {
  const shown = Math.min(count, most)
  const isPlain = shown < 1000 && plainDigits.test(locale)
  return (isPlain ? String(shown) : new Intl.NumberFormat(locale).format(shown)) + (count > most ? '+' : '')
}

export interface Holes {
  count?: number
  /** Counts above this are written as `99+`. */
  most?: number
  reason?: string
  name?: string
}

/** Fills a message in, with the plural form and the digits of the language. */
export function say(message: Message, locale: string, holes: Holes = {}): string {
  const { count = 0, most = count, ...words } = holes
  const form =
    typeof message === 'string'
      ? message
      : (message[new Intl.PluralRules(locale).select(Math.min(count, most))] ?? message.other)
  return form.replace(/\{(count|reason|name)\}/, (_, hole: 'count' | 'reason' | 'name') =>
    hole === 'count' ? figure(count, locale, most) : (words[hole] ?? ''),
  )
}
