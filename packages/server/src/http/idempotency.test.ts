import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maintain } from '../features/maintenance/service.js'
import { openTestDb, type TestDb } from '../testing/test-db.js'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { type CounterServer, openCounterServer } from './testing/counter-server.js'

const replayed = { 'idempotent-replayed': 'true' }

describe('a write with an Idempotency-Key', () => {
  let test: TestDb
  let server: CounterServer
  beforeAll(async () => {
    test = await openTestDb()
    server = await openCounterServer(test.db)
  })
  afterAll(async () => {
    await server.close()
    await test.close()
  })

  it('is answered alike when it is repeated, to the letter, and done once', async () => {
    const request = { path: '/v3/counts/repeated', key: 'k', body: { b: 1, a: [1.5, 'é'] } }
    const first = await server.count(request)
    const second = await server.count(request)
    // Only the key is waited for with a limit.
    expect(first).toMatchObject({ status: 202, body: { a: 1, lockTimeout: '0' } })
    expect(first.headers).not.toHaveProperty('idempotent-replayed')
    expect(second).toMatchObject({ status: 202, text: first.text, headers: replayed })
    expect(await server.counted('repeated')).toBe(1)
  })

  it('is done each time without a key', async () => {
    await server.count({ path: '/v3/counts/keyless' })
    const second = await server.count({ path: '/v3/counts/keyless' })
    expect(second).toMatchObject({ status: 202, body: { a: 2 } })
    expect(second.headers).not.toHaveProperty('idempotent-replayed')
  })

  it('is refused with another body, or another query', async () => {
    const path = '/v3/counts/bodies'
    expect((await server.count({ path, key: 'k', body: { n: 1 } })).status).toBe(202)
    const others = [
      { path, body: { n: 2 } },
      { path, body: {} },
      { path: `${path}?n=2`, body: { n: 1 } },
    ]
    for (const other of others)
      expect(await server.count({ key: 'k', ...other })).toMatchObject({
        status: 409,
        body: { status: 'error', code: 'idempotency_conflict', requestId: expect.any(String) },
      })
    expect(await server.counted('bodies')).toBe(1)
    expect(await server.count({ path, key: 'k', body: { n: 1 } })).toMatchObject({ headers: replayed })
  })

  it.each([
    ['another user', { as: 'shop:bobby' }],
    ['another app', { as: 'other' }],
    ['another app’s user', { as: 'other:ann' }],
    ['the app instead of a user', { as: 'shop' }],
    ['another path', { path: '/v3/counts/elsewhere' }],
    ['another method', { method: 'PATCH' as const }],
    ['another key', { key: 'K' }],
  ])('is another write with %s', async (who, change) => {
    const request = { as: 'shop:ann', path: '/v3/counts/shared', key: `k ${who}` }
    expect((await server.count(request)).status).toBe(202)
    const other = await server.count({ ...request, ...change })
    expect(other.status).toBe(202)
    expect(other.headers).not.toHaveProperty('idempotent-replayed')
  })

  it('is the same write with a slash at the end of the path', async () => {
    await server.count({ path: '/v3/counts/slash', key: 'k' })
    expect(await server.count({ path: '/v3/counts/slash/', key: 'k' })).toMatchObject({ headers: replayed })
  })

  it.each([
    ['refused', 422],
    ['broken', 500],
  ])('that fails (%s: %i) leaves nothing behind, and its key unused', async (failing, status) => {
    const path = `/v3/counts/${failing}`
    for (let again = 0; again < 2; again++) {
      const failed = await server.count({ path, key: 'k', body: { failing } })
      expect(failed.status).toBe(status)
      expect(failed.headers).not.toHaveProperty('idempotent-replayed')
    }
    expect(await server.counted(failing)).toBe(0)
    expect(await server.count({ path, key: 'k' })).toMatchObject({ status: 202, body: { a: 1 } })
  })

  it('leaves the key unused as well when the body does not parse', async () => {
    const path = '/v3/counts/parsed'
    expect((await server.count({ path, key: 'k', body: { failing: 'flying' } })).status).toBe(400)
    expect((await server.count({ path, key: 'k' })).status).toBe(202)
  })

  it('takes effect once when it comes a hundred times at once', async () => {
    const request = { method: 'PATCH', path: '/v3/counts/crowd', key: 'k' } as const
    const answers = await Promise.all(Array.from({ length: 100 }, () => server.count(request)))
    expect(await server.counted('crowd')).toBe(1)
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 202, body: { a: 1 } })
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(99)
  })

  it('is done by the next when the first of many fails', async () => {
    const path = '/v3/counts/failing-crowd'
    const bodies = [{ failing: 'broken' }, ...Array.from({ length: 20 }, () => ({}))]
    const answers = await Promise.all(bodies.map((body) => server.count({ path, key: 'k', body })))
    expect(answers[0]?.status).toBeGreaterThanOrEqual(409)
    expect(answers.slice(1).map(({ status }) => status)).toEqual(Array(20).fill(202))
    expect(await server.counted('failing-crowd')).toBe(1)
  })

  it('is told of once, after its commit, and not at all when it fails', async () => {
    const path = '/v3/counts/told'
    const before = server.told.length
    await server.count({ path, key: 'a' })
    await server.count({ path, key: 'a' })
    await server.count({ path, key: 'b', body: { failing: 'refused' } })
    expect(await Promise.all(server.told.slice(before))).toEqual([1])
  })

  it.each([
    ['empty', ''],
    ['longer than 255 characters', 'k'.repeat(256)],
  ])('is refused when the key is %s', async (_what, key) => {
    expect(await server.count({ path: '/v3/counts/keys', key })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_request',
        fields: [{ field: 'Idempotency-Key', message: 'must have 1 to 255 characters' }],
      },
    })
    expect(await server.counted('keys')).toBe(0)
  })

  it('takes the longest key on the longest path', async () => {
    const random = (from: number, among: number, length: number): string =>
      Array.from({ length }, () => String.fromCodePoint(from + Math.floor(Math.random() * among))).join('')
    const request = {
      path: `/v3/counts/${encodeURIComponent(random(0x4e00, 20_000, 1000))}`,
      key: random(0xa1, 90, 255),
    }
    expect((await server.count(request)).status).toBe(202)
    expect(await server.count(request)).toMatchObject({ status: 202, headers: replayed })
    const other = { ...request, path: `${request.path}x` }
    expect((await server.count(other)).headers).not.toHaveProperty('idempotent-replayed')
  })
})

