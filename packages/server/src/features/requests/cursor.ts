import { problem } from '@inboxkit/protocol'
import { z } from 'zod'
import { isStorable } from '../../storage/storable.js'

/** What the columns hold: a cursor may be anybody's work. */
export const stepPlace = z.int().min(-1).max(32_767)
export const textPlace = z.string().max(1000).refine(isStorable)
export const instantPlace = z.iso.datetime().refine((text) => text > '1970')

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
