import { describe, expect, it } from 'vitest'
import { isLiveSecret, isSameSecret, isUserSignature, signUser } from './signatures.js'

describe('user signatures', () => {
  it('are HMAC-SHA256 of the identifier alone, in padded base64', () => {
    // printf ann | openssl dgst -sha256 -hmac secret -binary | base64
    expect(signUser('secret', 'ann')).toBe('qtTmGZt33jMF5WiZlIaovkO0y8fWKZ/zLqze0Q0aEms=')
  })

  it('hold for one user and one secret', () => {
    const signature = signUser('secret', 'ann')
    expect(isUserSignature(signature, 'ann', ['secret'])).toBe(true)
    expect(isUserSignature(signature, 'bob', ['secret'])).toBe(false)
    expect(isUserSignature(signature, 'ann', ['other'])).toBe(false)
    expect(isUserSignature(signature, 'ann', [])).toBe(false)
    expect(isUserSignature('', 'ann', ['secret'])).toBe(false)
  })

  it('hold under each of two live secrets while keys are rotated', () => {
    const live = ['old', 'new']
    expect(isUserSignature(signUser('old', 'ann'), 'ann', live)).toBe(true)
    expect(isUserSignature(signUser('new', 'ann'), 'ann', live)).toBe(true)
  })

  it('take identifiers as UTF-8', () => {
    expect(isUserSignature(signUser('secret', 'Ünal 🎉'), 'Ünal 🎉', ['secret'])).toBe(true)
  })
})

describe('secrets', () => {
  it('are compared whatever their lengths', () => {
    expect(isSameSecret('abc', 'abc')).toBe(true)
    expect(isSameSecret('abc', 'abcd')).toBe(false)
    expect(isSameSecret('', 'a')).toBe(false)
  })

  it('are live when they are one of the list', () => {
    expect(isLiveSecret('b', ['a', 'b'])).toBe(true)
    expect(isLiveSecret('c', ['a', 'b'])).toBe(false)
    expect(isLiveSecret('c', [])).toBe(false)
  })
})
