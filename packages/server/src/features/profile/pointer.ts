/** A JSON Pointer (RFC 6901): every `~` is written `~0`, every `/` in a name `~1`. */
export const pointerForm: RegExp = /^(\/([^~/]|~[01])*)*$/

/** The names on the way; none = the whole document. */
export const namesIn = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))

const isIndex = (name: string): boolean => /^(0|[1-9]\d{0,9})$/.test(name)

/** What is at a place, by what the document itself has: nothing is inherited, and an array has only its entries. */
const childOf = (parent: unknown, name: string): { value: unknown } | undefined => {
  if (typeof parent !== 'object' || parent === null) return undefined
  if (Array.isArray(parent) && !isIndex(name)) return undefined
  return Object.hasOwn(parent, name) ? { value: (parent as Record<string, unknown>)[name] } : undefined
}

/** What a pointer points at, or `undefined` when it points at nothing. */
export const find = (document: unknown, pointer: string): { value: unknown } | undefined =>
  namesIn(pointer).reduce<{ value: unknown } | undefined>((at, name) => at && childOf(at.value, name), {
    value: document,
  })

/** Whether a value can be put at a place: into an object, or into an array up to one past its end. */
export const canAdd = (document: unknown, pointer: string): boolean => {
  const name = namesIn(pointer).at(-1)
  if (name === undefined) return true
  const parent = find(document, pointer.slice(0, pointer.lastIndexOf('/')))?.value
  if (Array.isArray(parent)) return name === '-' || (isIndex(name) && Number(name) <= parent.length)
  return typeof parent === 'object' && parent !== null
}
