import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

export type TokenAlgorithm = 'RS256' | 'ES256'

/** A public key that user tokens of one app may be signed with. */
export interface PublicKey {
  /** What a token's `kid` names: the key's thumbprint after RFC 7638, unless it was stored under another name. */
  keyId: string
  /** Follows from the key, never from a token. */
  algorithm: TokenAlgorithm
  key: KeyObject
}

/** Said by settings that take public keys. */
export const publicKeyRule = 'a PEM public key: RSA with at least 2,048 bits, or EC on the curve P-256'

/** Thrown by `readPublicKey(s)`; `message` says what is wrong with the text. */
export class PublicKeyRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'PublicKeyRefused'
  }
}

/** Reads one public key. @throws PublicKeyRefused */
export const readPublicKey = (pem: string): PublicKey => {
  // Node would quietly derive the public half of a private key, which then lies where it should not be.
  if (/PRIVATE KEY-----/.test(pem)) throw new PublicKeyRefused('this is a private key: give its public half')
  const key = parse(pem)
  return { key, algorithm: algorithmOf(key), keyId: thumbprint(key) }
}

/** Reads one or more public keys out of one text. @throws PublicKeyRefused, also when there is none */
export const readPublicKeys = (text: string): PublicKey[] => {
  const blocks = text.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g)
  if (!blocks) throw new PublicKeyRefused('there is no PEM block in it')
  return blocks.map(readPublicKey)
}

const parse = (pem: string): KeyObject => {
  try {
    return createPublicKey(pem)
  } catch (cause) {
    throw new PublicKeyRefused('it cannot be read', cause)
  }
}

const algorithmOf = (key: KeyObject): TokenAlgorithm => {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa') {
    if (modulusLength >= 2048) return 'RS256'
    throw new PublicKeyRefused(`it is an RSA key of only ${modulusLength} bits`)
  }
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256'
  throw new PublicKeyRefused(`it is a key of the kind ${namedCurve ?? key.asymmetricKeyType}`)
}

const thumbprint = (key: KeyObject): string => {
  const { crv, e, kty, n, x, y } = key.export({ format: 'jwk' })
  // RFC 7638: the required members only, in alphabetical order.
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

/** A new pair: the private half for whoever signs user tokens, the public half for this server. */
export const generateSigningKeys = (
  algorithm: TokenAlgorithm,
): { privateKey: string; publicKey: string; keyId: string } => {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const
  const pair =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding })
      : generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding })
  return { ...pair, keyId: readPublicKey(pair.publicKey).keyId }
}
