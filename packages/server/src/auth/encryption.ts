import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'

const cipher = 'aes-256-gcm'
const keyBytes = 32
const ivBytes = 12
const tagBytes = 16
/** Tells apart how a value was sealed, should that ever change. */
const version = '1.'

/** Thrown by `open`: the value was sealed with another key, or was changed since. */
export class SealBroken extends Error {
  constructor(cause?: unknown) {
    super('This value was not sealed with this encryption key', { cause })
    this.name = 'SealBroken'
  }
}

/** Encrypts text with AES-256-GCM. Each call gives another result. @param key 32 bytes */
export const seal = (key: Buffer, plain: string): string => {
  const iv = randomBytes(ivBytes)
  const encrypt = createCipheriv(cipher, key, iv, { authTagLength: tagBytes })
  const sealed = Buffer.concat([encrypt.update(plain, 'utf8'), encrypt.final()])
  return version + Buffer.concat([iv, encrypt.getAuthTag(), sealed]).toString('base64url')
}

/** Decrypts what `seal` made. @throws SealBroken */
export const open = (key: Buffer, sealed: string): string => {
  if (!sealed.startsWith(version)) throw new SealBroken()
  const bytes = Buffer.from(sealed.slice(version.length), 'base64url')
  if (bytes.length < ivBytes + tagBytes) throw new SealBroken()
  const decrypt = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
  decrypt.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
  try {
    return decrypt.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decrypt.final('utf8')
  } catch (cause) {
    throw new SealBroken(cause)
  }
}

const base64Key = /^[A-Za-z0-9+/_-]{43}=?$/
export const shortestPassphrase = 16

/**
 * The encryption key that a text stands for: 32 bytes as base64 (either alphabet) are taken as they are, any other
 * text is a passphrase. Every node makes the same key of the same text, so the salt is fixed.
 * @returns `undefined` when the text is shorter than 16 characters
 */
export const encryptionKeyFrom = (text: string): Buffer | undefined => {
  const given = text.trim()
  if (base64Key.test(given)) return Buffer.from(given, 'base64')
  if (given.length < shortestPassphrase) return undefined
  return scryptSync(given, 'inboxkit encryption key', keyBytes)
}

/** 32 random bytes as base64, as `INBOXKIT_ENCRYPTION_KEY` takes them. */
export const generateEncryptionKey = (): string => randomBytes(keyBytes).toString('base64')

/** Names an app. Not a secret: browsers carry it. */
export const generateApiKey = (): string => `ik_${randomBytes(18).toString('base64url')}`

/** Proves to be the app, and is the key of its user signatures. */
export const generateApiSecret = (): string => `is_${randomBytes(32).toString('base64url')}`
