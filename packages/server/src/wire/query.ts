import { z } from 'zod'

/** The largest integer that a JavaScript number holds, and so the largest of our ids. */
export const largestInteger: number = Number.MAX_SAFE_INTEGER

/** An integer in a path or a query, where everything is text; the reference says integer, with its bounds. */
export const integerText = (from: number, to: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,16}$/.test(text) && Number(text) >= from && Number(text) <= to,
      `must be an integer from ${from} to ${to}`,
    )
    .transform(Number)
    .meta({ type: 'integer', minimum: from, maximum: to })

/** One of our ids in a path. */
export const idText = integerText(1, largestInteger)

/** Query strings often carry a parameter without a value; that is the same as leaving it out. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

/** How much of a list: `limit` entries, 20 unless said. Goes beside a `cursor` of the list's own. */
export const pageLimit = optional(
  integerText(1, 100).describe('Entries in a page: 1 to 100, 20 unless said'),
).transform((limit = 20) => limit)

/** A page of a list whose cursor is a number of its rows. @param firstCursor the smallest that is taken */
export const pageQuery = (firstCursor: number) =>
  z.object({
    limit: pageLimit,
    cursor: optional(integerText(firstCursor, largestInteger).describe('`nextCursor` of the page before')),
  })
export type PageQuery = z.output<ReturnType<typeof pageQuery>>
