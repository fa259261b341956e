import { describe, expect, it } from 'vitest'
import { dateSkewMs, isRecent, isSigned, sign } from './signature.js'

/** The worked example of the contract, section 3.1. */
const request = {
  method: 'POST',
  body: Buffer.from('{"a":1}'),
  contentType: 'application/json; charset=utf-8',
  date: 'Wed, 02 Jan 2030 03:04:05 GMT',
  uri: '/trigger/',
}
const signature = 'SovdTG7dnxdABn0Zj7hLMbvXm4cc9Qq4xrzJdVmTypQ='

describe('a request’s signature', () => {
  it('is the one of the worked example', () => {
    expect(sign(request, 'ws')).toBe(signature)
    expect(isSigned(request, signature, ['other', 'ws'])).toBe(true)
  })

  it('has no digest for no body', () => {
    expect(sign({ ...request, body: Buffer.alloc(0) }, 'ws')).not.toBe(
      sign({ ...request, body: Buffer.from(' ') }, 'ws'),
    )
  })

  it.each([
    { method: 'PATCH' },
    { body: Buffer.from('{"a":2}') },
    { contentType: 'application/json' },
    { date: 'Wed, 02 Jan 2030 03:04:06 GMT' },
    { uri: '/trigger' },
  ])('covers %o', (change) => {
    expect(isSigned({ ...request, ...change }, signature, ['ws'])).toBe(false)
  })

  it('is not made with another secret, or with none', () => {
    expect(isSigned(request, signature, ['wt'])).toBe(false)
    expect(isSigned(request, signature, [])).toBe(false)
    expect(isSigned(request, '', ['ws'])).toBe(false)
  })
})

describe('a date', () => {
  const now = new Date('2030-01-02T03:04:05Z')
  it.each([
    'Wed, 02 Jan 2030 03:04:05 GMT',
    '2030-01-02T03:04:05Z',
    '2030-01-02T03:04:05.123Z',
    '2030-01-02T04:04:05+01:00',
    '2030-01-02T03:04:05.123456+00:00',
  ])('is recent in the form %s', (date) => {
    expect(isRecent(date, now)).toBe(true)
  })

  it('may be a quarter of an hour off, either way', () => {
    for (const way of [1, -1]) {
      const at = (ms: number): string => new Date(now.getTime() + way * ms).toUTCString()
      expect(isRecent(at(dateSkewMs), now)).toBe(true)
      expect(isRecent(at(dateSkewMs + 1000), now)).toBe(false)
    }
  })

  it.each(['', 'now', '1893553445', 'Wed, 02 Jan 2030', '2030-01-02T03:04:05'])('is not %j', (date) => {
    expect(isRecent(date, now)).toBe(false)
  })
})
