import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { z } from 'zod'

/** E.164 allows 15 digits after the `+`. */
const longest = 16

/**
 * Its country exists, and so many digits are right there. Whether the number is given to anybody is not asked: what
 * libraries know of number ranges is always out of date, and the vendor's own example is of no range.
 */
const isE164 = (text: string): boolean => {
  if (text.length > longest) return false
  const number = parsePhoneNumberFromString(text)
  return number?.number === text && number.isPossible()
}

/** A phone number in the form of E.164: `+`, country code and digits, without spaces. */
export const phoneNumber: z.ZodString = z
  .string()
  .refine(isE164, 'must be a phone number in the form of E.164, such as +16020000000')
  .meta({ pattern: '^\\+[1-9]\\d{1,14}$', examples: ['+16020000000'] })
