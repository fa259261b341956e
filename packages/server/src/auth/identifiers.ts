import { problem } from '@inboxkit/protocol'

export const longestIdentifier = 255

// PostgreSQL stores neither NUL nor half of a surrogate pair.
const unstorable = /\0|\p{Surrogate}/u

/** What is wrong with a customer's identifier, as the end of a sentence; `undefined` when it is good. */
export const identifierFault = (identifier: string): string | undefined => {
  if (identifier.length === 0) return 'must not be empty'
  if (identifier.length > longestIdentifier) return `must have at most ${longestIdentifier} characters`
  if (unstorable.test(identifier)) return 'must not contain NUL or half of a surrogate pair'
  return undefined
}

/** @throws Problem `invalid_request` that names `field` */
export const checkIdentifier = (identifier: string, field: string): string => {
  const fault = identifierFault(identifier)
  if (fault !== undefined) throw problem('invalid_request', { fields: [{ field, message: fault }] })
  return identifier
}
