import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKeys } from '../../auth/public-keys.js'
import { signUser } from '../../auth/signatures.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { addSigningKey } from './service.js'

const fresh = {
  id: expect.any(String),
  name: 'My app',
  apiKey: 'shop',
  secureMode: false,
  hmac: false,
  channels: ['inApp'],
  hideBranding: true,
}

describe('the app', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
  })
  afterEach(() =>
    patch({
      name: 'My app',
      secureMode: false,
      hmac: false,
      channels: ['inApp'],
      hideBranding: true,
      origins: null,
    }),
  )
  afterAll(() => test.close())

  const get = async (headers = test.asApp) => (await test.call('GET', '/v3/app', headers)).body
  const patch = (changes: unknown, headers = test.asApp) => test.call('PATCH', '/v3/app', headers, changes)
  const connect = (headers: Record<string, string>) => test.call('POST', '/v3/sdk/connect', headers)

  it('tells its settings, as they are when nobody set any', async () => {
    expect(await get()).toEqual(fresh)
    expect((await test.call('GET', '/v3/app/', test.asApp)).body).toEqual(fresh)
  })

  it('changes what is named and nothing else', async () => {
    expect(await patch({ name: 'Shop', channels: ['email', 'inApp', 'email'] })).toMatchObject({
      status: 200,
      body: { ...fresh, name: 'Shop', channels: ['email', 'inApp'] },
    })
    const { body } = await patch({ hideBranding: false })
    expect(body).toEqual({ ...fresh, name: 'Shop', channels: ['email', 'inApp'], hideBranding: false })
    expect((await patch({})).body).toEqual(body)
    expect(await get()).toEqual(body)
  })

  it('shows the secret of a new webhook once, also to a caller who repeats the call with its key', async () => {
    const keyed = { ...test.asApp, 'idempotency-key': 'webhook' }
    const body = { webhooks: [{ url: 'https://shop.test/hook' }] }
    expect((await patch(body, keyed)).body['webhooks']).toMatchObject([{ secret: expect.any(String) }])
    const [again] = (await patch(body, keyed)).body['webhooks'] as object[]
    expect(again).toEqual({ url: 'https://shop.test/hook', events: expect.any(Array) })
    await patch({ webhooks: null })
  })

  it('changes once for a caller who repeats the call with its key', async () => {
    const keyed = { ...test.asApp, 'idempotency-key': 'rename' }
    await patch({ name: 'First' }, keyed)
    await patch({ name: 'Second' })
    expect((await patch({ name: 'First' }, keyed)).body).toMatchObject({ name: 'First' })
    expect(await get()).toMatchObject({ name: 'Second' })
  })

  it('tells front ends at once', async () => {
    const app = async () => (await connect(test.asUser('ann'))).body['app']
    expect(await app()).toMatchObject({ name: 'My app', channels: ['inApp'], hideBranding: true })
    await patch({ name: 'Shop', channels: ['inApp', 'email'], hideBranding: false })
    expect(await app()).toMatchObject({ name: 'Shop', channels: ['inApp', 'email'], hideBranding: false })
    await patch({ channels: [] })
    expect(await app()).toMatchObject({ channels: [] })
  })

  it('asks for signatures from the moment it says so', async () => {
    expect((await connect(test.asUser('ann'))).status).toBe(200)
    expect((await patch({ hmac: true })).body).toMatchObject({ hmac: true })
    expect(await connect(test.asUser('ann'))).toMatchObject({
      status: 401,
      body: { code: 'invalid_signature' },
    })
    const signed = { ...test.asUser('ann'), 'x-engagespot-user-signature': signUser('shop-secret', 'ann') }
    expect((await connect(signed)).status).toBe(200)
    expect((await connect(test.asOtherUser('ann'))).status).toBe(200)
    await patch({ hmac: false })
    expect((await connect(test.asUser('ann'))).status).toBe(200)
  })

  it('asks for tokens from the moment it says so, once it has a key to check them with', async () => {
    expect(await patch({ secureMode: true, name: 'Not this' })).toMatchObject({
      status: 422,
      body: {
        code: 'unprocessable',
        fields: [{ field: 'secureMode', message: expect.stringContaining('inboxkit keys add') }],
      },
    })
    expect(await get()).toEqual(fresh)

    await addSigningKey(test.db, 'shop', generateSigningKeys('ES256').publicKey, test.clock.now())
    expect((await patch({ secureMode: true })).body).toMatchObject({ secureMode: true })
    expect(await connect(test.asUser('ann'))).toMatchObject({
      status: 401,
      body: { code: 'secure_mode_required' },
    })
    expect((await connect(test.asOtherUser('ann'))).status).toBe(200)
  })

  it.each([
    [{ name: '' }, 'name', 'must have at least 1 character'],
    [{ name: 'x'.repeat(201) }, 'name', 'must have at most 200 characters'],
    [{ hmac: 'yes' }, 'hmac', 'must be a boolean'],
    [{ channels: ['fax'] }, 'channels[0]', expect.stringMatching(/^must be one of inApp, webPush/)],
    [{ channels: Array.from({ length: 11 }, () => 'sms') }, 'channels', 'must have at most 10 entries'],
    [{ origins: ['shop.example'] }, 'origins[0]', 'must be an origin, such as https://shop.example'],
    [{ origins: ['https://shop.example/'] }, 'origins[0]', expect.any(String)],
    [{ id: '7', apiKey: 'mine' }, 'body', 'must not have id, apiKey'],
    [[], 'body', 'must be an object'],
    [undefined, 'body', 'must be an object'],
  ])('refuses %j', async (changes, field, message) => {
    expect(await patch(changes)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message }] },
    })
    expect(await get()).toEqual(fresh)
  })

  it('lets in the pages it lists, out of those that the server lets in', async () => {
    const page = (origin: string) => connect({ ...test.asUser('ann'), origin })
    expect((await page('http://localhost:3000')).status).toBe(200)
    expect((await patch({ origins: ['http://localhost:5173', 'https://evil.test'] })).body).toMatchObject({
      origins: ['http://localhost:5173', 'https://evil.test'],
    })
    expect((await page('http://localhost:5173')).status).toBe(200)
    expect(await page('http://localhost:3000')).toMatchObject({
      status: 403,
      body: { code: 'origin_refused', message: expect.stringContaining('PATCH /v3/app') },
    })
    expect((await page('https://evil.test')).status).toBe(403)
    expect(
      (await connect({ ...test.asUser('ann'), host: 'inbox.test', origin: 'https://inbox.test' })).status,
    ).toBe(200)
    expect((await connect(test.asUser('ann'))).status).toBe(200)
    expect((await connect({ ...test.asOtherUser('ann'), origin: 'http://localhost:3000' })).status).toBe(200)
    expect((await patch({ origins: null })).body).toEqual(fresh)
    expect((await page('http://localhost:3000')).status).toBe(200)
  })

  it('P7: is nobody else’s to see or change', async () => {
    expect(await get(test.asOtherApp)).toMatchObject({ name: 'Other', apiKey: 'other' })
    await patch({ name: 'Renamed' }, test.asOtherApp)
    expect(await get()).toEqual(fresh)
    for (const method of ['GET', 'PATCH'])
      expect(await test.call(method, '/v3/app', test.asUser('ann'), {})).toMatchObject({
        status: 401,
        body: { code: 'missing_credentials' },
      })
  })
})

