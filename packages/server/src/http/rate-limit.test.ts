import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { createCallerAddresses } from './caller-address.js'
import { limitRates } from './rate-limit.js'

describe('rate limits', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer({ rateLimit: true, limits: { requestsPerUser: 20 } })
  })
  afterAll(() => test.close())

  it('are 1,000 requests in 10 s unless the operator says otherwise', async () => {
    const http = fastify()
    await limitRates(http)
    http.get('/v3/x', async () => 'here')
    const ask = async () => (await http.inject({ url: '/v3/x' })).statusCode
    for (let asked = 0; asked < 1000; asked++) expect(await ask()).toBe(200)
    expect(await ask()).toBe(429)
  })

  it('stop one user, say when to come back, and leave the others alone', async () => {
    const ask = (name: string) => test.call('GET', '/v3/notifications?limit=0', test.asUser(name))
    for (let asked = 0; asked < 20; asked++) await ask('greedy')
    const refused = await ask('greedy')
    expect(refused).toMatchObject({ status: 429, body: { status: 'error', code: 'rate_limited' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await ask('modest')).status).toBe(400)
    expect((await test.call('GET', '/healthz')).status).toBe(200)
  })
})

describe('whoever lies about who they are', () => {
  it('uses up nobody else’s share, be it a user’s with a signature or an app’s', async () => {
    const http = fastify()
    await limitRates(http, undefined, 5)
    http.get('/v3/x', async () => 'here')
    const ask = async (headers: Record<string, string>) =>
      (await http.inject({ url: '/v3/x', headers })).statusCode
    const ann = { 'x-engagespot-api-key': 'shop', 'x-engagespot-user-id': 'ann' }
    const forged = { ...ann, 'x-engagespot-user-signature': 'forged' }
    for (let asked = 0; asked < 5; asked++) expect(await ask(forged)).toBe(200)
    expect(await ask(forged)).toBe(429)
    for (let asked = 0; asked < 5; asked++) expect(await ask(ann)).toBe(200)
    expect(await ask(ann)).toBe(429)
    expect(await ask({ ...ann, 'x-engagespot-user-signature': 'right' })).toBe(200)
    expect(await ask({ authorization: 'Bearer hers' })).toBe(200)
  })

  it('is counted by address without any word, where IPv6 counts by its network', async () => {
    const http = fastify({ trustProxy: createCallerAddresses(['10.0.0.0/8']).isProxy })
    await limitRates(http, undefined, 2)
    http.get('/v3/x', async () => 'here')
    const ask = async (remoteAddress: string, forwarded = '') =>
      (await http.inject({ url: '/v3/x', remoteAddress, headers: { 'x-forwarded-for': forwarded } }))
        .statusCode
    expect([await ask('2001:db8::1'), await ask('2001:db8::2'), await ask('2001:db8::3')]).toEqual([
      200, 200, 429,
    ])
    // Past the proxy, what is said of where it comes from counts for nothing.
    for (const [at, status] of [200, 200, 429].entries())
      expect(await ask('203.0.113.1', `198.51.100.${at}`)).toBe(status)
    for (const [at, status] of [200, 200, 429].entries())
      expect(await ask('10.0.0.1', `198.51.100.${at}, 203.0.113.2`)).toBe(status)
    expect(await ask('10.0.0.1', '203.0.113.3')).toBe(200)
  })
})
