import { createHash } from 'node:crypto'
import { keepNewest } from './keep-newest.js'

/**
 * Keeps what was made of JSON values, so that it is made once for the same content, wherever that was read. Of the
 * `most` different contents that are kept, the one that was asked for longest ago goes first.
 */
export const cachedByContent = <Source extends object, Made extends object>(
  most: number,
  make: (source: Source) => Made,
): ((source: Source) => Made) => {
  // Hashing takes time: a value that is asked for again and again is known by itself.
  const bySource = new WeakMap<Source, Made>()
  const byHash = new Map<string, Made>()

  const find = (source: Source): Made => {
    const hash = createHash('sha256').update(JSON.stringify(source)).digest('base64url')
    const made = byHash.get(hash) ?? make(source)
    keepNewest(byHash, hash, made, most)
    return made
  }

  return (source) => {
    const made = bySource.get(source) ?? find(source)
    bySource.set(source, made)
    return made
  }
}
