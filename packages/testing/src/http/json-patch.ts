import { problem } from '@inboxkit/protocol'
import { anArray, anObject, aString, type Fields, oneOf } from './checks.js'

const operations = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const

const refused = (at: number, member: string, message: string): never => {
  throw problem('unprocessable', { fields: [{ field: `[${at}].${member}`, message }] })
}

const namesIn = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))

const find = (document: unknown, names: readonly string[]): unknown =>
  names.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Fields)[name] : undefined,
    document,
  )

const put = (parent: unknown, name: string, value: unknown): boolean => {
  if (Array.isArray(parent)) {
    const index = name === '-' ? parent.length : Number(name)
    if (!Number.isInteger(index) || index > parent.length) return false
    parent.splice(index, 0, value)
  } else if (typeof parent === 'object' && parent !== null) (parent as Fields)[name] = value
  else return false
  return true
}

const drop = (parent: unknown, name: string): void => {
  if (Array.isArray(parent)) parent.splice(Number(name), 1)
  else delete (parent as Fields)[name]
}

/**
 * Applies a JSON Patch (RFC 6902) to a copy of a profile: all of it, or nothing.
 * @throws Problem `invalid_request`, or `unprocessable` that names the operation which cannot be done
 */
export const patched = (document: Fields, patch: readonly unknown[]): Fields => {
  const result = structuredClone(document)
  for (const [at, given] of anArray(patch, 'body', 100).entries()) {
    const { op, path, from, value }: Fields = anObject(given, `[${at}]`)
    const name = oneOf(op, `[${at}].op`, operations)
    const names = namesIn(aString(path, `[${at}].path`, 1024))
    const source = name === 'move' || name === 'copy' ? namesIn(aString(from, `[${at}].from`, 1024)) : names
    const found = find(result, source)
    if (name !== 'add' && found === undefined) refused(at, source === names ? 'path' : 'from', 'must exist')
    if (name === 'test') {
      if (JSON.stringify(found) !== JSON.stringify(value))
        refused(at, 'path', 'must have the value of the test')
      continue
    }
    const last = names.at(-1) ?? refused(at, 'path', 'must not be the whole')
    const parent = find(result, names.slice(0, -1))
    if (name === 'remove' || name === 'replace') drop(parent, last)
    if (name === 'move') drop(find(result, source.slice(0, -1)), source.at(-1) ?? '')
    if (name === 'remove') continue
    const added = name === 'move' || name === 'copy' ? structuredClone(found) : value
    if (!put(find(result, names.slice(0, -1)), last, added))
      refused(at, 'path', 'must be a place in something that exists')
  }
  return result
}
