import { languageOfRendering } from './rendering.js'

const rules = new Map<string, Intl.PluralRules>()
const mostRules = 100

const rulesOf = (language: string): Intl.PluralRules => {
  const known = rules.get(language)
  if (known) return known
  if (rules.size >= mostRules) rules.clear()
  let made: Intl.PluralRules
  try {
    made = new Intl.PluralRules(language)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    made = new Intl.PluralRules('en')
  }
  rules.set(language, made)
  return made
}

/**
 * The word that goes with a number, without the number: `{{plural 2 "file" "files"}}` is `files`, the first word for 1
 * and the second for all else. Languages with more forms name them as Unicode does: `{{plural data.n one="plik"
 * few="pliki" many="plików" other="pliku"}}`; which one is taken is the rule of the recipient's language, and `other`
 * when that form is missing. An array counts its entries.
 */
export const choosePlural = (
  count: unknown,
  words: readonly unknown[],
  forms: Record<string, unknown>,
): unknown => {
  const n = Array.isArray(count)
    ? count.length
    : typeof count === 'number' || typeof count === 'string'
      ? Number(count)
      : Number.NaN
  if (words.length > 0) return n === 1 ? words[0] : words[1]
  return forms[rulesOf(languageOfRendering()).select(n)] ?? forms['other']
}
