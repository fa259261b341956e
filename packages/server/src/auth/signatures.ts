import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

/** Compares two secrets in a time that says nothing about either, not even their lengths. */
export const isSameSecret = (one: string, other: string): boolean =>
  timingSafeEqual(digest(one), digest(other))

/** Whether a secret is one of the live ones. Looks at all of them, whichever fits. */
export const isLiveSecret = (given: string, live: readonly string[]): boolean =>
  live.reduce((found, secret) => isSameSecret(given, secret) || found, false)

/** HMAC-SHA256 of the user identifier under the app's secret, standard base64 with padding (contract, section 2). */
export const signUser = (secret: string, userIdentifier: string): string =>
  createHmac('sha256', secret).update(userIdentifier, 'utf8').digest('base64')

/** Whether a user signature was made with one of the app's live secrets. */
export const isUserSignature = (
  signature: string,
  userIdentifier: string,
  liveSecrets: readonly string[],
): boolean =>
  isLiveSecret(
    signature,
    liveSecrets.map((secret) => signUser(secret, userIdentifier)),
  )
