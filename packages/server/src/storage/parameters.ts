/** What travels to the database: text, or null. Both drivers get exactly this, so both behave the same. */
export type Parameter = string | null

class Json {
  readonly text: string
  constructor(value: unknown) {
    this.text = JSON.stringify(value ?? null)
  }
}

/** A jsonb parameter that may be an array, a string, a number or null; a plain object needs no wrapping. */
export const json = (value: unknown): object => new Json(value)

/**
 * Turns a JavaScript value into the text PostgreSQL reads for its type.
 * @throws TypeError for a function, a symbol or an invalid date
 */
export const encodeParameter = (value: unknown): Parameter => {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      return encodeObject(value)
    default:
      throw new TypeError(`A ${typeof value} cannot be a statement's parameter`)
  }
}

const encodeObject = (value: object): string => {
  if (value instanceof Json) return value.text
  if (Array.isArray(value)) return encodeArray(value)
  if (value instanceof Date) return encodeDate(value)
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return JSON.stringify(value)
}

const encodeArray = (values: readonly unknown[]): string => `{${values.map(encodeElement).join(',')}}`

const encodeElement = (value: unknown): string => {
  if (Array.isArray(value)) return encodeArray(value)
  if (typeof value === 'number') return String(value)
  const text = encodeParameter(value)
  return text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

const encodeDate = (date: Date): string => {
  if (Number.isNaN(date.getTime())) throw new TypeError('An invalid Date cannot be a parameter')
  return date.toISOString()
}
