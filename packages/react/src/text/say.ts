/** A sentence, or one per plural category of the language. `{count}` and `{reason}` are holes. */
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)

/** Turns `pt_BR` into `pt-BR`; anything that is no language code at all into English. */
export function toLocale(code: string | undefined): string {
  try {
    return Intl.getCanonicalLocales((code ?? '').replaceAll('_', '-'))[0] ?? 'en'
  } catch {
    return 'en'
  }
}

/** A number as the language writes it, and no higher than `most`: `99+`. */
export const figure = (count: number, locale: string, most: number = Number.POSITIVE_INFINITY): string =>
  new Intl.NumberFormat(locale).format(Math.min(count, most)) + (count > most ? '+' : '')

export interface Holes {
  count?: number
  /** Counts above this are written as `99+`. */
  most?: number
  reason?: string
}

/** Fills a message in, with the plural form and the digits of the language. */
export function say(message: Message, locale: string, holes: Holes = {}): string {
  const { count = 0, most, reason = '' } = holes
  const form =
    typeof message === 'string'
      ? message
      : (message[new Intl.PluralRules(locale).select(count)] ?? message.other)
  return form.replace('{count}', () => figure(count, locale, most)).replace('{reason}', () => reason)
}
