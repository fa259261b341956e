import { generateKeyPair, importPKCS8, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateSigningKeys } from '../auth/public-keys.js'
import { signUser } from '../auth/signatures.js'
import { signPageToken } from '../features/preferences/page-token.js'
import { openTestServer, type TestServer } from '../testing/test-server.js'

/** Of a send by the app `shop`. */
let shopsRequestId = ''
/** Of the same send, one that failed, and what a webhook was to be told of it. */
let shopsDeliveryId = 0
let shopsEventId = 0

/** Of a link to ann's preferences. */
let annsLink = ''

interface Probe {
  url: (id: number) => string
  body?: unknown
  isOthers: number | 'own'
}

/** P7: what each route does with another user's and another app's ids. A route that is missing here fails the test. */
const probes: Record<string, Probe> = {
  'POST /v3/sdk/connect': { url: () => '/v3/sdk/connect', isOthers: 'own' },
  'GET /v3/notifications': { url: () => '/v3/notifications', isOthers: 'own' },
  'GET /v3/notifications/changes': {
    url: () => '/v3/notifications/changes?epoch=x&since=0',
    isOthers: 'own',
  },
  'POST /v3/notifications/batch': {
    url: () => '/v3/notifications/batch',
    body: {
      operations: [{ operationId: '7d1c4d3e-0b0f-4f0e-8a39-4c2e9a532a1f', verb: 'deleteAll', throughSeq: 0 }],
    },
    isOthers: 'own',
  },
  'POST /v3/notifications/markAllNotificationsAsSeen': {
    url: () => '/v3/notifications/markAllNotificationsAsSeen',
    isOthers: 'own',
  },
  'POST /v3/notifications/markAllNotificationsAsRead': {
    url: () => '/v3/notifications/markAllNotificationsAsRead',
    isOthers: 'own',
  },
  'POST /v3/notifications/markAllNotificationsAsDeleted': {
    url: () => '/v3/notifications/markAllNotificationsAsDeleted',
    isOthers: 'own',
  },
  'GET /v3/notifications/:id': { url: (id) => `/v3/notifications/${id}`, isOthers: 404 },
  'DELETE /v3/notifications/:id': { url: (id) => `/v3/notifications/${id}`, isOthers: 404 },
  'POST /v3/notifications/:id/restore': { url: (id) => `/v3/notifications/${id}/restore`, isOthers: 404 },
  'POST /v3/notifications/:id/click': { url: (id) => `/v3/notifications/${id}/click`, isOthers: 404 },
  'PATCH /v3/notifications/:id/click': {
    url: (id) => `/v3/notifications/${id}/click`,
    body: { read: true },
    isOthers: 404,
  },
  'DELETE /v3/notifications/:id/reads': { url: (id) => `/v3/notifications/${id}/reads`, isOthers: 404 },
  'POST /v3/notifications/:id/views': { url: (id) => `/v3/notifications/${id}/views`, isOthers: 404 },
  'DELETE /v3/notifications/:id/views': { url: (id) => `/v3/notifications/${id}/views`, isOthers: 404 },
  ...Object.fromEntries(
    ['archive', 'unarchive', 'unsnooze', 'pin', 'unpin'].map((verb): [string, Probe] => [
      `POST /v3/notifications/:id/${verb}`,
      { url: (id) => `/v3/notifications/${id}/${verb}`, isOthers: 404 },
    ]),
  ),
  'POST /v3/notifications/:id/snooze': {
    url: (id) => `/v3/notifications/${id}/snooze`,
    body: { until: new Date(Date.now() + 3_600_000).toISOString() },
    isOthers: 404,
  },
  'PUT /v3/notifications/:id/state': {
    url: (id) => `/v3/notifications/${id}/state`,
    body: { state: 'x' },
    isOthers: 404,
  },
  'POST /v3/notifications': {
    url: () => '/v3/notifications',
    body: { notification: { title: 'x' }, sendTo: { recipients: ['ann'] } },
    isOthers: 'own',
  },
  'POST /v3/notifications/categories': {
    url: () => '/v3/notifications/categories',
    body: { identifier: 'orders', name: 'Theirs' },
    isOthers: 'own',
  },
  'DELETE /v3/notifications/categories/:id': {
    url: () => '/v3/notifications/categories/only-shops',
    isOthers: 404,
  },
  'POST /v3/sdk/realtimeTokenRequests': { url: () => '/v3/sdk/realtimeTokenRequests', isOthers: 422 },
  'PUT /v3/topics/:id/users/*': {
    url: () => '/v3/topics/only-shops/users/ann/b',
    body: { channels: null },
    isOthers: 404,
  },
  'GET /v3/topics/subscriptions/*': { url: () => '/v3/topics/subscriptions/ann/b', isOthers: 'own' },
  'GET /v3/profile': { url: () => '/v3/profile', isOthers: 'own' },
  'PUT /v3/profile': { url: () => '/v3/profile', body: { changed: true }, isOthers: 'own' },
  'PATCH /v3/profile': {
    url: () => '/v3/profile',
    body: [{ op: 'add', path: '/changed', value: true }],
    isOthers: 'own',
  },
  'GET /v3/requests/:requestId': { url: () => `/v3/requests/${shopsRequestId}`, isOthers: 404 },
  'GET /v3/activity': { url: () => '/v3/activity', isOthers: 'own' },
  'GET /v3/devices': { url: () => '/v3/devices', isOthers: 'own' },
  'DELETE /v3/devices/:deviceId': { url: () => '/v3/devices/anns-phone', isOthers: 404 },
  'POST /v3/devices/:deviceId/webPushSubscription': {
    url: () => '/v3/devices/anns-phone/webPushSubscription',
    body: { endpoint: 'https://push.test/x', keys: { p256dh: 'x', auth: 'x' } },
    isOthers: 'own',
  },
  'GET /v3/translations/inapp': { url: () => '/v3/translations/inapp', isOthers: 'own' },
  'POST /v3/users': {
    url: () => '/v3/users',
    body: { identifier: 'ann', profile: { changed: true } },
    isOthers: 'own',
  },
  'POST /v3/users/bulk': {
    url: () => '/v3/users/bulk',
    body: { users: [{ identifier: 'ann', profile: { changed: true } }] },
    isOthers: 'own',
  },
  'GET /v3/users': { url: () => '/v3/users', isOthers: 'own' },
  'GET /v3/users/:identifier': { url: () => '/v3/users/ann', isOthers: 'own' },
  'PUT /v3/users/:identifier': { url: () => '/v3/users/ann', body: { changed: true }, isOthers: 'own' },
  'PUT /v3/users/*': { url: () => '/v3/users/ann/b', body: { changed: true }, isOthers: 'own' },
  'DELETE /v3/users/*': { url: () => '/v3/users/ann/b', isOthers: 'own' },
  'DELETE /v3/users*': { url: () => '/v3/usersann', isOthers: 'own' },
  'DELETE /v3/users/:identifier': { url: () => '/v3/users/ann', isOthers: 'own' },
  'GET /v3/users/:identifier/channels/:channel': {
    url: () => '/v3/users/ann/channels/sms',
    isOthers: 'own',
  },
  'PUT /v3/users/:identifier/channels/:channel': {
    url: () => '/v3/users/ann/channels/sms',
    body: { addresses: [] },
    isOthers: 'own',
  },
  'GET /v3/categories': { url: () => '/v3/categories', isOthers: 'own' },
  'POST /v3/categories': {
    url: () => '/v3/categories',
    body: { identifier: 'orders', name: 'Changed' },
    isOthers: 'own',
  },
  'PATCH /v3/categories/:id': {
    url: () => '/v3/categories/only-shops',
    body: { name: 'Changed' },
    isOthers: 404,
  },
  'DELETE /v3/categories/:id': { url: () => '/v3/categories/only-shops', isOthers: 404 },
  'GET /v3/preferences': { url: () => '/v3/preferences', isOthers: 'own' },
  'PATCH /v3/preferences': { url: () => '/v3/preferences', body: { preference: [] }, isOthers: 'own' },
  'GET /v3/users/:identifier/preferences': { url: () => '/v3/users/ann/preferences', isOthers: 'own' },
  'PATCH /v3/users/:identifier/preferences': {
    url: () => '/v3/users/ann/preferences',
    body: { preference: [] },
    isOthers: 'own',
  },
  'POST /v3/events': {
    url: () => '/v3/events',
    body: { event: 'order.paid', recipient: 'ann' },
    isOthers: 'own',
  },
  'GET /v3/preferences/channels': { url: () => '/v3/preferences/channels', isOthers: 'own' },
  'PATCH /v3/preferences/channels': {
    url: () => '/v3/preferences/channels',
    body: { channels: [] },
    isOthers: 'own',
  },
  'GET /v3/preferences/page': { url: () => '/v3/preferences/page', isOthers: 'own' },
  'PATCH /v3/preferences/page': { url: () => '/v3/preferences/page', body: {}, isOthers: 'own' },
  'GET /v3/users/:identifier/preferences/channels': {
    url: () => '/v3/users/ann/preferences/channels',
    isOthers: 'own',
  },
  'PATCH /v3/users/:identifier/preferences/channels': {
    url: () => '/v3/users/ann/preferences/channels',
    body: { channels: [] },
    isOthers: 'own',
  },
  'GET /v3/preferences/quiet-hours': { url: () => '/v3/preferences/quiet-hours', isOthers: 'own' },
  'PUT /v3/preferences/quiet-hours': {
    url: () => '/v3/preferences/quiet-hours',
    body: { schedule: {} },
    isOthers: 'own',
  },
  'GET /v3/users/:identifier/preferences/quiet-hours': {
    url: () => '/v3/users/ann/preferences/quiet-hours',
    isOthers: 'own',
  },
  'PUT /v3/users/:identifier/preferences/quiet-hours': {
    url: () => '/v3/users/ann/preferences/quiet-hours',
    body: { schedule: {} },
    isOthers: 'own',
  },
  'GET /v3/preference-page': { url: () => `/v3/preference-page?${annsLink}`, isOthers: 'own' },
  'PATCH /v3/preference-page': {
    url: () => `/v3/preference-page?${annsLink}`,
    body: {},
    isOthers: 'own',
  },
  'GET /v3/unsubscribe': { url: () => `/v3/unsubscribe?${annsLink}`, isOthers: 'own' },
  'POST /v3/unsubscribe': { url: () => `/v3/unsubscribe?${annsLink}`, isOthers: 'own' },
  'GET /v3/tenants': { url: () => '/v3/tenants', isOthers: 'own' },
  'PUT /v3/tenants/:identifier': {
    url: () => '/v3/tenants/only-shops',
    body: { name: 'Theirs' },
    isOthers: 'own',
  },
  'GET /v3/tenants/:identifier': { url: () => '/v3/tenants/only-shops-own', isOthers: 404 },
  'DELETE /v3/tenants/:identifier': { url: () => '/v3/tenants/only-shops-own', isOthers: 404 },
  'GET /v3/app': { url: () => '/v3/app', isOthers: 'own' },
  'PATCH /v3/app': { url: () => '/v3/app', body: {}, isOthers: 'own' },
  'GET /v3/app/webhook-events': { url: () => '/v3/app/webhook-events', isOthers: 'own' },
  'POST /v3/app/webhook-events/:id/replay': {
    url: () => `/v3/app/webhook-events/${shopsEventId}/replay`,
    isOthers: 404,
  },
  'GET /v3/deliveries': { url: () => '/v3/deliveries', isOthers: 'own' },
  'GET /v3/deliveries/:id': { url: () => `/v3/deliveries/${shopsDeliveryId}`, isOthers: 404 },
  'POST /v3/deliveries/:id/replay': {
    url: () => `/v3/deliveries/${shopsDeliveryId}/replay`,
    isOthers: 404,
  },
  'GET /v3/templates': { url: () => '/v3/templates', isOthers: 'own' },
  'PUT /v3/templates/:slug': {
    url: () => '/v3/templates/only-shops',
    body: { name: 'Theirs', channels: { inApp: { title: 'x' } } },
    isOthers: 'own',
  },
  'GET /v3/templates/:slug': { url: () => '/v3/templates/only-shops-own', isOthers: 404 },
  'GET /v3/templates/:slug/versions': {
    url: () => '/v3/templates/only-shops-own/versions',
    isOthers: 404,
  },
  'DELETE /v3/templates/:slug': { url: () => '/v3/templates/only-shops-own', isOthers: 404 },
  'POST /v3/templates/:slug/preview': {
    url: () => '/v3/templates/only-shops-own/preview',
    body: {},
    isOthers: 404,
  },
  'POST /v3/templates/preview': {
    url: () => '/v3/templates/preview',
    body: { template: { name: 'x', channels: { sms: { text: 'x' } } } },
    isOthers: 'own',
  },
  'GET /v3/workflows': { url: () => '/v3/workflows', isOthers: 'own' },
  'PUT /v3/workflows/:identifier': {
    url: () => '/v3/workflows/only-shops',
    body: { name: 'Theirs', steps: [{ type: 'delay', for: 60 }] },
    isOthers: 'own',
  },
  'GET /v3/workflows/:identifier': { url: () => '/v3/workflows/only-shops-own', isOthers: 404 },
  'GET /v3/workflows/:identifier/versions': {
    url: () => '/v3/workflows/only-shops-own/versions',
    isOthers: 404,
  },
  'PATCH /v3/workflows/*': {
    url: () => '/v3/workflows/only/shops',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'PATCH /v4/workflows/*': {
    url: () => '/v4/workflows/only/shops',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'PATCH /v4/workflows/:identifier': {
    url: () => '/v4/workflows/only-shops-own',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'PATCH /v4/workflows/:identifier/cancel-run': {
    url: () => '/v4/workflows/only-shops-own/cancel-run',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'POST /v4/workflows/:identifier/cancel-run': {
    url: () => '/v4/workflows/only-shops-own/cancel-run',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'PATCH /v3/workflows/:identifier': {
    url: () => '/v3/workflows/only-shops-own',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'PATCH /v3/workflows/:identifier/cancel-run': {
    url: () => '/v3/workflows/only-shops-own/cancel-run',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'POST /v3/workflows/:identifier/cancel-run': {
    url: () => '/v3/workflows/only-shops-own/cancel-run',
    body: { cancellationKey: 'x' },
    isOthers: 404,
  },
  'DELETE /v3/workflows/:identifier': { url: () => '/v3/workflows/only-shops-own', isOthers: 404 },
  'POST /v3/topics': { url: () => '/v3/topics', body: { name: 'Theirs' }, isOthers: 'own' },
  'GET /v3/topics': { url: () => '/v3/topics', isOthers: 'own' },
  'GET /v3/topics/:id': { url: () => '/v3/topics/only-shops', isOthers: 404 },
  'PATCH /v3/topics/:id': { url: () => '/v3/topics/only-shops', body: { name: 'Theirs' }, isOthers: 404 },
  'DELETE /v3/topics/:id': { url: () => '/v3/topics/only-shops', isOthers: 404 },
  'POST /v3/topics/:id/users': {
    url: () => '/v3/topics/only-shops/users',
    body: { users: [{ identifier: 'ann' }] },
    isOthers: 404,
  },
  'POST /v3/topics/:id/detachUsers': {
    url: () => '/v3/topics/only-shops/detachUsers',
    body: { users: ['ann'] },
    isOthers: 404,
  },
  'PUT /v3/topics/:id/users/:identifier': {
    url: () => '/v3/topics/only-shops/users/ann',
    body: { channels: null },
    isOthers: 404,
  },
  'GET /v3/topics/:id/users': { url: () => '/v3/topics/only-shops/users', isOthers: 404 },
  'GET /v3/topics/subscriptions/:identifier': {
    url: () => '/v3/topics/subscriptions/ann',
    isOthers: 'own',
  },
}

describe('P7: nobody reaches what is not theirs', () => {
  let test: TestServer
  let id: number
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, { plan: 'pro' })
    await test.call('POST', '/v3/sdk/connect', {
      ...test.asUser('ann'),
      'x-engagespot-device-id': 'anns-phone',
    })
    await test.call('POST', '/v3/sdk/connect', test.asUser('bob'))
    await test.call('POST', '/v3/sdk/connect', test.asOtherUser('ann'))
    await test.call('POST', '/v3/categories', test.asApp, { identifier: 'only-shops', name: 'Orders' })
    await test.call('POST', '/v3/topics', test.asApp, { identifier: 'only-shops', name: 'News' })
    await test.call('PUT', '/v3/templates/only-shops-own', test.asApp, {
      name: 'Own',
      channels: { inApp: { title: 'x' } },
    })
    await test.call('PUT', '/v3/workflows/only-shops-own', test.asApp, {
      name: 'Own',
      steps: [{ type: 'delay', for: 60 }],
    })
    await test.call('PUT', '/v3/tenants/only-shops-own', test.asApp, { name: 'Own' })
    const ann = await test.db.one<{ id: number; app_id: number }>`
      select u.id, u.app_id from app_user u join app a on a.id = u.app_id
      where a.api_key = 'shop' and u.identifier = 'ann'`
    const of = { appId: ann?.app_id ?? 0, userId: ann?.id ?? 0, categoryId: null, tenantId: null }
    annsLink = `token=${signPageToken(test.encryptionKey, of)}`
    ;[id = 0] = await test.send(['ann'])
    const sent = await test.db.one<{ request_id: string }>`select request_id from trigger`
    shopsRequestId = sent?.request_id ?? ''
    const delivery = await test.db.one<{ id: number }>`
      insert into delivery (
        app_id, trigger_id, run_id, user_id, step, channel, address_hash, content, state, created_at
      )
      select t.app_id, t.id, 0, n.user_id, 0, 'sms', sha256('x'), '{"text":"x"}', 'failed', now()
      from trigger t join notification n on n.trigger_id = t.id returning id`
    shopsDeliveryId = delivery?.id ?? 0
    const event = await test.db.one<{ id: number }>`
      insert into status_event (app_id, event_id, user_id, url, body, until, state, created_at)
      select app_id, gen_random_uuid(), user_id, 'https://shop.test', '{}', now(), 'failed', now()
      from delivery returning id`
    shopsEventId = event?.id ?? 0
  })
  afterAll(() => test.close())

  const annsFeed = async () => (await test.call('GET', '/v3/notifications', test.asUser('ann'))).body

  it('has a probe for every route', () => {
    const known = test.server.routes.map(({ method, url }) => `${method} ${url}`)
    expect(Object.keys(probes).sort()).toEqual([...known].sort())
  })

  it.each(Object.entries(probes))(
    '%s leaves another user’s and another app’s data alone',
    async (route, { url, body, isOthers }) => {
      const before = await annsFeed()
      const method = route.split(' ')[0] ?? ''
      const as = test.server.routes.find((fact) => `${fact.method} ${fact.url}` === route)?.as
      const strangers = [
        ...(as === 'app' ? [] : [test.asUser('bob'), test.asOtherUser('ann')]),
        ...(as === 'user' ? [] : [test.asOtherApp]),
      ]
      for (const stranger of strangers) {
        const answer = await test.call(method, url(id), stranger, body)
        if (isOthers !== 'own') expect(answer.status).toBe(isOthers)
        else expect(answer.status).toBeLessThan(500)
      }
      expect(await annsFeed()).toEqual(before)
      expect((await test.call('PUT', '/v3/users/ann', test.asApp, {})).body['profile']).toEqual({
        plan: 'pro',
      })
    },
  )

  it.each(Object.entries(probes))(
    '%s refuses missing and wrong credentials',
    async (route, { url, body }) => {
      const method = route.split(' ')[0] ?? ''
      const as = test.server.routes.find((fact) => `${fact.method} ${fact.url}` === route)?.as
      const wrong: Record<string, string>[] = [
        {},
        { 'x-engagespot-api-key': 'shop' },
        { 'x-engagespot-user-id': 'ann' },
        { ...test.asUser('ann'), 'x-engagespot-api-key': 'nobody' },
        { ...test.asApp, 'x-engagespot-api-secret': 'wrong' },
        { ...test.asApp, 'x-engagespot-api-secret': 'other-secret' },
        { authorization: 'Bearer not.a.token' },
        ...(as === 'app' ? [test.asUser('ann')] : []),
        ...(as === 'user' ? [test.asApp] : []),
      ]
      for (const headers of wrong) {
        const answer = await test.call(method, url(id), headers, body)
        if (as === 'anyone') expect(answer.status).toBe(200)
        else
          expect(answer).toMatchObject({
            status: 401,
            body: { status: 'error', message: expect.any(String), code: expect.any(String) },
          })
      }
    },
  )

  it('makes nobody a user who asks for what is not theirs', async () => {
    expect((await test.call('GET', '/v3/users', test.asUser('passer-by'))).status).toBe(401)
    expect((await test.call('GET', '/v3/users/passer-by', test.asApp)).status).toBe(404)
  })

  it('takes both spellings of the secret’s header', async () => {
    const headers = { 'x-engagespot-api-key': 'shop', 'x-engagespot-secret-key': 'shop-secret' }
    expect((await test.call('PUT', '/v3/users/ann', headers, {})).status).toBe(200)
  })
})

describe('secure mode', () => {
  const keys = generateSigningKeys('RS256')
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer({ secureMode: true, signingPublicKey: keys.publicKey })
    await test.call('PUT', '/v3/users/ann:b', test.asApp, {})
  })
  afterAll(() => test.close())

  const token = async (claims: Record<string, unknown> = {}, sign?: (jwt: SignJWT) => Promise<string>) => {
    const jwt = new SignJWT({ sub: 'user:ann:b', apiKey: 'shop', ...claims }).setProtectedHeader({
      alg: 'RS256',
    })
    return sign ? sign(jwt) : jwt.sign(await importPKCS8(keys.privateKey, 'RS256'))
  }
  const list = async (bearer: string, headers: Record<string, string> = {}) =>
    test.call('GET', '/v3/notifications', { authorization: `Bearer ${bearer}`, ...headers })

  it('takes a token and nothing else', async () => {
    expect((await list(await token())).status).toBe(200)
    expect(await test.call('GET', '/v3/notifications', test.asUser('ann:b'))).toMatchObject({
      status: 401,
      body: { code: 'secure_mode_required' },
    })
  })

  it('refuses forged, expired and foreign tokens', async () => {
    const nowSeconds = Math.floor(test.clock.now().getTime() / 1000)
    const other = await generateKeyPair('RS256')
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"user:ann:b","apiKey":"shop"}')}.`.replaceAll(
      '=',
      '',
    )
    const hs256 = await new SignJWT({ sub: 'user:ann:b', apiKey: 'shop' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(keys.publicKey))
    const refused: [string, string][] = [
      [await token({ exp: nowSeconds - 61 }), 'token_expired'],
      [await token({}, (jwt) => jwt.sign(other.privateKey)), 'invalid_token'],
      [await token({ apiKey: 'other' }), 'invalid_token'],
      [await token({ sub: 'ann:b' }), 'invalid_token'],
      [unsigned, 'invalid_token'],
      [hs256, 'invalid_token'],
      ['x'.repeat(9000), 'invalid_token'],
    ]
    for (const [bearer, code] of refused)
      expect(await list(bearer)).toMatchObject({ status: 401, body: { code } })
  })

  it('honours a token until its time, give or take a minute', async () => {
    const nowSeconds = Math.floor(test.clock.now().getTime() / 1000)
    expect((await list(await token({ exp: nowSeconds - 30 }))).status).toBe(200)
  })

  it('refuses a token beside another user’s name', async () => {
    expect(
      await list(await token(), { 'x-engagespot-api-key': 'shop', 'x-engagespot-user-id': 'bob' }),
    ).toMatchObject({
      status: 401,
      body: { code: 'identity_mismatch' },
    })
  })

  it('does not make users known by themselves', async () => {
    expect(await list(await token({ sub: 'user:stranger' }))).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    })
  })
})

