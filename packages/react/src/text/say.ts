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

/** Fills a message in, with the plural form and the digits of the language. */
export function say(
  message: Message,
  locale: string,
  holes: { count?: number; reason?: string } = {},
): string {
  const { count = 0, reason = '' } = holes
  const form =
    typeof message === 'string'
      ? message
      : (message[new Intl.PluralRules(locale).select(count)] ?? message.other)
  return form
    .replace('{count}', () => new Intl.NumberFormat(locale).format(count))
    .replace('{reason}', () => reason)
}
