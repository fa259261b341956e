import { z } from 'zod'
import { identifierFault, longestIdentifier } from '../../auth/identifiers.js'

/** A customer's id for a user: 1 to 255 characters, unique in the app, never changing. */
export const identifier: z.ZodType<string> = z
  .string()
  .superRefine((text, context) => {
    const fault = identifierFault(text)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })
  .meta({ minLength: 1, maxLength: longestIdentifier })

/** A user named in the path of a route. */
export const userParams = z.object({
  identifier: identifier.describe('The user’s identifier, as you gave it, percent-encoded'),
})
