import { z } from 'zod'

/** Our ids: integers that a JavaScript number holds. */
export const wireId: z.ZodInt = z.int().positive()

/** ISO 8601 text in UTC. */
export const instant: z.ZodString = z.string().meta({ format: 'date-time' })

/** The answer of a call that has nothing else to say. */
export const said: z.ZodObject<{ message: z.ZodString }> = z.object({ message: z.string() })

/** A page of a list; `nextCursor` goes into `cursor` for the next one, `null` = the end. */
export const pageOf = <Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ data: z.ZodArray<Item>; nextCursor: z.ZodNullable<z.ZodString> }> =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() })
