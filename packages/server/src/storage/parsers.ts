/** Type numbers of pg_type that the two drivers read differently by themselves. */
const oid = {
  bytea: 17,
  int8: 20,
  date: 1082,
  timestamp: 1114,
  interval: 1186,
} as const

/** The array types of the above; the drivers hand each element to the element's parser. */
const arrayOid = { int8: 1016, date: 1182, timestamp: 1115, interval: 1187 } as const

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

export { arrayOid, oid }
