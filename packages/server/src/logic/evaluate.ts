import type { Logic } from '@inboxkit/protocol'
import { eager, LogicFault, lazy } from './operators.js'

/** What one evaluation may do: a part of the rule is a step, also each time that a loop comes to it. */
const mostSteps = 100_000

/** `{ operator: operands }`, where one operand need not be in an array. */
export const readRule = (rule: object): { name: string; operands: readonly unknown[] } | null => {
  const [first, ...others] = Object.entries(rule)
  if (!first || others.length > 0) return null
  const [name, given] = first as [string, unknown]
  return { name, operands: Array.isArray(given) ? given : [given] }
}

/** What it takes to hand a value on. */
const sizeOf = (value: unknown): number =>
  Array.isArray(value) ? value.length >> 3 : typeof value === 'string' ? value.length >> 6 : 0

/** @throws LogicFault, or RangeError for a rule that was never checked and is too deep */
export const evaluateRule = (rule: Logic, variables: Record<string, unknown>): unknown => {
  let stepsLeft = mostSteps
  const spend = (steps: number): void => {
    stepsLeft -= steps
    if (stepsLeft < 0) throw new LogicFault(`takes more than ${mostSteps.toLocaleString('en')} steps`)
  }
  const evaluate = (part: unknown, data: unknown): unknown => {
    spend(1)
    const value = apply(part, data)
    spend(sizeOf(value))
    return value
  }
  const apply = (part: unknown, data: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) return part.map((entry) => evaluate(entry, data))
    const read = readRule(part)
    // Objects with several keys, or none, are values.
    if (!read) return part
    const { name, operands } = read
    const late = Object.hasOwn(lazy, name) ? lazy[name] : undefined
    if (late) return late(operands, data, evaluate, spend)
    const early = Object.hasOwn(eager, name) ? eager[name] : undefined
    if (!early) throw new LogicFault(`there is no operator ${name}`)
    return early(
      operands.map((operand) => evaluate(operand, data)),
      data,
    )
  }
  return evaluate(rule, variables)
}
