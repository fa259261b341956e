import { type FieldProblem, problem } from '@inboxkit/protocol'
import type { z } from 'zod'

const nouns: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  date: 'a date',
}

const pathOf = (path: readonly PropertyKey[], root: string): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    '',
  ) || root

const sized = (origin: string, bound: 'at least' | 'at most', size: number): string => {
  if (origin === 'string') return `have ${bound} ${size} ${size === 1 ? 'character' : 'characters'}`
  if (origin === 'array') return `have ${bound} ${size} ${size === 1 ? 'entry' : 'entries'}`
  return `be ${bound} ${size}`
}

/** What is allowed, in words: `notification must be an object` reads as the contract's example does. */
const sayIssue = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type') return `must be ${nouns[issue.expected] ?? issue.expected}`
  if (issue.code === 'too_small') return `must ${sized(issue.origin, 'at least', Number(issue.minimum))}`
  if (issue.code === 'too_big') return `must ${sized(issue.origin, 'at most', Number(issue.maximum))}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_format' && issue.format !== 'regex' && !issue.message.startsWith('must '))
    return `must be a valid ${issue.format}`
  if (issue.code === 'unrecognized_keys') return `must not have ${issue.keys.join(', ')}`
  return issue.message
}

/** The member of a union that came closest: the one whose first complaint lies deepest, or that has fewest. */
const fieldsOf = (
  issue: z.core.$ZodIssue,
  root: string,
  above: readonly PropertyKey[] = [],
): FieldProblem[] => {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const depth = (issues: readonly z.core.$ZodIssue[]): number =>
      Math.max(0, ...issues.map((one) => one.path.length))
    const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? []
    const isFlat = depth(closest) === 0
    if (isFlat && issue.message.startsWith('must '))
      return [{ field: pathOf(path, root), message: issue.message }]
    if (isFlat) {
      const allowed = [...new Set(issue.errors.flat().map(sayIssue))].map((said) =>
        said.replace(/^must be /, ''),
      )
      return [{ field: pathOf(path, root), message: `must be ${allowed.join(' or ')}` }]
    }
    return closest.flatMap((one) => fieldsOf(one, root, path))
  }
  return [{ field: pathOf(path, root), message: sayIssue(issue) }]
}

/** Parses with a schema. @throws Problem `invalid_request` that names each field and what is allowed there */
export const parse = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  root: string,
): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw problem('invalid_request', {
    fields: parsed.error.issues.slice(0, 20).flatMap((issue) => fieldsOf(issue, root)),
  })
}
