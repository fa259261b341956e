import type { Logic } from '@inboxkit/protocol'
import { evaluateRule, readRule } from './evaluate.js'
import { isTruthy, LogicFault, operators } from './operators.js'

const mostBytes = 10_000
const mostDepth = 20

const placeOf = (path: string): string => (path === '' ? '' : ` (at ${path})`)

const faultOf = (rule: unknown, path: string, depth: number): string | null => {
  if (typeof rule !== 'object' || rule === null) return null
  if (depth > mostDepth) return `must not nest deeper than ${mostDepth}`
  if (Array.isArray(rule)) return firstFault(rule, path, depth + 1)
  const read = readRule(rule)
  if (!read) return `must be JSON Logic: an object with one operator${placeOf(path)}`
  const { name, operands } = read
  const inner = path === '' ? name : `${path}.${name}`
  if (!operators.includes(name))
    return `must not use ${name.slice(0, 100)}${placeOf(inner.slice(0, 500))}: there are ${operators.join(', ')}`
  return firstFault(operands, inner, depth + 1)
}

const firstFault = (rules: readonly unknown[], path: string, depth: number): string | null => {
  for (const [at, rule] of rules.entries()) {
    const fault = faultOf(rule, `${path}[${at}]`, depth)
    if (fault !== null) return fault
  }
  return null
}

/**
 * Looks at a rule of JSON Logic, as it is documented at jsonlogic.com, before it is kept.
 * @returns what is wrong with it, as the end of a sentence; `null` = nothing
 */
export const checkLogic = (rule: unknown): string | null => {
  if (typeof rule === 'boolean') return null
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule))
    return 'must be JSON Logic: an object with one operator, true or false'
  // Depth first: measuring a rule that is much too deep would overflow the stack.
  return (
    faultOf(rule, '', 1) ??
    (Buffer.byteLength(JSON.stringify(rule)) > mostBytes
      ? `must have at most ${mostBytes.toLocaleString('en')} bytes`
      : null)
  )
}

/**
 * Whether a rule holds. Rules read own properties only, and stop after 100,000 steps, which are a few milliseconds:
 * what holds today holds tomorrow, on a busy machine too.
 * @returns false also for what cannot be evaluated: never throws
 */
export const isTrue = (rule: Logic, variables: Record<string, unknown>): boolean => {
  try {
    return isTruthy(evaluateRule(rule, variables))
  } catch (cause) {
    if (cause instanceof LogicFault || cause instanceof RangeError) return false
    throw cause
  }
}
