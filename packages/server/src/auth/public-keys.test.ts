import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { generateSigningKeys, readPublicKey, readPublicKeys } from './public-keys.js'

const spki = { type: 'spki', format: 'pem' } as const
const pkcs8 = { type: 'pkcs8', format: 'pem' } as const

describe('public keys', () => {
  it.each(['RS256', 'ES256'] as const)(
    'of a generated %s pair are read, and named by their thumbprint',
    async (algorithm) => {
      const { publicKey, keyId } = generateSigningKeys(algorithm)
      expect(readPublicKey(publicKey)).toMatchObject({ algorithm, keyId })
      expect(keyId).toBe(await calculateJwkThumbprint(createPublicKey(publicKey).export({ format: 'jwk' })))
    },
  )

  it('may stand several in one text', () => {
    const [one, two] = [generateSigningKeys('RS256'), generateSigningKeys('ES256')]
    const keys = readPublicKeys(`first\n${one.publicKey}\nsecond\n${two.publicKey}`)
    expect(keys.map(({ keyId }) => keyId)).toEqual([one.keyId, two.keyId])
  })

  it('are refused when they are private', () => {
    expect(() => readPublicKeys(generateSigningKeys('ES256').privateKey)).toThrow(/private key/)
  })

  it('are refused when they are too weak or of another kind', () => {
    const short = generateKeyPairSync('rsa', {
      modulusLength: 1024,
      publicKeyEncoding: spki,
      privateKeyEncoding: pkcs8,
    })
    expect(() => readPublicKey(short.publicKey)).toThrow(/1024 bits/)
    const p384 = generateKeyPairSync('ec', {
      namedCurve: 'P-384',
      publicKeyEncoding: spki,
      privateKeyEncoding: pkcs8,
    })
    expect(() => readPublicKey(p384.publicKey)).toThrow(/secp384r1/)
    const ed25519 = generateKeyPairSync('ed25519', { publicKeyEncoding: spki, privateKeyEncoding: pkcs8 })
    expect(() => readPublicKey(ed25519.publicKey)).toThrow(/ed25519/)
  })

  it('are refused when the text holds none, or a broken one', () => {
    expect(() => readPublicKeys('keys/public.pem')).toThrow(/no PEM block/)
    expect(() => readPublicKeys('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----')).toThrow(
      /cannot be read/,
    )
  })
})
