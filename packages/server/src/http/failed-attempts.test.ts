import { problem } from '@inboxkit/protocol'
import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import type { Credentials } from '../auth/credentials.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { openTestServer } from '../testing/test-server.js'
import { createAttemptLimit } from './failed-attempts.js'

const limit = 1000
const credentialsOf = (name: string): Credentials => ({ kind: 'user', apiKey: 'shop', userIdentifier: name })
const wrong = () => Promise.reject(problem('invalid_credentials'))
const right = () => Promise.resolve('proven')

describe('failed attempts', () => {
  const open = () => {
    const clock = createFakeClock()
    const attempt = createAttemptLimit(true, clock.now)
    const failing = async (address: string, times: number) => {
      for (let at = 0; at < times; at++)
        await expect(attempt(address, credentialsOf(`x${at}`), wrong)).rejects.toMatchObject({ status: 401 })
    }
    return { clock, attempt, failing }
  }

  it('stop an address until its time is over, and no other', async () => {
    const { clock, attempt, failing } = open()
    await failing('a', limit)
    clock.advance(4000)
    await expect(attempt('a', credentialsOf('ann'), right)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 6000,
    })
    expect(await attempt('b', credentialsOf('ann'), right)).toBe('proven')
    clock.advance(6000)
    await failing('a', 1)
  })

  it('do not stop credentials that held before', async () => {
    const { attempt, failing } = open()
    await attempt('a', credentialsOf('ann'), right)
    await failing('a', limit)
    expect(await attempt('a', credentialsOf('ann'), right)).toBe('proven')
    await expect(attempt('a', credentialsOf('bob'), right)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('are counted together for a network of IPv6, of which one caller has all addresses', async () => {
    const { attempt } = open()
    for (let at = 0; at < limit; at++)
      await expect(
        attempt(`2001:db8:1:2::${at.toString(16)}`, credentialsOf(`x${at}`), wrong),
      ).rejects.toMatchObject({
        status: 401,
      })
    const next = attempt('2001:db8:1:2:3:4:5:6', credentialsOf('ann'), right)
    await expect(next).rejects.toMatchObject({ code: 'rate_limited' })
    expect(await attempt('2001:db8:1:3::1', credentialsOf('ann'), right)).toBe('proven')
  })

  it('are only those that did not prove who they are', async () => {
    const { attempt } = open()
    for (let at = 0; at < limit + 1; at++) {
      const refused = attempt('a', credentialsOf('ann'), () => Promise.reject(problem('user_not_found')))
      await expect(refused).rejects.toMatchObject({ status: 404 })
    }
    expect(await attempt('a', credentialsOf('ann'), right)).toBe('proven')
  })

  it('are counted over HTTP and sockets together, and told with a time to come back', async () => {
    const test = await openTestServer({ rateLimit: true })
    const ask = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
      test.server.inject({ method: 'GET', url: '/v3/users?limit=1', headers, remoteAddress })
    const guess = (at: number) => ask({ ...test.asApp, 'x-engagespot-api-secret': `guess-${at}` })
    const connect = async (auth: object): Promise<string> => {
      const socket = io(url, { transports: ['websocket'], auth, reconnection: false, forceNew: true })
      const outcome = await new Promise<string>((resolve) => {
        socket.on('connect', () => resolve('connected'))
        socket.on('connect_error', (error) =>
          resolve((error as Error & { data: { code: string } }).data.code),
        )
      })
      socket.close()
      return outcome
    }
    const { url } = await test.server.listen()
    const stranger = { protocol: 1, apiKey: 'nobody', userId: 'ann' }
    try {
      expect((await ask(test.asApp)).statusCode).toBe(200)
      expect(await connect(stranger)).toBe('invalid_credentials')
      const guesses = await Promise.all(Array.from({ length: limit - 1 }, (_, at) => guess(at)))
      expect(new Set(guesses.map(({ statusCode }) => statusCode))).toEqual(new Set([401]))

      const refused = await guess(limit)
      expect(refused.statusCode).toBe(429)
      expect(refused.json()).toMatchObject({ status: 'error', code: 'rate_limited' })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect(await connect(stranger)).toBe('rate_limited')

      expect((await ask(test.asApp)).statusCode).toBe(200)
      expect((await ask(test.asOtherApp, '10.0.0.1')).statusCode).toBe(200)
      // No proxy is known, so a caller cannot say to be somebody else.
      const moved = { 'x-engagespot-api-secret': 'guess', 'x-forwarded-for': '203.0.113.9' }
      expect((await ask({ ...test.asApp, ...moved })).statusCode).toBe(429)
      test.clock.advance(10_001)
      expect((await guess(0)).statusCode).toBe(401)
      expect(await connect({ ...stranger, apiKey: 'shop' })).toBe('connected')
    } finally {
      await test.close()
    }
  })
})
