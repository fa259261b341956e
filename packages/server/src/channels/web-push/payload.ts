import { shorten } from '../shorten.js'
import type { ContentOf } from '../types.js'

/** Push services take 4,096 bytes, of which encryption needs 103 (RFC 8188: header, delimiter and tag). */
export const mostPayloadBytes = 4_096 - 86 - 1 - 16

const longestTitle = 200

/**
 * What the service worker is given: `{ title, body, url, icon, id }`. A body that is too long ends with `…`.
 * @returns `null` when nothing of the body is left and it is still too long
 */
export const payloadOf = (id: string, { title, body, url, icon }: ContentOf['webPush']): string | null => {
  const withBody = (most: number): string =>
    JSON.stringify({ title: shorten(title, longestTitle), body: shorten(body, most), url, icon, id })
  const fits = (most: number): boolean => Buffer.byteLength(withBody(most)) <= mostPayloadBytes
  if (fits(body.length)) return withBody(body.length)
  if (!fits(1)) return null
  let shortest = 1
  let longest = Math.min(body.length, mostPayloadBytes)
  while (shortest < longest) {
    const middle = Math.ceil((shortest + longest) / 2)
    if (fits(middle)) shortest = middle
    else longest = middle - 1
  }
  return withBody(shortest)
}
