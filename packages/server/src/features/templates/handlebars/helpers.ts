import Handlebars from 'handlebars'
import { formatDate } from './dates.js'
import { choosePlural } from './plurals.js'
import { mostOutput, spendCharacters, spendSteps, tooLong } from './rendering.js'

type Hash = Record<string, unknown>

/** As `{{#if}}` sees it: nothing, `false`, 0, an empty text and an empty array are false. */
const isTrue = (value: unknown): boolean => Boolean(value) && !(Array.isArray(value) && value.length === 0)

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Numbers by size, texts by character code. Two values of different kinds have no order. */
const isLess = (a: unknown, b: unknown): boolean =>
  (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string')
    ? a < b
    : false

const lengthOf = (value: unknown): number => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  if (typeof value !== 'object' || value === null) return 0
  const { length } = Object.keys(value)
  spendSteps(length >> 3)
  return length
}

const toJson = (value: unknown): string => {
  const text = JSON.stringify(value) ?? ''
  if (text.length > mostOutput) throw tooLong()
  spendSteps(text.length >> 6)
  return text
}

/** The helpers of expressions. None of them fails: what it cannot use is as if it were not there. */
const inline: Record<string, (given: unknown[], hash: Hash) => unknown> = {
  /** `{{length data.items}}`: entries of an array, keys of an object, UTF-16 units of a text; 0 of anything else. */
  length: ([value]) => lengthOf(value),
  /** `{{date data.at}}`, `{{date data.at "short" time="short" timeZone="Europe/Berlin" locale="de"}}`: see `dates.ts`. */
  date: ([value, style], hash) => formatDate(value, { style, ...hash }),
  /** `{{plural data.n "item" "items"}}`, or by the language's plural categories: see `plurals.ts`. */
  plural: ([count, ...words], hash) => choosePlural(count, words, hash),
  /** `{{json data.order}}`: JSON in one line; nothing when there is no value. */
  json: ([value]) => toJson(value),
  /** `{{default data.name "you"}}`: the first that is there and not an empty text. 0 and `false` are there. */
  default: (given) => given.find((value) => !isEmpty(value)),
  /** `{{#if (eq data.plan "pro")}}`: the same value of the same kind; 1 and "1" are not. */
  eq: ([a, b]) => a === b,
  ne: ([a, b]) => a !== b,
  /** Numbers by size, texts by character code; false for anything else. */
  lt: ([a, b]) => isLess(a, b),
  gt: ([a, b]) => isLess(b, a),
  /** The first that `{{#if}}` takes for false, else the last. */
  and: (given) => given.find((value) => !isTrue(value)) ?? given.at(-1),
  /** The first that `{{#if}}` takes for true, else the last. */
  or: (given) => given.find(isTrue) ?? given.at(-1),
  not: ([value]) => !isTrue(value),
  /** `{{lookup data.names data.n}}`: an entry of an array or object by a key that is a value itself. */
  lookup: ([thing, key]) => lookUp(thing, key),
}

/** Own properties only. A key that is no text and no number would be made into one, at any length. */
const lookUp = (thing: unknown, key: unknown): unknown =>
  thing !== null &&
  typeof thing === 'object' &&
  (typeof key === 'string' || typeof key === 'number') &&
  Object.hasOwn(thing, key)
    ? (thing as Record<string, unknown>)[key]
    : undefined

/** Reading a long text costs a step for every 256 characters. */
const costOf = (given: readonly unknown[]): number =>
  given.reduce<number>((cost, value) => cost + (typeof value === 'string' ? value.length >> 8 : 0), 1)

/** What stands between braces, as text. `syntax.ts` puts it around every expression that is written. */
const write = (value: unknown): string => {
  // oxlint-disable-next-line typescript/no-base-to-string -- as Handlebars writes objects; the helper json does better
  const text = value === undefined || value === null ? '' : String(value)
  spendSteps(1)
  spendCharacters(text.length)
  return text
}

/** The name of `write`. No template can name it: `syntax.ts` knows the helpers that one may use. */
export const writer = 'write'

export const inlineHelpers: readonly string[] = Object.keys(inline)
export const blockHelpers: readonly string[] = ['each', 'if', 'unless', 'with']

type Helper = (this: unknown, ...given: unknown[]) => unknown

/** Handlebars' own blocks, each time they are entered a step, and a step for each round of a loop. */
const metered = (helper: Helper): Helper =>
  function (this: unknown, ...given) {
    spendSteps(1)
    const options = given.pop() as Handlebars.HelperOptions
    let length = 0
    const fn = (context: unknown, inner?: Handlebars.RuntimeOptions): string => {
      spendSteps(1)
      const text = options.fn(context, inner)
      length += text.length
      if (length > mostOutput) throw tooLong()
      return text
    }
    return helper.call(this, ...given, { ...options, fn })
  }

/** Handlebars with our helpers, and without those that reach outside a text. */
export const createHelpers = (): typeof Handlebars => {
  const handlebars = Handlebars.create()
  const builtIn = handlebars.helpers as Record<string, Helper>
  handlebars.unregisterHelper('log')
  for (const name of [...blockHelpers, 'blockHelperMissing']) {
    const helper = builtIn[name]
    if (helper) handlebars.registerHelper(name, metered(helper))
  }
  for (const [name, work] of Object.entries(inline))
    handlebars.registerHelper(name, (...given: unknown[]) => {
      const { hash } = given.pop() as Handlebars.HelperOptions
      spendSteps(costOf(given))
      return work(given, hash)
    })
  handlebars.registerHelper(writer, write)
  return handlebars
}
