import { importPKCS8, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKeys } from '../../auth/public-keys.js'
import { signUser } from '../../auth/signatures.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

const dayMs = 86_400_000
const subscription = {
  endpoint: 'https://push.example.test/send/abc',
  expirationTime: null,
  keys: {
    p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u',
    auth: 'tBHItJI5svbpez7KI4CCXg==',
  },
}

describe('devices', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterAll(() => test.close())

  const connect = (user: string, device: string | null, body: object = {}, as = test.asUser(user)) =>
    test.call(
      'POST',
      '/v3/sdk/connect',
      { ...as, ...(device === null ? {} : { 'x-engagespot-device-id': device }) },
      body,
    )
  const list = async (user: string, as = test.asUser(user)) =>
    (await test.call('GET', '/v3/devices', as)).body as unknown as Record<string, unknown>[]
  const ids = async (user: string) => (await list(user)).map(({ id }) => id)
  const subscribe = (user: string, device: string, body: unknown = subscription, as = test.asUser(user)) =>
    test.call('POST', `/v3/devices/${encodeURIComponent(device)}/webPushSubscription`, as, body)
  const stored = (device: string) => test.db.one<{ web_push: unknown; xmin: string }>`
    select web_push, xmin::text from device where id = ${device} order by app_id limit 1`

  it('are kept when a client connects with one', async () => {
    expect(await list('ann')).toEqual([])
    const answer = await connect('ann', 'ann-1', { deviceType: 'browser', browserType: 'chrome' })
    expect(answer).toMatchObject({
      status: 200,
      body: { unreadCount: 0, app: { enableWebPush: false, publicKey: '' } },
    })
    expect(await list('ann')).toEqual([
      {
        id: 'ann-1',
        deviceType: 'browser',
        browserType: 'chrome',
        hasWebPush: false,
        createdAt: test.clock.now().toISOString(),
        lastSeenAt: test.clock.now().toISOString(),
      },
    ])
  })

  it('may be named in the body, and the header goes first', async () => {
    await connect('ben', null, { deviceId: 'ben-body' })
    await connect('ben', 'ben-header', { deviceId: 'ben-other' })
    expect((await ids('ben')).sort()).toEqual(['ben-body', 'ben-header'])
    const text = JSON.stringify({ apiKey: 'shop', userId: 'ben', deviceId: 'ben-text' })
    expect((await test.call('POST', '/v3/sdk/connect', { 'content-type': 'text/plain' }, text)).status).toBe(
      200,
    )
    expect(await ids('ben')).toContain('ben-text')
  })

  it('are none where a client has no id, whatever it calls that', async () => {
    for (const device of [null, '', 'undefined', 'null'])
      expect((await connect('cleo', device)).status).toBe(200)
    expect((await connect('cleo', null, { deviceId: '' })).status).toBe(200)
    expect(await list('cleo')).toEqual([])
  })

  it('have an id of at most 255 characters', async () => {
    expect((await connect('dan', 'd'.repeat(255))).status).toBe(200)
    expect(await connect('dan', 'd'.repeat(256))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'X-ENGAGESPOT-DEVICE-ID', message: 'must have at most 255 characters' }] },
    })
    expect(await connect('dan', null, { deviceId: 'd'.repeat(256) })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'deviceId' }] },
    })
    expect(await connect('dan', null, { deviceId: 5 })).toMatchObject({
      body: { fields: [{ field: 'deviceId' }] },
    })
    expect(await subscribe('dan', 'd'.repeat(256))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'deviceId' }] },
    })
  })

  it('are written again only when something changed, or after a day', async () => {
    await connect('eve', 'eve-1', { deviceType: 'browser', browserType: 'chrome' })
    const first = await stored('eve-1')
    await connect('eve', 'eve-1', { deviceType: 'browser', browserType: 'chrome' })
    await connect('eve', 'eve-1')
    expect(await stored('eve-1')).toEqual(first)
    await connect('eve', 'eve-1', { browserType: 'firefox' })
    expect(await list('eve')).toMatchObject([{ deviceType: 'browser', browserType: 'firefox' }])
    test.clock.advance(dayMs + 1)
    await connect('eve', 'eve-1')
    expect(await list('eve')).toMatchObject([
      { browserType: 'firefox', lastSeenAt: test.clock.now().toISOString() },
    ])
  })

  it('take a browser’s push subscription, and do not show it', async () => {
    await connect('fay', 'fay-1', { deviceType: 'browser' })
    const answer = await subscribe('fay', 'fay-1')
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 'fay-1', deviceType: 'browser', hasWebPush: true },
    })
    expect(JSON.stringify(answer.body)).not.toContain('push.example')
    expect((await stored('fay-1'))?.web_push).toEqual(subscription)
    await subscribe('fay', 'fay-1', { ...subscription, endpoint: 'https://push.example.test/new', extra: 1 })
    expect((await stored('fay-1'))?.web_push).toEqual({
      ...subscription,
      endpoint: 'https://push.example.test/new',
    })
    expect(await list('fay')).toMatchObject([{ hasWebPush: true }])
  })

  it('need not have connected before they subscribe', async () => {
    expect(await subscribe('gus', 'gus/1 ü')).toMatchObject({ status: 200, body: { id: 'gus/1 ü' } })
    expect(await ids('gus')).toEqual(['gus/1 ü'])
  })

  it.each([
    ['no body', undefined, 'body'],
    ['no endpoint', { keys: subscription.keys }, 'endpoint'],
    ['an endpoint without encryption', { ...subscription, endpoint: 'http://push.test/x' }, 'endpoint'],
    ['an endpoint that is no address', { ...subscription, endpoint: 'push' }, 'endpoint'],
    [
      'an endpoint without end',
      { ...subscription, endpoint: `https://push.test/${'x'.repeat(2048)}` },
      'endpoint',
    ],
    ['no keys', { endpoint: subscription.endpoint }, 'keys'],
    ['a missing key', { ...subscription, keys: { auth: 'x' } }, 'keys.p256dh'],
    ['an empty key', { ...subscription, keys: { p256dh: 'x', auth: '' } }, 'keys.auth'],
    ['a key that is not base64url', { ...subscription, keys: { p256dh: 'x y', auth: 'x' } }, 'keys.p256dh'],
    ['a time that is no number', { ...subscription, expirationTime: 'soon' }, 'expirationTime'],
  ])('refuse a subscription with %s', async (_name, body, field) => {
    expect(await subscribe('hal', 'hal-1', body ?? '')).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field }] },
    })
    expect(await list('hal')).toEqual([])
  })

  it('belong to whoever connected last, and leave nothing of the other behind', async () => {
    await connect('ivy', 'shared')
    await subscribe('ivy', 'shared')
    expect(
      await subscribe('joe', 'shared', { ...subscription, endpoint: 'https://evil.test/' }),
    ).toMatchObject({
      status: 404,
      body: { code: 'device_not_found', message: expect.stringContaining('connect with it first') },
    })
    expect((await stored('shared'))?.web_push).toEqual(subscription)
    expect(await ids('joe')).toEqual([])

    await connect('joe', 'shared')
    expect(await ids('ivy')).toEqual([])
    expect(await list('joe')).toMatchObject([{ id: 'shared', hasWebPush: false }])
    expect((await subscribe('ivy', 'shared')).status).toBe(404)
    expect((await subscribe('joe', 'shared')).status).toBe(200)
  })

  it('are another app’s own under the same id', async () => {
    await connect('kim', 'kim-1')
    await connect('kim', 'kim-1', {}, test.asOtherUser('kim'))
    await subscribe('kim', 'kim-1', subscription, test.asOtherUser('kim'))
    expect(await list('kim')).toMatchObject([{ id: 'kim-1', hasWebPush: false }])
    expect(await list('kim', test.asOtherUser('kim'))).toMatchObject([{ id: 'kim-1', hasWebPush: true }])
  })

  it('can be forgotten by their user, and by nobody else', async () => {
    await connect('lea', 'lea-1')
    await connect('mia', null)
    const remove = (as: Record<string, string>) => test.call('DELETE', '/v3/devices/lea-1', as)
    for (const stranger of [test.asUser('mia'), test.asOtherUser('lea')])
      expect(await remove(stranger)).toMatchObject({ status: 404, body: { code: 'device_not_found' } })
    expect(await remove(test.asUser('lea'))).toMatchObject({
      status: 200,
      body: { message: 'Device removed' },
    })
    expect(await list('lea')).toEqual([])
    expect((await remove(test.asUser('lea'))).status).toBe(404)
  })

  it('are at most a hundred: those not seen for the longest time make room', async () => {
    for (let at = 0; at < 102; at++) {
      test.clock.advance(1000)
      await connect('ned', `ned-${at}`)
    }
    const kept = await ids('ned')
    expect(kept).toHaveLength(100)
    expect(kept[0]).toBe('ned-101')
    expect(kept).not.toContain('ned-1')
    await subscribe('ned', 'ned-new')
    expect(await ids('ned')).toHaveLength(100)
  })
})