describe('HMAC mode', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer({ hmac: true })
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
  })
  afterAll(() => test.close())

  it('wants the user’s signature', async () => {
    const signed = { ...test.asUser('ann'), 'x-engagespot-user-signature': signUser('shop-secret', 'ann') }
    expect((await test.call('GET', '/v3/notifications', signed)).status).toBe(200)
    expect(await test.call('GET', '/v3/notifications', test.asUser('ann'))).toMatchObject({
      status: 401,
      body: { code: 'invalid_signature' },
    })
    const borrowed = { ...signed, 'x-engagespot-user-id': 'bob' }
    expect(await test.call('GET', '/v3/notifications', borrowed)).toMatchObject({
      status: 401,
      body: { code: 'invalid_signature' },
    })
  })
})

describe('origins', () => {
  let test: TestServer
  let strict: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    strict = await openTestServer({ origins: ['https://shop.test'] })
  })
  afterAll(() => Promise.all([test.close(), strict.close()]))

  const preflight = (on: TestServer, origin: string) =>
    on.server.inject({
      method: 'OPTIONS',
      url: '/v3/notifications',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers':
          'cache-control,pragma,expires,x-engagespot-device-id,idempotency-key',
      },
    })

  it('lets pages on this machine call, with the headers of the contract', async () => {
    const answer = await preflight(test, 'http://localhost:5173')
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['access-control-allow-origin']).toBe('http://localhost:5173')
    for (const name of ['cache-control', 'pragma', 'expires', 'x-engagespot-device-id', 'idempotency-key'])
      expect(String(answer.headers['access-control-allow-headers'])).toContain(name)
  })

  it('refuses other pages before anything takes effect', async () => {
    expect((await preflight(test, 'https://evil.test')).statusCode).toBe(403)
    const connect = await test.call('POST', '/v3/sdk/connect', {
      ...test.asUser('victim'),
      origin: 'https://evil.test',
    })
    expect(connect).toMatchObject({
      status: 403,
      body: { code: 'origin_refused', message: expect.stringContaining('inboxkit.config.json') },
    })
    expect(await test.db.one`select 1 from app_user where identifier = 'victim'`).toBeUndefined()
  })

  it('lets its own pages call, whatever it is addressed as', async () => {
    const own = { ...test.asUser('own'), origin: 'https://inbox.shop.test', host: 'inbox.shop.test' }
    expect((await test.call('POST', '/v3/sdk/connect', own)).status).toBe(200)
  })

  it('takes configured origins as the whole list', async () => {
    expect((await preflight(strict, 'https://shop.test')).statusCode).toBe(204)
    expect((await preflight(strict, 'http://localhost:5173')).statusCode).toBe(403)
  })
})
