/** A rule that cannot be evaluated: unknown operator, too much work, values of no use to an operator. */
export class LogicFault extends Error {}

/** Keeps count of the work. @throws LogicFault when there was too much */
export type Spend = (steps: number) => void

/** What an operator evaluates its operands with; `data` is what `var` reads there. */
export type Evaluate = (rule: unknown, data: unknown) => unknown

/** As JSON Logic sees it: unlike in JavaScript, an empty array is false. */
export const isTruthy = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value)

type Primitive = string | number | boolean | null | undefined

const isPrimitive = (value: unknown): value is Primitive => typeof value !== 'object' || value === null

/** Own properties only: nothing reaches a prototype. @returns undefined for what is not there */
const ownOf = (thing: unknown, key: string): unknown =>
  thing !== null && thing !== undefined && Object.hasOwn(Object(thing), key)
    ? (thing as Record<string, unknown>)[key]
    : undefined

const textOf = (value: unknown): string => {
  if (!isPrimitive(value)) throw new LogicFault('takes no arrays and objects')
  return value === null || value === undefined ? '' : String(value)
}

const readPath = (data: unknown, path: unknown): unknown => {
  const text = textOf(path)
  return text === '' ? data : text.split('.').reduce(ownOf, data)
}

const missingOf = (keys: readonly unknown[], data: unknown): unknown[] =>
  keys.filter((key) => {
    const value = readPath(data, key)
    return value === undefined || value === null || value === ''
  })

/** Arrays and objects are equal to themselves only: turning them into text could take any time. */
const isLike = (a: unknown, b: unknown): boolean => (isPrimitive(a) && isPrimitive(b) ? a == b : a === b)

type Order = (a: string | number, b: string | number) => boolean

/** Texts by character code, all else as numbers; the third operand of `<` and `<=` makes it a range. */
const ordered =
  (order: Order) =>
  (operands: readonly unknown[]): boolean =>
    operands.length > 1 &&
    operands.slice(0, 3).every((right, at, all) => {
      if (at === 0) return true
      const left = all[at - 1]
      return typeof left === 'string' && typeof right === 'string'
        ? order(left, right)
        : order(numberOf(left), numberOf(right))
    })

const numberOf = (value: unknown): number =>
  isPrimitive(value) && value !== undefined ? Number(value) : Number.NaN

/** As the sum takes them: text up to where it is no number any more. */
const parsed = (value: unknown): number =>
  isPrimitive(value) ? Number.parseFloat(String(value)) : Number.NaN

const isIn = (item: unknown, whole: unknown): boolean =>
  Array.isArray(whole)
    ? whole.includes(item)
    : typeof whole === 'string' && isPrimitive(item) && whole.includes(String(item))

const cut = (source: unknown, start: unknown, length: unknown): string => {
  const text = textOf(source)
  const rest = text.slice(numberOf(start ?? 0))
  if (length === undefined || length === null) return rest
  const asked = numberOf(length)
  return asked < 0 ? rest.slice(0, Math.max(0, rest.length + asked)) : rest.slice(0, asked)
}

type Eager = (operands: readonly unknown[], data: unknown) => unknown

/** Operators whose operands are evaluated first. */
export const eager: Readonly<Record<string, Eager>> = {
  var: ([path, otherwise = null], data) => {
    const value = readPath(data, path)
    return value === undefined ? otherwise : value
  },
  missing: (keys, data) => missingOf(Array.isArray(keys[0]) ? keys[0] : keys, data),
  missing_some: ([need, keys], data) => {
    const all: readonly unknown[] = Array.isArray(keys) ? keys : []
    const missing = missingOf(all, data)
    return all.length - missing.length >= numberOf(need) ? [] : missing
  },
  '==': ([a, b]) => isLike(a, b),
  '!=': ([a, b]) => !isLike(a, b),
  '===': ([a, b]) => a === b,
  '!==': ([a, b]) => a !== b,
  '<': ordered((a, b) => a < b),
  '<=': ordered((a, b) => a <= b),
  '>': ([a, b]) => ordered((left, right) => left > right)([a, b]),
  '>=': ([a, b]) => ordered((left, right) => left >= right)([a, b]),
  '!': ([value]) => !isTruthy(value),
  '!!': ([value]) => isTruthy(value),
  '+': (given) => given.reduce<number>((sum, value) => sum + parsed(value), 0),
  '*': (given) => given.map(parsed).reduce((product, value) => product * value, 1),
  '-': ([a, b]) => (b === undefined ? -numberOf(a) : numberOf(a) - numberOf(b)),
  '/': ([a, b]) => numberOf(a) / numberOf(b),
  '%': ([a, b]) => numberOf(a) % numberOf(b),
  min: (given) => Math.min(...given.map(numberOf)),
  max: (given) => Math.max(...given.map(numberOf)),
  merge: (given) => given.flat(),
  in: ([item, whole]) => isIn(item, whole),
  cat: (given) => given.map(textOf).join(''),
  substr: ([source, start, length]) => cut(source, start, length),
}

type Lazy = (rules: readonly unknown[], data: unknown, evaluate: Evaluate, spend: Spend) => unknown

/** Condition, value, condition, value … and what is left when none holds. */
const choose: Lazy = (rules, data, evaluate) => {
  let at = 0
  for (; at + 1 < rules.length; at += 2)
    if (isTruthy(evaluate(rules[at], data))) return evaluate(rules[at + 1], data)
  return at < rules.length ? evaluate(rules[at], data) : null
}

/** Goes through the array that the first operand comes to, with the second for each entry; all else counts as empty. */
const through =
  (work: (items: readonly unknown[], each: (item: unknown) => unknown) => unknown): Lazy =>
  ([list, rule], data, evaluate, spend) => {
    const items = evaluate(list, data)
    return work(Array.isArray(items) ? items : [], (item) => {
      spend(1)
      return evaluate(rule, item)
    })
  }

/** Operators that evaluate what they need. */
export const lazy: Readonly<Record<string, Lazy>> = {
  if: choose,
  '?:': choose,
  and: (rules, data, evaluate) => {
    let value: unknown = null
    for (const rule of rules) {
      value = evaluate(rule, data)
      if (!isTruthy(value)) break
    }
    return value
  },
  or: (rules, data, evaluate) => {
    let value: unknown = null
    for (const rule of rules) {
      value = evaluate(rule, data)
      if (isTruthy(value)) break
    }
    return value
  },
  filter: through((items, each) => items.filter((item) => isTruthy(each(item)))),
  map: through((items, each) => items.map(each)),
  all: through((items, each) => items.length > 0 && items.every((item) => isTruthy(each(item)))),
  some: through((items, each) => items.some((item) => isTruthy(each(item)))),
  none: through((items, each) => !items.some((item) => isTruthy(each(item)))),
  reduce: ([list, rule, first], data, evaluate, spend) => {
    const items = evaluate(list, data)
    const initial = first === undefined ? null : evaluate(first, data)
    return (Array.isArray(items) ? items : []).reduce((accumulator: unknown, current: unknown) => {
      spend(1)
      return evaluate(rule, { current, accumulator })
    }, initial)
  },
}

export const operators: readonly string[] = [...Object.keys(eager), ...Object.keys(lazy)]