describe('Idempotency-Key on the routes of the product', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  const keyed = (key: string) => ({ ...test.asApp, 'idempotency-key': key })

  it('is not looked at where nothing is written', async () => {
    const headers = { ...test.asUser('ann'), 'idempotency-key': 'k'.repeat(300) }
    expect((await test.call('GET', '/v3/notifications', headers)).status).toBe(200)
  })

  it('is kept for 24 hours', async () => {
    const put = () => test.call('PUT', '/v3/users/kept', keyed('k'), { n: 1 })
    const sweepAfter = (hours: number) =>
      maintain(test.db, new Date(test.clock.now().getTime() + hours * 3_600_000))
    await put()
    await sweepAfter(23)
    expect(await put()).toMatchObject({ status: 200, headers: replayed })
    await sweepAfter(25)
    expect((await put()).headers).not.toHaveProperty('idempotent-replayed')
  })

  it('keeps to one secret or the other of an app, and to no user', async () => {
    const other = {
      ...keyed('same'),
      'x-engagespot-api-secret': '',
      'x-engagespot-secret-key': 'shop-secret',
    }
    await test.call('PUT', '/v3/users/secrets', keyed('same'), { n: 1 })
    expect(await test.call('PUT', '/v3/users/secrets', other, { n: 1 })).toMatchObject({ headers: replayed })
  })

  it('is shared by nobody: the same key of two users is two writes', async () => {
    const [ann, bob] = await Promise.all(
      ['ann', 'bob'].map((name) =>
        test.call('POST', '/v3/sdk/connect', { ...test.asUser(name), 'idempotency-key': 'k' }, {}),
      ),
    )
    for (const answer of [ann, bob]) {
      expect(answer?.status).toBe(200)
      expect(answer?.headers).not.toHaveProperty('idempotent-replayed')
    }
  })
})
