import { type Profile, problem } from '@inboxkit/protocol'
import { z } from 'zod'
import { identifier } from './identifier.js'
import { phoneNumber } from './phone-number.js'

/** Of a profile written as JSON. */
export const maxProfileBytes = 65_536

/** Names that mean the prototype of an object, to code that takes a property where it wants an attribute. */
const reserved = new Set(['__proto__', 'constructor', 'prototype'])

export const isReserved = (name: string): boolean => reserved.has(name)

export const sizeBytes = (profile: object): number => Buffer.byteLength(JSON.stringify(profile))

/** Where a value says a reserved name, at any depth; `undefined` = nowhere. Without recursion: depth is the caller's. */
const findReserved = (value: unknown): PropertyKey[] | undefined => {
  const stack: { value: unknown; path: PropertyKey[] }[] = [{ value, path: [] }]
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (typeof at.value !== 'object' || at.value === null) continue
    for (const [key, child] of Object.entries(at.value)) {
      const path = [...at.path, Array.isArray(at.value) ? Number(key) : key]
      if (!Array.isArray(at.value) && isReserved(key)) return path
      stack.push({ value: child, path })
    }
  }
  return undefined
}

const longestName = 255

/** What zod cannot say about attributes: names, and the size of all of them. */
export const checkAttributes = (attributes: Record<string, unknown>, context: z.RefinementCtx): void => {
  const refuse = (message: string, path: PropertyKey[] = []): void =>
    context.addIssue({ code: 'custom', message, path })
  const found = findReserved(attributes)
  if (found) refuse('must not be an attribute: the name is reserved', found)
  if (Object.keys(attributes).some((name) => name.length > longestName))
    refuse(`must have attribute names of at most ${longestName} characters`)
  if (sizeBytes(attributes) > maxProfileBytes) refuse(`must have at most ${maxProfileBytes} bytes as JSON`)
}

/**
 * What can never be an address. The vendor's contract asks nothing of it, so nothing more is refused; an empty one says
 * that there is none, and a send is not held up by what it says of its recipients.
 */
const email = z
  .string()
  .max(320)
  .refine((text) => text === '' || (text.includes('@') && !/\p{Cc}/u.test(text)), 'must be an e-mail address')

const attributes = {
  email: z.string().max(320).nullish(),
  phoneNumber: phoneNumber.nullish(),
  firstName: z.string().max(1000).nullish(),
}

/** What is known of a user. Three attributes mean something to channels; the others are the customer's. */
export const profile: z.ZodType<Profile> = z
  .looseObject({ ...attributes, email: email.nullish() })
  .superRefine(checkAttributes)
  .meta({ id: 'Profile' }) as z.ZodType<Profile>

/** A user described on the spot, as a send's recipient: the attributes stand beside the identifier. */
export const inlineUser: z.ZodType<{ identifier: string } & Profile> = z
  .looseObject({ identifier, ...attributes })
  .superRefine(checkAttributes) as unknown as z.ZodType<{ identifier: string } & Profile>

/**
 * An identifier never changes, so a profile has none beside it (contract, section 4.5: 422).
 * @param at where the profile stands in the body; empty = it is the body
 * @throws Problem `unprocessable`
 */
export const refuseIdentifier = (given: Profile, at = ''): void => {
  if (!Object.hasOwn(given, 'identifier')) return
  const field = at === '' ? 'identifier' : `${at}.identifier`
  throw problem('unprocessable', {
    fields: [{ field, message: 'must not be in a profile: it names the user, and never changes' }],
  })
}
