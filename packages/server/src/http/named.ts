import sql from 'sql-template-tag'
import { z } from 'zod'
import { identifierFault } from '../auth/identifiers.js'

/** How a path names one of the app's things: by our id, or by the customer's identifier. */
export type Named = { id: number } | { identifier: string }

const looksLikeId = /^[1-9]\d{0,14}$/

/** Digits are our id and nothing else, so that no identifier is ever taken for somebody else's id. */
export const named: z.ZodType<Named, string> = z
  .string()
  .superRefine((text, context) => {
    const fault = identifierFault(text)
    if (fault !== undefined) context.addIssue(fault)
  })
  .transform((text) => (looksLikeId.test(text) ? { id: Number(text) } : { identifier: text }))

/** The row that is meant, on a table with the columns `id` and `identifier`, as a condition. */
export const isNamed = (name: Named): ReturnType<typeof sql> =>
  'id' in name ? sql`id = ${name.id}` : sql`identifier = ${name.identifier}`
