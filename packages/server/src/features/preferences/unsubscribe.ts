import type { Links } from '../templates/links.js'
import { type PageOwner, signPageToken } from './page-token.js'

const addressOf = (key: Buffer, baseUrl: string, path: string, of: PageOwner): string =>
  `${baseUrl.replace(/\/+$/, '')}${path}?token=${signPageToken(key, of)}`

/**
 * Where one click turns e-mail of a category off, or e-mail as a whole: for `List-Unsubscribe` (RFC 8058).
 * @param key the server's encryption key
 * @param baseUrl what people reach this server by
 */
export const unsubscribeUrl = (key: Buffer, baseUrl: string, of: PageOwner): string =>
  addressOf(key, baseUrl, '/v3/unsubscribe', of)

/** Where a user without an account here sees and changes what they get: for a link at the end of a message. */
export const preferencePageUrl = (key: Buffer, baseUrl: string, of: PageOwner): string =>
  addressOf(key, baseUrl, '/preferences', of)

/** The same, for texts of messages, and where people unsubscribe: what they open asks for one click, and does nothing else. */
export const linksTo = (key: Buffer, baseUrl: string, of: PageOwner): Links => ({
  get preferencesUrl() {
    return preferencePageUrl(key, baseUrl, of)
  },
  get unsubscribeUrl() {
    return addressOf(key, baseUrl, '/preferences/unsubscribe', of)
  },
})