describe('connecting for the first time', () => {
  it('makes a user known in open mode, and nowhere else', async () => {
    const known = (on: TestServer) => on.db.many`select identifier from app_user`
    const open = await openTestServer()
    expect((await open.call('POST', '/v3/sdk/connect', open.asUser('new'))).status).toBe(200)
    expect(await known(open)).toEqual([{ identifier: 'new' }])
    await open.close()

    const signed = await openTestServer({ hmac: true })
    const headers = { ...signed.asUser('new'), 'x-engagespot-user-signature': signUser('shop-secret', 'new') }
    expect(await signed.call('POST', '/v3/sdk/connect', headers)).toMatchObject({
      status: 404,
      body: { code: 'user_not_found', message: expect.stringContaining('PUT /v3/users/new') },
    })
    expect(await known(signed)).toEqual([])
    await signed.close()

    const { publicKey, privateKey } = generateSigningKeys('RS256')
    const secure = await openTestServer({ secureMode: true, signingPublicKey: publicKey })
    const token = await new SignJWT({ sub: 'user:new', apiKey: 'shop' })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(await importPKCS8(privateKey, 'RS256'))
    expect(await secure.call('POST', '/v3/sdk/connect', { authorization: `Bearer ${token}` })).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    })
    expect(await known(secure)).toEqual([])
    await secure.close()
  })
})
