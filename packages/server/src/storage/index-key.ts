import { createHash } from 'node:crypto'
import { isStorable } from './storable.js'

/** An index row takes some 2,700 bytes; this many characters are at most 1,020. */
const longest = 255

/** A text as it goes into an index: itself, or its digest if it is too long for one or cannot be stored. */
export const indexKey = (text: string): string =>
  text.length <= longest && isStorable(text)
    ? text
    : `sha256:${createHash('sha256').update(text).digest('base64url')}`
