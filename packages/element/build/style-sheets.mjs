import { readFileSync } from 'node:fs'

const built = new URL('../../react/dist/styles.css', import.meta.url)

/**
 * The rules of a text, one after the other: a statement, or a block with all that is in it.
 * @param {string} css minified @returns {string[]}
 */
const rulesOf = (css) => {
  const rules = []
  let depth = 0
  let start = 0
  for (let at = 0; at < css.length; at++) {
    if (css[at] === '{') depth++
    else if (css[at] === '}') depth--
    else if (css[at] !== ';') continue
    if (depth > 0) continue
    rules.push(css.slice(start, at + 1))
    start = at + 1
  }
  return rules
}

/** What few pages ask for, or few users: presets, and what users ask of all pages. */
const isRare = /data-(?:preset|density)|^@media/

/** @param {string} rule */
const headOf = (rule) => rule.slice(0, rule.indexOf('{'))

/** Parted at commas that are in no brackets. @param {string} head @returns {string[]} */
const selectorsOf = (head) => {
  const selectors = ['']
  let depth = 0
  for (const sign of head) {
    if (sign === '(') depth++
    else if (sign === ')') depth--
    if (sign === ',' && depth === 0) selectors.push('')
    else selectors[selectors.length - 1] += sign
  }
  return selectors
}

/**
 * Parts the stylesheet of `@inboxkit/react` in two: rules for what the first file draws, by the names of classes in it,
 * and all others. Both keep their order.
 * @param {string} code the first file's
 */
export const styleSheets = (code) => {
  const classes = new Set(code.match(/inbox-[a-z][a-z\d-]*/g))
  /** @param {string} selector */
  const isFirst = (selector) => {
    if (isRare.test(selector)) return false
    // The class that it is about stands first in it; without one it is about everything.
    const [, about] = /^\.([\w-]+)/.exec(selector) ?? []
    if (about !== undefined && !classes.has(about)) return false
    // What has to be around or in it. Of a list one is enough, and what must not be is not there.
    const needed = /\([^()]*,|:not\(/.test(selector) ? [] : [...selector.matchAll(/\.(inbox-[\w-]+)/g)]
    return needed.every(([, name = '']) => classes.has(name))
  }

  /** @param {readonly string[]} rules @param {(selector: string) => boolean} isWanted @returns {string} */
  const only = (rules, isWanted) =>
    rules
      .map((rule) => {
        const head = headOf(rule)
        const body = rule.slice(head.length)
        if (isRare.test(head) && head.startsWith('@')) return isWanted(head) ? rule : ''
        if (/^@(?!keyframes)/.test(head)) {
          const inner = only(rulesOf(body.slice(1, -1)), isWanted)
          return inner && `${head}{${inner}}`
        }
        const selectors = selectorsOf(head).filter(isWanted)
        return selectors.length > 0 ? selectors.join() + body : ''
      })
      .join('')

  const rules = rulesOf(readFileSync(built, 'utf8'))
  return { first: only(rules, isFirst), later: only(rules, (selector) => !isFirst(selector)) }
}
