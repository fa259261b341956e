const normal = (name: string): string => name.replaceAll('_', '-').toLowerCase()

/**
 * The name, among those that there are, which fits a language best: `pt-BR`, else `pt`. Case and `_` for `-` make no
 * difference. `null` = none does.
 */
export const closestLanguage = (language: string | undefined, names: readonly string[]): string | null => {
  if (language === undefined || names.length === 0) return null
  const byNormal = new Map(names.map((name) => [normal(name), name]))
  for (
    let asked = normal(language);
    asked !== '';
    asked = asked.slice(0, Math.max(0, asked.lastIndexOf('-')))
  ) {
    const found = byNormal.get(asked)
    if (found !== undefined) return found
  }
  return null
}

const longestLanguage = 35

/** A user's language: `locale` of the profile, or `language`. */
export const languageOf = (profile: Record<string, unknown>): string | undefined => {
  const given = [profile['locale'], profile['language']].find((one) => typeof one === 'string' && one !== '')
  return typeof given === 'string' && given.length <= longestLanguage ? given : undefined
}
