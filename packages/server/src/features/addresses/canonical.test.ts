import { describe, expect, it } from 'vitest'
import { hashOf, withoutTwins } from './canonical.js'

describe('addresses', () => {
  it('are the same however they are written', () => {
    expect(hashOf({ email: 'Ann@Shop.test' })).toEqual(hashOf({ email: 'ann@shop.test' }))
    expect(hashOf({ token: 'x', provider: 'fcm' })).toEqual(hashOf({ provider: 'fcm', token: 'x' }))
    expect(hashOf({ token: 'X', provider: 'fcm' })).not.toEqual(hashOf({ token: 'x', provider: 'fcm' }))
    expect(hashOf(null)).toHaveLength(32)
    expect(withoutTwins([{ email: 'A@b.test' }, { email: 'c@b.test' }, { email: 'a@b.test' }])).toEqual([
      { email: 'A@b.test' },
      { email: 'c@b.test' },
    ])
  })
})
