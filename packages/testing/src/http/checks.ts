import { refuse } from './exchange.js'

/** What a part of a request may be, in the server's words. Each returns it, or throws Problem `invalid_request`. */

export type Fields = Record<string, unknown>

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const anObject = (value: unknown, field: string): Fields =>
  isRecord(value) ? value : refuse(field, 'must be an object')

export const anArray = (value: unknown, field: string, most: number, least = 0): unknown[] => {
  if (!Array.isArray(value)) return refuse(field, 'must be an array')
  const sized = (size: number): string => `${size} ${size === 1 ? 'entry' : 'entries'}`
  if (value.length < least) return refuse(field, `must have at least ${sized(least)}`)
  if (value.length > most) return refuse(field, `must have at most ${sized(most)}`)
  return value
}

export const aString = (value: unknown, field: string, most = 255): string => {
  if (typeof value !== 'string') return refuse(field, 'must be a string')
  return value.length <= most ? value : refuse(field, `must have at most ${most} characters`)
}

export const oneOf = <Value extends string>(
  value: unknown,
  field: string,
  values: readonly Value[],
): Value => {
  const found = values.find((one) => one === value)
  return found ?? refuse(field, `must be one of ${values.join(', ')}`)
}

/** An integer in a path or a query, where everything is text. */
export const integerIn = (
  text: string,
  field: string,
  from: number,
  to: number = Number.MAX_SAFE_INTEGER,
): number =>
  /^\d{1,16}$/.test(text) && Number(text) >= from && Number(text) <= to
    ? Number(text)
    : refuse(field, `must be an integer from ${from} to ${to}`)

export const anInteger = (value: unknown, field: string, from: number): number =>
  Number.isSafeInteger(value) && Number(value) >= from
    ? Number(value)
    : refuse(field, `must be an integer from ${from} to ${Number.MAX_SAFE_INTEGER}`)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

export const aUuid = (value: unknown, field: string): string =>
  typeof value === 'string' && uuid.test(value) ? value : refuse(field, 'must be a valid uuid')

/** A parameter without a value is the same as none. */
export const textIn = (query: URLSearchParams, name: string): string | undefined =>
  query.get(name) || undefined
