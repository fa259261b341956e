import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

export interface KeyPair {
  privateKey: KeyObject
  pkcs8: string
  /** PKCS#1 of an RSA key, SEC1 of an EC key. */
  traditional: string
  publicKey: KeyObject
  /** The name under which the server keeps the public half: its thumbprint after RFC 7638. */
  keyId: string
}

const describePair = (privateKey: KeyObject, traditionalType: 'pkcs1' | 'sec1'): KeyPair => {
  const publicKey = createPublicKey(privateKey)
  const { crv, e, kty, n, x, y } = publicKey.export({ format: 'jwk' })
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }
  return {
    privateKey,
    pkcs8: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    traditional: String(privateKey.export({ format: 'pem', type: traditionalType })),
    publicKey,
    keyId: createHash('sha256').update(JSON.stringify(members)).digest('base64url'),
  }
}

export const rsaPair = (): KeyPair =>
  describePair(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'pkcs1')

export const ecPair = (namedCurve: string = 'P-256'): KeyPair =>
  describePair(generateKeyPairSync('ec', { namedCurve }).privateKey, 'sec1')
