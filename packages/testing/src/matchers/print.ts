const longest = 300

/** As JSON, in one line that is no longer than one reads. */
export const print = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const asks = (value: unknown): value is { asymmetricMatch(other: unknown): boolean } =>
  isTree(value) && typeof value['asymmetricMatch'] === 'function'

/** Whether a value has everything that is wanted of it; a list, each that is wanted somewhere in it. */
export const contains = (value: unknown, wanted: unknown): boolean => {
  if (asks(wanted)) return wanted.asymmetricMatch(value)
  if (Array.isArray(wanted))
    return Array.isArray(value) && wanted.every((one) => value.some((other) => contains(other, one)))
  if (!isTree(wanted)) return Object.is(value, wanted)
  return isTree(value) && Object.entries(wanted).every(([key, one]) => contains(value[key], one))
}
