import { bodyOf, problem } from '@inboxkit/protocol'
import { createClock, createTestFeed, createTestNetwork } from '@inboxkit/testing'
import { describe, expect, it } from 'vitest'
import { createIdentity, type IdentityOptions } from '../identity.js'
import { aToken } from '../testing/token.js'
import { createHttp } from './http.js'
import { createRoutes } from './routes.js'

const setUp = (options: Partial<IdentityOptions> = {}) => {
  const clock = createClock()
  const feed = createTestFeed(clock)
  const network = createTestNetwork(feed)
  const identity = createIdentity({ apiKey: 'key', userId: 'ann', ...options }, clock)
  const http = createHttp('https://inbox.test', identity, clock, network.fetch)
  return { clock, feed, network, http: { ...http, ...createRoutes(http) } }
}
const page = { filter: {}, limit: 25, cursor: null }

describe('requests', () => {
  it('connect in plain text with the credentials in the body, so that no preflight is needed', async () => {
    const { http, network } = setUp()
    await http.connect({ limit: 25, filter: { state: 'unread' } })
    expect(network.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v3/sdk/connect',
      body: { apiKey: 'key', userId: 'ann', feed: { limit: 25, filter: { state: 'unread' } } },
    })
    expect(network.requests[0]?.headers).toEqual({ 'Content-Type': 'text/plain' })
  })

  it('carry the key and the user, in letters of any language', async () => {
    const { http, network } = setUp({ userId: 'Zoë' })
    await http.page({ ...page, filter: { state: 'read', category: 'orders' }, cursor: '7' })
    const { headers = {}, query = [] } = network.requests[0] ?? {}
    expect(headers['X-ENGAGESPOT-API-KEY']).toBe('key')
    expect(Buffer.from(headers['X-ENGAGESPOT-USER-ID'] ?? '', 'latin1').toString()).toBe('Zoë')
    expect(headers['Authorization']).toBeUndefined()
    expect(Object.fromEntries(query)).toEqual({
      limit: '25',
      cursor: '7',
      filter: 'read',
      category: 'orders',
    })
  })

  it('name every part of a filter, and no more', async () => {
    const { http, network } = setUp()
    const filter = { tag: 'sale', tenant: 'acme', data: { project: 7 } } as const
    await http.page({ filter, limit: 25, cursor: null })
    await http.changes('epoch-1', 3, [filter, { state: 'archived' }])
    await http.changes('epoch-1', 3, [])
    const asked = network.requests.map(({ query }) => Object.fromEntries(query))
    expect(asked).toEqual([
      { limit: '25', cursor: '', tag: 'sale', tenant: 'acme', data: '{"project":7}' },
      { epoch: 'epoch-1', since: '3', filters: JSON.stringify([filter, { state: 'archived' }]) },
      { epoch: 'epoch-1', since: '3' },
    ])
  })

  it('carry only the token where there is one', async () => {
    const userToken = aToken()
    const { http, network } = setUp({ userToken })
    await http.changes('epoch-1', 0, [])
    expect(network.requests[0]?.headers).toEqual({ Authorization: `Bearer ${userToken}` })
    await http.connect({ limit: 25, filter: {} })
    expect(network.requests[1]?.body).toMatchObject({ userToken, userId: 'ann' })
  })
})

describe('a refused token', () => {
  const [old, fresh] = [aToken({ jti: 'old' }), aToken({ jti: 'new' })]
  const refreshing = (code: 'token_expired' | 'invalid_token') => {
    let calls = 0
    const opened = setUp({ userToken: () => (calls++ === 0 ? old : fresh) })
    opened.network.intercept = ({ headers }) =>
      headers['Authorization'] === `Bearer ${old}` ? problem(code) : undefined
    return { ...opened, calls: () => calls }
  }

  for (const code of ['token_expired', 'invalid_token'] as const) {
    it(`(${code}) is renewed once for parallel requests, which are repeated`, async () => {
      const { http, network, calls } = refreshing(code)
      await Promise.all([http.page(page), http.changes('epoch-1', 0, []), http.page(page)])
      expect(calls()).toBe(2)
      expect(network.requests).toHaveLength(6)
    })
  }

  it('is not renewed twice for one request', async () => {
    const { http, network, calls } = refreshing('token_expired')
    network.intercept = () => problem('token_expired')
    await expect(http.page(page)).rejects.toMatchObject({ code: 'token_expired' })
    expect([calls(), network.requests.length]).toEqual([2, 2])
  })

  it('cannot be renewed when it is text', async () => {
    const { http, network } = setUp({ userToken: old })
    network.intercept = () => problem('token_expired')
    await expect(http.page(page)).rejects.toMatchObject({ code: 'token_expired' })
    expect(network.requests).toHaveLength(1)
  })
})

describe('a failure', () => {
  const failing = async (answer: { status: number; body: unknown; headers?: Record<string, string> }) => {
    const { http, network } = setUp()
    network.intercept = () => ({ headers: {}, ...answer })
    return http.page(page).catch((error: unknown) => error)
  }

  it('of ours is a Problem with its code, sentence and fields', async () => {
    const fields = [{ field: 'limit', message: 'must be at most 100' }]
    const body = { ...bodyOf(problem('invalid_request', { fields })), requestId: 'r-1' }
    expect(await failing({ status: 400, body })).toMatchObject({
      code: 'invalid_request',
      retryable: false,
      requestId: 'r-1',
      fields,
      message: 'limit must be at most 100',
    })
  })

  it('of something between is told by its status, with the time it asks for', async () => {
    const headers = { 'retry-after': '7' }
    expect(await failing({ status: 503, body: '<html>', headers })).toMatchObject({
      code: 'internal',
      retryable: true,
      retryAfterMs: 7000,
    })
    expect(await failing({ status: 429, body: {} })).toMatchObject({ code: 'rate_limited' })
    expect(await failing({ status: 404, body: '<html>' })).toMatchObject({ code: 'garbled' })
    expect(await failing({ status: 200, body: '<html>' })).toMatchObject({ code: 'garbled' })
    expect(await failing({ status: 400, body: { code: 'toString' } })).toMatchObject({ code: 'garbled' })
  })

  it('of the network is offline, and of patience is timed out', async () => {
    const { http, network, clock } = setUp()
    network.setDown(true)
    await expect(http.page(page)).rejects.toMatchObject({
      code: 'offline',
      cause: { message: 'fetch failed' },
    })
    network.setDown(false)
    network.isInstant = false
    const late = http.page(page).catch((error: unknown) => error)
    await clock.advance(20_000)
    expect(await late).toMatchObject({ code: 'timed_out', retryable: true })
    expect(clock.timers()).toBe(0)
  })
})
