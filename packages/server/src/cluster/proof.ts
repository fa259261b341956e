import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** How nodes know each other's words: whoever can write to their line, and nothing more, is not heard. */
export interface Proof {
  sign(text: string): string
  /** @returns `undefined` for what no node of ours has said */
  read(signed: string): string | undefined
}

const macLength = 43

/**
 * By HMAC-SHA256, with a key for this line alone: what was said on another is not repeated here. What was said here may
 * be; nodes say what has changed, and hearing it twice does no harm.
 * @param encryptionKey that of all nodes
 * @param channel the name of the line
 */
export const createProof = (encryptionKey: Buffer, channel: string): Proof => {
  const key = Buffer.from(hkdfSync('sha256', encryptionKey, channel, 'inboxkit nodes', 32))
  const macOf = (text: string): string => createHmac('sha256', key).update(text).digest('base64url')
  return {
    sign: (text) => macOf(text) + text,
    read(signed) {
      const text = signed.slice(macLength)
      const given = Buffer.from(signed.slice(0, macLength))
      const wanted = Buffer.from(macOf(text))
      return given.length === wanted.length && timingSafeEqual(given, wanted) ? text : undefined
    },
  }
}
