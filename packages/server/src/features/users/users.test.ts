import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { maxProfileBytes } from './profile.js'
import { saveUsers } from './service.js'

/** An attribute that makes a profile of `bytes` bytes, alone in it. */
const filling = (bytes: number, name = 'a') => ({ [name]: 'x'.repeat(bytes - `{"${name}":""}`.length) })

describe('users', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  const get = (identifier: string, as = test.asApp) =>
    test.call('GET', `/v3/users/${encodeURIComponent(identifier)}`, as)
  const put = (identifier: string, profile?: unknown) =>
    test.call('PUT', `/v3/users/${encodeURIComponent(identifier)}`, test.asApp, profile)
  const post = (body: unknown) => test.call('POST', '/v3/users', test.asApp, body)
  const bulk = (users: unknown) => test.call('POST', '/v3/users/bulk', test.asApp, { users })
  const profileOf = async (identifier: string) => (await get(identifier)).body['profile']
  const appId = async () =>
    (await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`)?.id ?? 0

  it('are created by POST and by PUT, with or without attributes', async () => {
    expect(await post({ identifier: 'ann', profile: { firstName: 'Ann', plan: 'pro' } })).toMatchObject({
      status: 200,
      body: { identifier: 'ann', profile: { firstName: 'Ann', plan: 'pro' }, createdAt: expect.any(String) },
    })
    expect(await post({ identifier: 'bob' })).toMatchObject({ status: 200, body: { profile: {} } })
    expect(await put('cleo')).toMatchObject({ status: 200, body: { identifier: 'cleo', profile: {} } })
    expect(await put('a:b c/ü', { x: 1 })).toMatchObject({ status: 200, body: { identifier: 'a:b c/ü' } })
    expect(await get('a:b c/ü')).toMatchObject({ status: 200, body: { profile: { x: 1 } } })
  })

  it('keep attributes that a later write does not name', async () => {
    await put('dan', { plan: 'free', tags: ['a', 'b'], address: { city: 'Oslo', zip: 1 } })
    await post({ identifier: 'dan', profile: { plan: 'pro', tags: ['c'], address: { city: 'Bergen' } } })
    expect(await profileOf('dan')).toEqual({ plan: 'pro', tags: ['c'], address: { city: 'Bergen' } })
    await put('dan', { plan: null })
    expect(await profileOf('dan')).toMatchObject({ plan: null, tags: ['c'] })
  })

  it('named by an e-mail address have it as their email, until they choose another', async () => {
    await put('eve@shop.test', { plan: 'pro' })
    expect(await profileOf('eve@shop.test')).toEqual({ email: 'eve@shop.test', plan: 'pro' })
    await put('eve@shop.test', { email: 'eve@home.test' })
    await put('eve@shop.test', { plan: 'free' })
    await bulk([{ identifier: 'eve@shop.test' }])
    await saveUsers(test.db, await appId(), [{ identifier: 'eve@shop.test', profile: {} }], test.clock.now())
    expect(await profileOf('eve@shop.test')).toEqual({ email: 'eve@home.test', plan: 'free' })
    await post({ identifier: 'fay@shop.test', profile: { email: 'fay@home.test' } })
    expect(await profileOf('fay@shop.test')).toEqual({ email: 'fay@home.test' })
  })

  it('refuse a phone number that is not E.164, by the name of its field, at every door', async () => {
    const bad = [
      '0602000000',
      '16020000000',
      '+1 602 000 0000',
      '+1602',
      '+999123456789',
      '+',
      '',
      'x',
      '+1602000000;ext=1',
    ]
    for (const phoneNumber of bad) {
      expect(await put('gus', { phoneNumber })).toMatchObject({
        status: 400,
        body: {
          code: 'invalid_request',
          message: ['phoneNumber must be a phone number in the form of E.164, such as +16020000000'],
          fields: [{ field: 'phoneNumber' }],
        },
      })
      expect(await post({ identifier: 'gus', profile: { phoneNumber } })).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'profile.phoneNumber' }] },
      })
    }
    expect(await put('gus', { phoneNumber: 16020000000 })).toMatchObject({ status: 400 })
    expect((await get('gus')).status).toBe(404)
    for (const phoneNumber of ['+16020000000', '+15005550006', '+4915112345678', '+8613800138000', null])
      expect(await put('gus', { phoneNumber })).toMatchObject({
        status: 200,
        body: { profile: { phoneNumber } },
      })
  })

  it('have an email that might be one, or none', async () => {
    const message = 'must be an e-mail address'
    for (const email of ['ann', 'ann.shop.test', 'ann@shop\n.test', '\u0000@', `${'a'.repeat(320)}@b`]) {
      expect(await put('mail-of-hers', { email }), email).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', fields: [{ field: 'email' }] },
      })
      expect(await post({ identifier: 'mail-of-hers', profile: { email } })).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'profile.email' }] },
      })
    }
    expect((await put('mail-of-hers', { email: 'ann' })).body['fields']).toEqual([
      { field: 'email', message },
    ])
    expect((await get('mail-of-hers')).status).toBe(404)
    for (const email of [
      'ann@shop.test',
      'Ann+x@localhost',
      'ü@exämple.test',
      `${'a'.repeat(318)}@b`,
      '',
      null,
    ])
      expect(await put('mail-of-hers', { email })).toMatchObject({
        status: 200,
        body: { profile: { email } },
      })
  })

  it('have an identifier of 1 to 255 characters', async () => {
    expect((await put('i'.repeat(255))).status).toBe(200)
    for (const identifier of ['i'.repeat(256), '', 5, null])
      expect(await post({ identifier })).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'identifier' }] },
      })
    expect(await post({})).toMatchObject({ status: 400, body: { fields: [{ field: 'identifier' }] } })
    expect(await put('i'.repeat(256))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'identifier' }] },
    })
  })

  it('have no identifier in their profile', async () => {
    const refused = (field: string) => ({ status: 422, body: { code: 'unprocessable', fields: [{ field }] } })
    expect(await put('hal', { identifier: 'hal' })).toMatchObject(refused('identifier'))
    expect(await post({ identifier: 'hal', profile: { identifier: 'hal' } })).toMatchObject(
      refused('profile.identifier'),
    )
    expect(
      await bulk([{ identifier: 'a' }, { identifier: 'hal', profile: { identifier: 1 } }]),
    ).toMatchObject(refused('users[1].profile.identifier'))
    expect((await get('hal')).status).toBe(404)
  })

  it('have no attribute with a reserved name, at any depth', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const bodies = [`{"${name}":{"polluted":1}}`, `{"a":[{"b":{"${name}":{"prototype":{"polluted":1}}}}]}`]
      for (const body of bodies) expect((await put('ivy', body)).status).toBe(400)
      expect((await bulk([{ identifier: 'ivy', profile: { x: JSON.parse(bodies[0] ?? '') } }])).status).toBe(
        400,
      )
    }
    expect(await put('ivy', { a: [{ constructor: 1 }] })).toMatchObject({
      body: { fields: [{ field: 'a[0].constructor', message: expect.stringContaining('reserved') }] },
    })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect((await get('ivy')).status).toBe(404)
  })

  it('have at most 65,536 bytes of profile, also after merging', async () => {
    expect((await put('joe', filling(maxProfileBytes))).status).toBe(200)
    expect(await put('joe', filling(maxProfileBytes + 1))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'body', message: 'must have at most 65536 bytes as JSON' }] },
    })
    const grown = await put('joe', { b: 1 })
    expect(grown).toMatchObject({
      status: 422,
      body: { code: 'unprocessable', fields: [{ field: 'profile' }] },
    })
    expect(await profileOf('joe')).toEqual(filling(maxProfileBytes))
    expect((await put('joe', { a: 'short', b: 1 })).status).toBe(200)
  })

  it('are not made larger than that by a send that arrives late', async () => {
    await put('kim', filling(maxProfileBytes - 100))
    const late = { identifier: 'kim', profile: filling(1000, 'b') }
    await saveUsers(test.db, await appId(), [late], new Date(test.clock.now().getTime() + 1000))
    expect(await profileOf('kim')).toEqual(filling(maxProfileBytes - 100))
  })

  it('keep what a write of now says, whatever the clock of another node said before', async () => {
    const ahead = new Date(test.clock.now().getTime() + 60_000)
    await saveUsers(test.db, await appId(), [{ identifier: 'lea', profile: { plan: 'free' } }], ahead)
    expect((await put('lea', { plan: 'pro' })).body['profile']).toEqual({ plan: 'pro' })
  })

  it('are the app’s own: another app has others under the same identifiers', async () => {
    await put('mia', { plan: 'pro' })
    expect(await get('mia', test.asOtherApp)).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
    await test.call('PUT', '/v3/users/mia', test.asOtherApp, { plan: 'free' })
    expect(await profileOf('mia')).toEqual({ plan: 'pro' })
    expect((await test.call('DELETE', '/v3/users/mia', test.asOtherApp)).status).toBe(202)
    expect(await profileOf('mia')).toEqual({ plan: 'pro' })
  })

  it('lose nothing when many writes come at the same time', async () => {
    const writes = Array.from({ length: 20 }, (_, at) => put('ned', { [`key${at}`]: at }))
    await Promise.all(writes)
    expect(Object.keys((await profileOf('ned')) as object)).toHaveLength(20)
  })
})

describe('many users', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  const bulk = (users: unknown, headers = {}) =>
    test.call('POST', '/v3/users/bulk', { ...test.asApp, ...headers }, { users })
  const list = (query: string, as = test.asApp) => test.call('GET', `/v3/users${query}`, as)
  const count = async () => (await test.db.one<{ n: number }>`select count(*) n from app_user`)?.n

  it('are an empty list before there are any', async () => {
    expect(await list('')).toMatchObject({ status: 200, body: { data: [], nextCursor: null } })
  })

  it('are saved by the thousand, and told apart by whether they were there', async () => {
    const users = Array.from({ length: 1000 }, (_, at) => ({
      identifier: `user-${at}@shop.test`,
      ...(at % 2 ? { profile: { number: at } } : {}),
    }))
    expect(await bulk(users.slice(0, 300))).toMatchObject({ status: 200, body: { created: 300, updated: 0 } })
    expect(await bulk(users)).toMatchObject({ status: 200, body: { created: 700, updated: 300 } })
    expect((await test.call('GET', '/v3/users/user-999%40shop.test', test.asApp)).body['profile']).toEqual({
      email: 'user-999@shop.test',
      number: 999,
    })
    const feeds = await test.db.one<{ n: number }>`select count(*) n from feed`
    expect(feeds?.n).toBe(1000)
  })

  it('are saved all or not at all', async () => {
    const before = await count()
    const good = { identifier: 'new-one' }
    const refused: [unknown[], number, string][] = [
      [[good, { identifier: '' }], 400, 'users[1].identifier'],
      [[good, {}], 400, 'users[1].identifier'],
      [[good, { identifier: 'x', profile: { phoneNumber: '5' } }], 400, 'users[1].profile.phoneNumber'],
      [[good, { identifier: 'x', profile: 'text' }], 400, 'users[1].profile'],
      [[good, { identifier: 'x', profile: filling(maxProfileBytes + 1) }], 400, 'users[1].profile'],
      [
        [
          { identifier: 'x', profile: filling(40_000) },
          good,
          { identifier: 'x', profile: filling(40_000, 'b') },
        ],
        422,
        'users[2].profile',
      ],
      [[], 400, 'users'],
      [Array.from({ length: 1001 }, (_, at) => ({ identifier: `x${at}` })), 400, 'users'],
    ]
    for (const [users, status, field] of refused)
      expect(await bulk(users)).toMatchObject({ status, body: { fields: [{ field }] } })
    expect(await bulk('all')).toMatchObject({ status: 400, body: { fields: [{ field: 'users' }] } })
    expect(await count()).toBe(before)
  })

  it('are merged in order when one is named twice', async () => {
    const twice = [
      { identifier: 'twin', profile: { plan: 'free', city: 'Oslo' } },
      { identifier: 'twin', profile: { plan: 'pro' } },
    ]
    expect((await bulk(twice)).body).toEqual({ created: 1, updated: 1 })
    const twin = await test.call('GET', '/v3/users/twin', test.asApp)
    expect(twin.body['profile']).toEqual({ plan: 'pro', city: 'Oslo' })
  })

  it('are imported once under a key', async () => {
    const key = { 'idempotency-key': 'import-1' }
    const users = [{ identifier: 'keyed' }]
    expect((await bulk(users, key)).body).toEqual({ created: 1, updated: 0 })
    expect((await bulk(users, key)).body).toEqual({ created: 1, updated: 0 })
  })

  it('are listed oldest first, page by page, each once', async () => {
    const seen: string[] = []
    for (let cursor: unknown = ''; cursor !== null; ) {
      const { status, body } = await list(`?limit=100&cursor=${cursor}`)
      expect(status).toBe(200)
      seen.push(...(body.data ?? []).map((user) => String(user['identifier'])))
      cursor = body['nextCursor']
    }
    const all = await test.db.many<{ identifier: string }>`select identifier from app_user order by id`
    expect(seen).toEqual(all.map(({ identifier }) => identifier))
    expect((await list('')).body.data).toHaveLength(20)
    expect((await list('?limit=1')).body.data?.[0]).toEqual({
      identifier: 'user-0@shop.test',
      profile: { email: 'user-0@shop.test' },
      createdAt: expect.any(String),
    })
  })

  it('are not shown to another app, and refuse a page that cannot be', async () => {
    expect((await list('?limit=100', test.asOtherApp)).body).toEqual({ data: [], nextCursor: null })
    for (const [query, field] of [
      ['?limit=0', 'limit'],
      ['?limit=101', 'limit'],
      ['?limit=x', 'limit'],
      ['?cursor=x', 'cursor'],
      ['?cursor=-1', 'cursor'],
    ])
      expect(await list(query ?? '')).toMatchObject({ status: 400, body: { fields: [{ field }] } })
  })
})
