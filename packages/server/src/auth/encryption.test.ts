import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  encryptionKeyFrom,
  generateApiKey,
  generateApiSecret,
  generateEncryptionKey,
  open,
  SealBroken,
  seal,
} from './encryption.js'

const key = randomBytes(32)

describe('sealing', () => {
  it('gives back what was sealed', () => {
    for (const plain of ['', 'is_abc', 'Grüße 🎉']) expect(open(key, seal(key, plain))).toBe(plain)
  })

  it('never seals the same text to the same value', () => {
    expect(seal(key, 'same')).not.toBe(seal(key, 'same'))
  })

  it('refuses another key', () => {
    expect(() => open(randomBytes(32), seal(key, 'secret'))).toThrow(SealBroken)
  })

  it('refuses a value that was changed in any place', () => {
    const sealed = seal(key, 'secret')
    const bytes = Buffer.from(sealed.slice(2), 'base64url')
    for (let place = 0; place < bytes.length; place++) {
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(() => open(key, `1.${changed.toString('base64url')}`)).toThrow(SealBroken)
    }
  })

  it.each(['', '1.', '1.AAAA', 'plain text', '2.'.padEnd(60, 'A')])(
    'refuses %j, which was never sealed',
    (text) => {
      expect(() => open(key, text)).toThrow(SealBroken)
    },
  )
})

describe('an encryption key from text', () => {
  it('takes 32 bytes as base64 in either alphabet, with or without padding', () => {
    const bytes = Buffer.alloc(32, 0xfb)
    for (const text of [
      bytes.toString('base64'),
      bytes.toString('base64url'),
      `${bytes.toString('base64')}\n`,
    ])
      expect(encryptionKeyFrom(text)).toEqual(bytes)
  })

  it('makes the same 32 bytes of the same passphrase', () => {
    const made = encryptionKeyFrom('correct horse battery staple')
    expect(made).toHaveLength(32)
    expect(encryptionKeyFrom('correct horse battery staple')).toEqual(made)
    expect(encryptionKeyFrom('correct horse battery stable')).not.toEqual(made)
  })

  it('makes none of fewer than 16 characters', () => {
    expect(encryptionKeyFrom('fifteen letters')).toBeUndefined()
    expect(encryptionKeyFrom('sixteen letters!')).toHaveLength(32)
  })

  it('takes what it generates', () => {
    expect(encryptionKeyFrom(generateEncryptionKey())).toHaveLength(32)
  })
})

describe('generated keys', () => {
  it('are safe in a URL and differ each time', () => {
    expect(generateApiKey()).toMatch(/^ik_[A-Za-z0-9_-]{24}$/)
    expect(generateApiSecret()).toMatch(/^is_[A-Za-z0-9_-]{43}$/)
    expect(generateApiSecret()).not.toBe(generateApiSecret())
  })
})
