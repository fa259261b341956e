import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expanded, openTestServer, type TestServer } from '../../testing/test-server.js'

/** What the vendor's published clients send, byte for byte where it matters (contract, sections 3, 4 and 8). */
describe('the vendor’s older ways', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  const call = (method: string, url: string, body?: unknown, as = test.asApp) =>
    test.call(method, url, as, body)
  const profileOf = async (identifier: string) =>
    (await call('GET', `/v3/users/${encodeURIComponent(identifier)}`)).body['profile']

  describe('of naming a user in a path', () => {
    it('take an identifier with slashes, spaces and more as it is', async () => {
      for (const identifier of ['a/b', 'http://x.test/y', 'a b/c', 'ü/é', '50%25/x', 'a@b.c', 'a:b', '//']) {
        const url = `/v3/users/${identifier.replaceAll(' ', '%20').replaceAll('ü', '%C3%BC')}`
        const named = decodeURIComponent(identifier)
        expect([identifier, await call('PUT', url, { plan: 'pro' })]).toMatchObject([
          identifier,
          { status: 200, body: { identifier: named === '//' ? '/' : named, profile: { plan: 'pro' } } },
        ])
        expect([identifier, (await call('DELETE', url)).status]).toEqual([identifier, 202])
        expect((await call('DELETE', url)).status).toBe(404)
      }
    })

    it('take an update without a body, with the content type of one', async () => {
      const headers = { ...test.asApp, 'content-length': '0' }
      expect(await test.call('PUT', '/v3/users/x/y', headers)).toMatchObject({
        status: 200,
        body: { profile: {} },
      })
    })

    it('keep the rules of a user', async () => {
      expect(await call('PUT', '/v3/users/x/y', { identifier: 'z' })).toMatchObject({
        status: 422,
        body: { fields: [{ field: 'identifier' }] },
      })
      expect(await call('PUT', '/v3/users/x/y', { phoneNumber: '5' })).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'phoneNumber' }] },
      })
      expect((await call('PUT', `/v3/users/x/${'y'.repeat(254)}`)).status).toBe(400)
    })

    it('forget the slash before it, for deleting', async () => {
      await call('PUT', '/v3/users/john')
      await call('PUT', '/v3/users/john/smith')
      expect(await call('DELETE', '/v3/usersjohn')).toMatchObject({
        status: 202,
        body: { message: 'User deleted' },
      })
      expect((await call('GET', '/v3/users/john')).status).toBe(404)
      expect(await profileOf('john/smith')).toEqual({})
      expect((await call('DELETE', '/v3/usersjohn/smith/')).status).toBe(202)
      expect((await call('DELETE', '/v3/usersjohn')).status).toBe(404)
      for (const url of ['/v3/users', '/v3/users/'])
        expect((await call('DELETE', url)).status).toBeGreaterThanOrEqual(400)
    })

    it('reach subscriptions of topics', async () => {
      await call('PUT', '/v3/users/a/b')
      const topic = await call('POST', '/v3/topics', { name: 'News', identifier: 'news' })
      const { id } = topic.body as { id?: number }
      expect(await call('PUT', `/v3/topics/${id}/users/a/b`, { channels: ['inApp'] })).toMatchObject({
        status: 200,
        body: { identifier: 'a/b', channels: ['inApp'] },
      })
      expect(await call('GET', '/v3/topics/subscriptions/a/b')).toMatchObject({
        status: 200,
        body: [{ topic: { id, identifier: 'news' }, channels: ['inApp'] }],
      })
    })

    it('reach nobody of another app', async () => {
      await call('PUT', '/v3/users/own/ann', { plan: 'pro' })
      expect((await call('DELETE', '/v3/users/own/ann', undefined, test.asOtherApp)).status).toBe(404)
      expect((await call('DELETE', '/v3/usersown/ann', undefined, test.asOtherApp)).status).toBe(404)
      await call('PUT', '/v3/users/own/ann', { plan: 'free' }, test.asOtherApp)
      expect(await profileOf('own/ann')).toEqual({ plan: 'pro' })
    })
  })

  it('take a slash at the end of an address', async () => {
    expect((await call('PUT', '/v3/users/slash/', { plan: 'pro' })).body).toMatchObject({
      identifier: 'slash',
    })
    const sent = await call('POST', '/v3/notifications/', {
      notification: { title: 'Hi' },
      sendTo: { recipients: ['slash'] },
    })
    expect(sent.status).toBe(202)
    const [id] = await test.send(['slash'])
    for (const [method, url] of [
      ['GET', `/v3/notifications/${id}/`],
      ['POST', `/v3/notifications/${id}/click/`],
      ['DELETE', `/v3/notifications/${id}/views/`],
      ['GET', '/v3/profile/'],
      ['POST', '/v3/sdk/connect/'],
    ])
      expect((await call(method ?? '', url ?? '', undefined, test.asUser('slash'))).status).toBe(200)
  })

  it('make and delete categories below notifications', async () => {
    const made = await call('POST', '/v3/notifications/categories', { identifier: 'orders', name: 'Orders' })
    expect(made).toMatchObject({ status: 200, body: { identifier: 'orders', name: 'Orders' } })
    const { id } = made.body as { id?: number }
    expect((await call('GET', '/v3/categories')).body).toMatchObject([{ id, hideInPreferenceManager: false }])
    expect(
      await call('POST', '/v3/notifications/categories', { identifier: 'orders', name: 'x' }),
    ).toMatchObject({
      status: 409,
      body: { code: 'already_exists' },
    })
    expect(await call('POST', '/v3/notifications/categories', { name: 'x' })).toMatchObject({ status: 400 })
    expect(
      (await call('DELETE', `/v3/notifications/categories/${id}`, undefined, test.asOtherApp)).status,
    ).toBe(404)
    expect((await call('DELETE', `/v3/notifications/categories/${id}`)).status).toBe(200)
    expect((await call('DELETE', `/v3/notifications/categories/${id}`)).status).toBe(404)
  })

  it('are told, when they ask for an Ably token, which service to use', async () => {
    const answer = await call('POST', '/v3/sdk/realtimeTokenRequests', {}, test.asUser('ann'))
    expect(answer).toMatchObject({
      status: 422,
      body: {
        status: 'error',
        error: expect.any(String),
        message: expect.stringContaining("rtmService: 'self'"),
      },
    })
  })

  describe('of cancelling', () => {
    const publish = (identifier: string) =>
      call('PUT', `/v3/workflows/${encodeURIComponent(identifier)}`, {
        name: 'Cart',
        steps: [
          { type: 'delay', for: '1d' },
          { type: 'send', channel: 'inApp', template: { title: 'Your cart' } },
        ],
      })
    const start = async (identifier: string, cancellationKey: string) => {
      const sent = await call('POST', '/v3/notifications', {
        notification: { workflow: { identifier, cancellationKey } },
        sendTo: { recipients: [{ identifier: 'ann' }, { identifier: 'bob' }] },
      })
      await expanded(test.db, String(sent.body['requestId']))
    }

    it.each([
      ['PATCH', '/v4/workflows/cart', 'cart'],
      ['PATCH', '/v4/workflows/cart/cancel-run', 'cart'],
      ['POST', '/v4/workflows/cart/cancel-run', 'cart'],
      ['PATCH', '/v3/workflows/cart', 'cart'],
      ['PATCH', '/v4/workflows/cart/', 'cart'],
      ['PATCH', '/v4/workflows/shop/cart', 'shop/cart'],
      ['PATCH', '/v3/workflows/shop/cart', 'shop/cart'],
    ])('take %s %s', async (method, url, identifier) => {
      const cancellationKey = `${method} ${url}`
      expect((await publish(identifier)).status).toBe(200)
      await start(identifier, cancellationKey)
      const one = { cancellationKey, cancelFor: { recipients: ['ann'] } }
      expect(await call(method, url, one)).toMatchObject({
        status: 200,
        body: { cancelled: 1, pending: false },
      })
      expect(await call(method, url, { cancellationKey })).toMatchObject({
        status: 200,
        body: { message: expect.any(String), cancelled: 1, pending: false },
      })
      expect(await call(method, url, { cancellationKey })).toMatchObject({
        status: 200,
        body: { cancelled: 0 },
      })
    })

    it('say what is missing, and what is not there', async () => {
      await publish('cart')
      expect(await call('PATCH', '/v4/workflows/cart')).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'body' }] },
      })
      expect(await call('PATCH', '/v4/workflows/cart', {})).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'cancellationKey' }] },
      })
      const body = { cancellationKey: 'never-used' }
      expect(await call('PATCH', '/v4/workflows/cart', body)).toMatchObject({
        status: 404,
        body: { code: 'run_not_found' },
      })
      expect(await call('PATCH', '/v4/workflows/none', body)).toMatchObject({
        status: 404,
        body: { code: 'workflow_not_found' },
      })
    })

    it('are all there is of version 4', async () => {
      for (const url of ['/v4/notifications', '/v4/users/ann', '/v4/workflows'])
        expect(await call('GET', url)).toMatchObject({ status: 404, body: { code: 'route_not_found' } })
    })
  })

  it('are not in the reference', async () => {
    const { paths } = (await call('GET', '/openapi.json')).body as { paths: Record<string, object> }
    expect(Object.keys(paths).filter((path) => path.includes('*') || path.includes('realtimeToken'))).toEqual(
      [],
    )
    expect(paths).not.toHaveProperty(['/v3/notifications/categories'])
  })
})