describe('an app on a strict server', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer({
      secureMode: true,
      hmac: true,
      signingPublicKey: generateSigningKeys('ES256').publicKey,
    })
  })
  afterAll(() => test.close())

  it.each([
    ['secureMode', 'must stay on: the server runs with --secure-mode'],
    ['hmac', 'must stay on: the server runs with --hmac'],
  ])('cannot ask less of its users: %s', async (field, message) => {
    expect((await test.call('GET', '/v3/app', test.asApp)).body).toMatchObject({ [field]: true })
    expect(
      await test.call('PATCH', '/v3/app', test.asApp, { name: 'Not this', [field]: false }),
    ).toMatchObject({ status: 422, body: { code: 'unprocessable', fields: [{ field, message }] } })
    expect(await test.call('PATCH', '/v3/app', test.asApp, { [field]: true })).toMatchObject({
      status: 200,
      body: { name: 'My app', [field]: true },
    })
    expect((await test.call('POST', '/v3/sdk/connect', test.asUser('ann'))).status).toBe(401)
  })

  it('is as strict to a user of another app, which has set nothing', async () => {
    expect((await test.call('GET', '/v3/app', test.asOtherApp)).body).toMatchObject({
      secureMode: true,
      hmac: true,
    })
    expect(await test.call('POST', '/v3/sdk/connect', test.asOtherUser('ann'))).toMatchObject({
      status: 401,
      body: { code: 'secure_mode_required' },
    })
  })
})
