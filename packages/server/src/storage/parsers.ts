/** Type numbers of pg_type that the two drivers read differently by themselves. */
const oid = {
  bytea: 17,
  int8: 20,
  date: 1082,
  timestamp: 1114,
  interval: 1186,
} as const

/**
 * `int8` as a number.
 * @throws RangeError beyond 2^53: a rounded id would be somebody else's
 */
export const parseInt8 = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`The int8 ${text} does not fit a JavaScript number`)
  return value
}

const asText = (text: string): string => text

export const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [oid.int8]: parseInt8,
  [oid.date]: asText,
  [oid.timestamp]: asText,
  [oid.interval]: asText,
}

/** The same types' arrays. PGlite hands each element to the element's parser, `pg` knows arrays by their own number. */
export const elementParsers: Readonly<Record<number, (text: string) => unknown>> = {
  1016: parseInt8,
  1182: asText,
  1115: asText,
  1187: asText,
}

export { oid }
