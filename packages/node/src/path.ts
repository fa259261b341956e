import { invalidArgument } from './problems.js'

/**
 * An address under `/v3`, in parts: text as it stands, and arguments by name, such as `['users', { identifier }]`,
 * which are percent-encoded.
 */
export type Path = readonly (string | Readonly<Record<string, string | number>>)[]

/**
 * @throws Problem `invalid_request` that names the argument. Empty ones, `.` and `..` would be taken for another
 * address.
 */
export const textOfPath = (path: Path): string =>
  path
    .map((part) =>
      typeof part === 'string' ? part : Object.entries(part).map(([name, value]) => encoded(name, value)),
    )
    .flat()
    .map((part) => `/${part}`)
    .join('')

const encoded = (name: string, value: string | number): string => {
  const text = String(value)
  if (value === undefined || text === '') throw invalidArgument(name, 'must not be empty')
  if (text === '.' || text === '..') throw invalidArgument(name, `must not be "${text}"`)
  if (/\p{Surrogate}/u.test(text)) throw invalidArgument(name, 'must not contain half of a surrogate pair')
  return encodeURIComponent(text)
}
