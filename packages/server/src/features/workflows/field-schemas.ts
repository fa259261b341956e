import { z } from 'zod'
import { parseSpan } from './span.js'

export const hasHoles = (text: string): boolean => text.includes('{{')

/** Complains in the words that a check finds. */
export const saying =
  <Value>(check: (value: Value) => string | null) =>
  (value: Value, context: z.core.$RefinementCtx): void => {
    const said = check(value)
    if (said !== null) context.addIssue(said)
  }

/** What steps came to is kept by these names, and no object takes this one. */
export const isReserved = (name: string): boolean => name === '__proto__'

export const stepId = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => !isReserved(id), 'must not be __proto__')
  .optional()
  .describe('Unique in its workflow, branches included')

export const spanRule: string = 'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days'

export const span = z
  .union([z.number(), z.string().max(1000)], spanRule)
  .refine((value) => parseSpan(value) !== null || (typeof value === 'string' && hasHoles(value)), spanRule)
