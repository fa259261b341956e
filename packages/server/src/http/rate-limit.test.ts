import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'

describe('rate limits', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer({ rateLimit: true })
  })
  afterAll(() => test.close())

  it('stop one user, say when to come back, and leave the others alone', async () => {
    const ask = (name: string) => test.call('GET', '/v3/notifications?limit=0', test.asUser(name))
    for (let asked = 0; asked < 1000; asked++) await ask('greedy')
    const refused = await ask('greedy')
    expect(refused).toMatchObject({ status: 429, body: { status: 'error', code: 'rate_limited' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await ask('modest')).status).toBe(400)
    expect((await test.call('GET', '/healthz')).status).toBe(200)
  })
})
