import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signHeaders } from './sign.js'

const at = new Date('2022-11-08T20:53:40.900Z')

describe('a signature', () => {
  it('is what the standard gives as its example', () => {
    const body = '{"test": 2432232314}'
    const when = new Date(1_614_265_330_000)
    expect(
      signHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', when, body),
    ).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('takes any other secret as it stands', () => {
    const expected = createHmac('sha256', 'schlüssel').update('7.1667940820.{"ü":1}').digest('base64')
    expect(signHeaders('schlüssel', '7', at, '{"ü":1}')['webhook-signature']).toBe(`v1,${expected}`)
  })

  it('is another one for another id, instant, body or secret', () => {
    const one = (secret = 's', id = 'a', when = at, body = 'b') => signHeaders(secret, id, when, body)
    const all = [one(), one('t'), one('s', 'c'), one('s', 'a', new Date(0)), one('s', 'a', at, 'd')]
    expect(new Set(all.map((headers) => headers['webhook-signature'])).size).toBe(all.length)
  })
})
