/** Shorter ones stand in words that are none. */
const shortestSecret = 6

/** What gives itself away by its form: [what, what stands for it]. Lines are JSON, so quotes end a text. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/g, '[secret]'],
  [/\b([a-z][a-z\d+.-]*:\/\/)[^\s/"'@]+@/gi, '$1[secret]@'],
  [/\b(Bearer|Basic)\s+[\w.~+/=:-]{6,}/gi, '$1 [secret]'],
  [/\beyJ[\w-]{6,}\.[\w-]+(\.[\w-]+)?/g, '[secret]'],
  // Links to preferences.
  [/\b1(?:\.[\da-z]{1,11}){4}\.[\w-]{43}/g, '[secret]'],
  [/\bis_[\w-]{16,}/g, '[secret]'],
  [/([?&;](?:\w*(?:token|secret|signature|password|apikey|key))=)[^&\s"'\\]+/gi, '$1[secret]'],
  [/[^\s"'\\<>,;:()[\]{}=/@]+@[^\s"'\\<>,;:()[\]{}=/@]+\.[a-z]{2,}/gi, '[address]'],
  [/\+\d[\d ().-]{6,}\d/g, '[address]'],
]

/**
 * Replaces what nobody is to read in a log: credentials, tokens, keys, e-mail addresses and telephone numbers, whatever
 * text they are in.
 * @param secrets what is known to be one, in whatever form it may be repeated
 */
export const createScrubber = (secrets: readonly string[]): ((line: string) => string) => {
  const known = [...new Set(secrets)]
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length)
    .map((secret) => secret.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
  const any = known.length > 0 ? new RegExp(known.join('|'), 'g') : undefined
  return (line) => {
    const without = any ? line.replace(any, '[secret]') : line
    return forms.reduce((text, [form, instead]) => text.replace(form, instead), without)
  }
}
