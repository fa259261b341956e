import { problem } from '@inboxkit/protocol'
import type { z } from 'zod'

/** A place in a list that is read from several tables, as text that means nothing to whoever holds it. */
export const toCursor = (place: object): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** @throws Problem `invalid_request` for a text that is none of ours */
export const fromCursor = <Place>(shape: z.ZodType<Place>, cursor: string): Place => {
  const parsed = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) return parsed.data
  throw problem('invalid_request', {
    fields: [{ field: 'cursor', message: 'must be the nextCursor of a page of this list' }],
  })
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Whatever it is, it is not the shape that is asked for.
    return undefined
  }
}
