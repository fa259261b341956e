import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** Whose preferences a link opens, and what it was sent about; our ids. */
export interface PageOwner {
  appId: number
  userId: number
  /** `null` = e-mail as a whole. */
  categoryId: number | null
  tenantId: number | null
}

/** Tells apart what tokens hold, should that ever change. */
const version = '1'
const tokenPattern = /^1((?:\.[0-9a-z]{1,11}){4})\.([A-Za-z0-9_-]{43})$/

const derived = new WeakMap<Buffer, Buffer>()

/** A key of its own, so that nothing that is signed with it opens anything else. */
const keyFor = (encryptionKey: Buffer): Buffer => {
  const known = derived.get(encryptionKey)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'inboxkit preference links', 32))
  derived.set(encryptionKey, key)
  return key
}

const signatureOf = (encryptionKey: Buffer, text: string): Buffer =>
  createHmac('sha256', keyFor(encryptionKey)).update(text).digest()

/**
 * What a link in a message carries instead of credentials: four ids in base 36 and their HMAC-SHA256. It does not
 * expire, as mail is kept for years, and can do nothing but read and change these preferences.
 * @param encryptionKey the server's
 */
export const signPageToken = (
  encryptionKey: Buffer,
  { appId, userId, categoryId, tenantId }: PageOwner,
): string => {
  const ids = [appId, userId, categoryId ?? 0, tenantId ?? 0].map((id) => id.toString(36))
  const text = [version, ...ids].join('.')
  return `${text}.${signatureOf(encryptionKey, text).toString('base64url')}`
}

/** @returns `undefined` when this server did not sign it */
export const readPageToken = (encryptionKey: Buffer, token: string): PageOwner | undefined => {
  const [, ids, signature] = tokenPattern.exec(token) ?? []
  if (ids === undefined || signature === undefined) return undefined
  const given = Buffer.from(signature, 'base64url')
  if (!timingSafeEqual(given, signatureOf(encryptionKey, version + ids))) return undefined
  const [appId = 0, userId = 0, categoryId = 0, tenantId = 0] = ids
    .slice(1)
    .split('.')
    .map((id) => Number.parseInt(id, 36))
  return { appId, userId, categoryId: categoryId || null, tenantId: tenantId || null }
}
