import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'

/** Of every server that is fuzzed, so that links to preferences can be signed as it signs them. */
export const encryptionKey: Buffer = Buffer.alloc(32, 9)

const key = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'inboxkit preference links', 32))

const sign = (ids: readonly number[]): string => {
  const text = ['1', ...ids.map((id) => id.toString(36))].join('.')
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}

const upTo = (most: number) => fc.integer({ min: 0, max: most })

/** Tokens of links in messages: app, user, category, tenant. Many users and categories are there. */
export const linkToken: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(1, 1, 2), fc.integer({ min: 1, max: 30 }), fc.oneof(upTo(0), upTo(8)), upTo(3))
  .map(sign)
