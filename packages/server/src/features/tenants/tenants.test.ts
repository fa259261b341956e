import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { findTenantIds, findTenantProperties, saveTenants } from './service.js'

let test: TestServer
let appId = 0
beforeAll(async () => {
  test = await openTestServer()
  appId = (await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`)?.id ?? 0
})
afterAll(() => test.close())

const put = (identifier: string, body: unknown, headers = test.asApp) =>
  test.call('PUT', `/v3/tenants/${encodeURIComponent(identifier)}`, headers, body)
const get = (identifier: string, headers = test.asApp) =>
  test.call('GET', `/v3/tenants/${encodeURIComponent(identifier)}`, headers)
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/)
const missing = { status: 404, body: { code: 'tenant_not_found', message: 'No such tenant' } }

describe('a tenant', () => {
  const acme = {
    name: 'Acme',
    properties: { logo: 'https://acme.test/logo.png', colors: { primary: '#f00' } },
    preferences: { categories: { orders: { inApp: false, email: true } }, channels: { sms: false } },
  }

  it('is made by writing it, and read as it was written', async () => {
    const { status, body } = await put('acme/north', acme)
    expect(status).toBe(200)
    expect(body).toEqual({ identifier: 'acme/north', ...acme, createdAt: instant, updatedAt: instant })
    expect(await get('acme/north')).toMatchObject({ status: 200, body })
  })

  it('is written anew by writing it again: what is left out is empty', async () => {
    await put('again', acme)
    test.clock.advance(1000)
    const { body } = await put('again', { name: 'Acme 2' })
    expect(body).toMatchObject({ name: 'Acme 2', properties: {}, preferences: {} })
    expect(Date.parse(String(body['updatedAt'])) - Date.parse(String(body['createdAt']))).toBe(1000)
    expect((await get('again')).body).toEqual(body)
  })

  it('is gone once deleted, and can be made again', async () => {
    await put('short', { name: 'Short' })
    const remove = () => test.call('DELETE', '/v3/tenants/short', test.asApp)
    expect(await remove()).toMatchObject({ status: 200, body: { message: 'Tenant deleted' } })
    expect(await remove()).toMatchObject(missing)
    expect(await get('short')).toMatchObject(missing)
    expect((await put('short', { name: 'Short' })).status).toBe(200)
  })

  it('is not seen, changed or deleted by another app, which may use its identifier', async () => {
    await put('ours', acme)
    expect(await get('ours', test.asOtherApp)).toMatchObject(missing)
    expect(await test.call('DELETE', '/v3/tenants/ours', test.asOtherApp)).toMatchObject(missing)
    expect((await put('ours', { name: 'Theirs' }, test.asOtherApp)).status).toBe(200)
    const { body } = await test.call('GET', '/v3/tenants', test.asOtherApp)
    expect(body).toMatchObject({ data: [{ identifier: 'ours', name: 'Theirs' }], nextCursor: null })
    expect((await get('ours')).body).toMatchObject(acme)
  })

  it('is not for users', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await test.call(method, '/v3/tenants/ours', test.asUser('ann'), { name: 'x' })).toMatchObject({
        status: 401,
        body: { code: 'missing_credentials' },
      })
  })
})

describe('tenants', () => {
  it('are listed in pages, oldest first', async () => {
    const server = await openTestServer()
    try {
      const page = (query: string) => server.call('GET', `/v3/tenants${query}`, server.asApp)
      expect((await page('')).body).toEqual({ data: [], nextCursor: null })
      for (const identifier of ['c', 'a', 'b'])
        await server.call('PUT', `/v3/tenants/${identifier}`, server.asApp, { name: identifier })
      const first = await page('?limit=2')
      expect(first.body.data).toMatchObject([{ identifier: 'c' }, { identifier: 'a' }])
      const second = await page(`?limit=2&cursor=${first.body['nextCursor']}`)
      expect(second.body).toMatchObject({ data: [{ identifier: 'b' }], nextCursor: null })
      expect(await page('?limit=0')).toMatchObject({ status: 400, body: { fields: [{ field: 'limit' }] } })
    } finally {
      await server.close()
    }
  })
})

describe('a tenant that is not valid', () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`c${n}`, {}]))
  it.each([
    [undefined, 'body', /must be an object/],
    [[], 'body', /must be an object/],
    [{}, 'name', /must be a string/],
    [{ name: '' }, 'name', /at least 1 character/],
    [{ name: 'x'.repeat(256) }, 'name', /at most 255/],
    [{ name: 'x', color: 'red' }, 'body', /must not have color/],
    [{ name: 'x', properties: [] }, 'properties', /must be an object/],
    [{ name: 'x', properties: { a: { constructor: 1 } } }, 'properties.a.constructor', /reserved/],
    [{ name: 'x', properties: { a: 'x'.repeat(65_536) } }, 'properties', /at most 65536 bytes/],
    [{ name: 'x', preferences: { channel: {} } }, 'preferences', /must not have channel/],
    [{ name: 'x', preferences: { channels: { push: true } } }, 'preferences.channels', /not have push/],
    [{ name: 'x', preferences: { channels: { sms: 1 } } }, 'preferences.channels.sms', /a boolean/],
    [
      { name: 'x', preferences: { categories: { orders: { push: true } } } },
      'preferences.categories.orders',
      /not have push/,
    ],
    [{ name: 'x', preferences: { categories: { '': {} } } }, 'preferences.categories.', /not be empty/],
    [{ name: 'x', preferences: { categories: many } }, 'preferences.categories', /at most 100/],
  ])('is refused (%#)', async (body, field, message) => {
    expect(await put('wrong', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message: expect.stringMatching(message) }] },
    })
    expect(await get('wrong')).toMatchObject(missing)
  })

  it('is refused for an identifier that is too long', async () => {
    expect(await put('x'.repeat(256), { name: 'x' })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'identifier', message: 'must have at most 255 characters' }] },
    })
  })
})

describe('what other features ask of tenants', () => {
  it('saves what is given and leaves the rest, many at a time', async () => {
    const at = test.clock.now()
    const made = await saveTenants(
      test.db,
      appId,
      [
        { identifier: 'z', name: 'Zed', properties: { a: 1 } },
        { identifier: 'y' },
        { identifier: 'z', properties: { b: 2 }, preferences: { channels: { email: false } } },
      ],
      at,
    )
    expect([...made.keys()].sort()).toEqual(['y', 'z'])
    expect((await get('z')).body).toMatchObject({
      name: 'z',
      properties: { b: 2 },
      preferences: { channels: { email: false } },
    })
    const again = await saveTenants(
      test.db,
      appId,
      [{ identifier: 'z', name: 'Zed' }, { identifier: 'y' }],
      at,
    )
    expect(again).toEqual(made)
    expect((await get('z')).body).toMatchObject({ name: 'Zed', properties: { b: 2 } })
    expect((await get('y')).body).toMatchObject({ name: 'y', properties: {}, preferences: {} })
    expect(await saveTenants(test.db, appId, [], at)).toEqual(new Map())
  })

  it('finds ids of the app’s own, and what templates say of them', async () => {
    await put('known', { name: 'Known', properties: { plan: 'pro', name: 'hidden' } })
    const ids = await findTenantIds(test.db, appId, ['known', 'nobody', 'known'])
    expect([...ids.keys()]).toEqual(['known'])
    const id = ids.get('known') ?? 0
    expect(await findTenantProperties(test.db, [id, id, 999_999])).toEqual(
      new Map([[id, { plan: 'pro', identifier: 'known', name: 'Known' }]]),
    )
    expect(await findTenantIds(test.db, appId + 1, ['known'])).toEqual(new Map())
    expect(await findTenantIds(test.db, appId, [])).toEqual(new Map())
    expect(await findTenantProperties(test.db, [])).toEqual(new Map())
  })
})
