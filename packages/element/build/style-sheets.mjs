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

/** @param {string} rule */
const selectorsOf = (rule) => headOf(rule).split(/,(?![^(]*\))/)

/**
 * Parts the stylesheet of `@inboxkit/react` in two: rules for what the first file draws, by the names of classes in it,
 * and all others. Both keep their order.
 * @param {string} code the first file's
 */
export const styleSheets = (code) => {
  const classes = new Set(code.match(/inbox-[a-z][a-z\d-]*/g))
  /** @param {string} rule */
  const isFirst = (rule) =>
    !isRare.test(headOf(rule)) &&
    // The class that a selector is about stands first in it; without one it is about everything.
    selectorsOf(rule).some((selector) => {
      const [, name] = /^\.([\w-]+)/.exec(selector) ?? []
      return name === undefined || classes.has(name)
    })

  /** @param {readonly string[]} rules @param {(rule: string) => boolean} isWanted @returns {string} */
  const only = (rules, isWanted) =>
    rules
      .map((rule) => {
        const head = headOf(rule)
        if (isRare.test(head) || !/^@(?:media|supports|starting-style)/.test(head))
          return isWanted(rule) ? rule : ''
        const inner = only(rulesOf(rule.slice(head.length + 1, -1)), isWanted)
        return inner && `${head}{${inner}}`
      })
      .join('')

  const rules = rulesOf(readFileSync(built, 'utf8'))
  return { first: only(rules, isFirst), later: only(rules, (rule) => !isFirst(rule)) }
}
