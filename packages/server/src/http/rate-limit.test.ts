import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
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
