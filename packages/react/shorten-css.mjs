/**
 * Makes a minified stylesheet smaller where a minifier may not: our own `--ibx-*` variables are nobody else's business.
 * @param {string} css @param {readonly string[]} kept names that code reads
 */
export const shorten = (css, kept) => rename(roundLengths(writeOnceUsed(css)), kept)

/** Up to the `;` or `}` that ends it. @param {string} css @param {number} from */
const valueAt = (css, from) => {
  let depth = 0
  for (let at = from; ; at++) {
    const sign = css[at]
    if (sign === '(') depth++
    else if (sign === ')') depth--
    else if (sign === undefined || (depth === 0 && (sign === ';' || sign === '}'))) return css.slice(from, at)
  }
}

/** What is set once, for every root, and used once is written where it is used. @param {string} css */
const writeOnceUsed = (css) => {
  const [rootRule = ''] = /\.inbox-root\{--ibx-surface:[^}]*\}/.exec(css) ?? []
  const names = [...rootRule.matchAll(/[{;](--ibx-[\w-]+):/g)].map(([, name = '']) => name)
  for (const name of names) {
    const [before = '', after = '', ...others] = css.split(`var(${name})`)
    const isSetOnce = css.split(`${name}:`).length === 2
    if (!isSetOnce || after === '' || others.length > 0) continue
    const value = valueAt(css, css.indexOf(`${name}:`) + name.length + 1)
    css = `${before}${value}${after}`.replace(`${name}:${value};`, '')
  }
  return css
}

/** Three digits are enough: away from zero, as browsers cut what is less than a 64th of a pixel. @param {string} css */
const roundLengths = (css) =>
  css.replaceAll(/\d*\.\d{4,}em/g, (length) => {
    const rounded = Math.ceil(Number.parseFloat(length) * 1000) / 1000
    return `${String(rounded).replace(/^0/, '')}em`
  })

/** @param {string} css @param {readonly string[]} kept */
const rename = (css, kept) => {
  const names = new Set([...css.matchAll(/--ibx-[\w-]+/g)].map(([name]) => name))
  const short = new Map([...names].map((name, at) => [name, `--ibx-${at.toString(36)}`]))
  return css.replaceAll(/--ibx-[\w-]+/g, (name) => (kept.includes(name) ? name : (short.get(name) ?? name)))
}
