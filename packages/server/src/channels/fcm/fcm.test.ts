import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createOutbound } from '../../outbound/outbound.js'
import { openReceiver, type Received, type Reply } from '../testing/receiver.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import { configFcm } from './config.js'
import { createFcm } from './fcm.js'

const outbound = createOutbound({ allowPrivate: true })
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
const to = { token: 'device-token', provider: 'fcm' } as const
const content = { title: 'Order', body: 'It is on its way', url: 'https://shop.test/7', icon: null }
const message = aMessage('mobilePush', to, content)

/** Google and FCM in one: access tokens are `access-1`, `access-2`, … for an hour. */
const openFcm = async ({ timeoutMs = 30_000 } = {}) => {
  const state = {
    now: new Date('2026-05-01T12:00:00Z'),
    token: (): Reply | 'never' => ({
      body: { access_token: `access-${asked('/token').length}`, expires_in: 3_599, token_type: 'Bearer' },
    }),
    send: (): Reply | 'never' => ({ body: { name: 'projects/shop/messages/m1' } }),
  }
  const receiver = await openReceiver(({ path }) => (path === '/token' ? state.token() : state.send()))
  const asked = (path: string): Received[] => receiver.received.filter((request) => request.path === path)
  const serviceAccount = {
    type: 'service_account',
    project_id: 'shop',
    client_email: 'push@shop.test',
    private_key: privateKey,
    token_uri: `${receiver.url}/token`,
  }
  const config = configFcm.parse({
    serviceAccount: JSON.stringify(serviceAccount),
    baseUrl: `${receiver.url}/`,
  })
  const fcm = createFcm({ ...config, name: 'main' }, { outbound, timeoutMs, now: () => state.now })
  const sends = () => asked('/v1/projects/shop/messages:send')
  const bearers = () => sends().map(({ headers }) => headers.authorization)
  return { receiver, state, fcm, sends, bearers, tokensAsked: () => asked('/token') }
}

describe('fcm', () => {
  it('signs in by the service account and sends to the device', async () => {
    const { receiver, fcm, sends, tokensAsked } = await openFcm()
    expect(await fcm.send(message)).toMatchObject({
      kind: 'sent',
      providerId: 'projects/shop/messages/m1',
      answer: { status: 200 },
    })

    const form = new URLSearchParams(tokensAsked()[0]?.body)
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const { payload } = await jwtVerify(form.get('assertion') ?? '', createPublicKey(privateKey), {
      algorithms: ['RS256'],
      audience: `${receiver.url}/token`,
      issuer: 'push@shop.test',
      currentDate: new Date('2026-05-01T12:00:00Z'),
    })
    expect(payload).toMatchObject({ scope: 'https://www.googleapis.com/auth/firebase.messaging' })

    expect(sends()[0]?.headers).toMatchObject({
      authorization: 'Bearer access-1',
      'idempotency-key': 'delivery:17',
    })
    const { android, apns, ...rest } = JSON.parse(sends()[0]?.body ?? '').message
    expect(rest).toEqual({
      token: 'device-token',
      notification: { title: 'Order', body: 'It is on its way' },
      data: { messageId: 'delivery:17', url: 'https://shop.test/7' },
    })
    expect(android.notification.tag).toBe(apns.headers['apns-collapse-id'])
  })

  it('fetches one access token for all sends, and another 5 minutes before its end', async () => {
    const { state, fcm, bearers, tokensAsked } = await openFcm()
    await Promise.all([fcm.send(message), fcm.send(message), fcm.send(message)])
    expect(tokensAsked()).toHaveLength(1)

    state.now = new Date('2026-05-01T12:54:58Z')
    await fcm.send(message)
    expect(tokensAsked()).toHaveLength(1)

    state.now = new Date('2026-05-01T12:54:59Z')
    await fcm.send(message)
    expect(bearers()).toEqual([...Array(4).fill('Bearer access-1'), 'Bearer access-2'])
  })

  it('gives up an access token that is no longer taken', async () => {
    const { state, fcm, bearers } = await openFcm()
    await fcm.send(message)
    const { send } = state
    state.send = () => ({
      status: 401,
      body: { error: { status: 'UNAUTHENTICATED', message: 'no access-1' } },
    })
    expect((await failureFrom(fcm.send(message), ['access-1'])).kind).toBe('retry')
    expect((await failureFrom(fcm.send(message), ['access-2'])).kind).toBe('refused')
    state.send = send
    await fcm.send(message)
    expect(bearers().at(-1)).toBe('Bearer access-3')
  })

  it('shows a picture that has an address', async () => {
    const { fcm, sends } = await openFcm()
    await fcm.send(aMessage('mobilePush', to, { ...content, url: null, icon: 'https://shop.test/a.png' }))
    await fcm.send(aMessage('mobilePush', to, { ...content, icon: 'bell' }))
    const [first, second] = sends().map(({ body }) => JSON.parse(body).message)
    expect(first.notification.image).toBe('https://shop.test/a.png')
    expect(first.data).toEqual({ messageId: 'delivery:17' })
    expect(second.notification).not.toHaveProperty('image')
  })

  it('shortens the body until the message fits, and refuses what does not fit without it', async () => {
    const { fcm, sends } = await openFcm()
    await fcm.send(aMessage('mobilePush', to, { ...content, body: 'ü"'.repeat(3_000) }))
    const body = sends()[0]?.body ?? ''
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096)
    expect(JSON.parse(body).message.notification.body).toMatch(/^(ü")+ü?…$/)

    const huge = aMessage('mobilePush', to, { ...content, title: 'x'.repeat(5_000) })
    expect((await failureFrom(fcm.send(huge))).kind).toBe('refused')
    expect(sends()).toHaveLength(1)
  })

  const fcmError = (errorCode: string) => ({
    '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
    errorCode,
  })
  it.each([
    [404, { status: 'NOT_FOUND', details: [fcmError('UNREGISTERED')] }, 'gone', null],
    [
      400,
      {
        status: 'INVALID_ARGUMENT',
        message: 'The registration token is not a valid FCM registration token',
        details: [fcmError('INVALID_ARGUMENT')],
      },
      'gone',
      null,
    ],
    [400, { status: 'INVALID_ARGUMENT', message: 'Invalid value', details: [{ a: 1 }] }, 'refused', null],
    [403, { status: 'PERMISSION_DENIED', details: [fcmError('SENDER_ID_MISMATCH')] }, 'refused', null],
    [401, { status: 'UNAUTHENTICATED', details: [fcmError('THIRD_PARTY_AUTH_ERROR')] }, 'refused', null],
    [404, { status: 'NOT_FOUND', message: 'No such project' }, 'refused', null],
    [429, { status: 'RESOURCE_EXHAUSTED', details: [fcmError('QUOTA_EXCEEDED')] }, 'retry', 60_000],
    [500, { status: 'INTERNAL' }, 'retry', null],
    [503, { status: 'UNAVAILABLE' }, 'retry', null],
  ])('takes %i %j as %s', async (status, error, kind, retryAfterMs) => {
    const { state, fcm } = await openFcm()
    state.send = () => ({ status, body: { error } })
    const failure = await failureFrom(fcm.send(message), ['access-1', privateKey.toString()])
    expect(failure).toMatchObject({ kind, retryAfterMs, answer: { status } })
  })

  it('waits as long as FCM asks for', async () => {
    const { state, fcm } = await openFcm()
    state.send = () => ({ status: 429, headers: { 'retry-after': '5' } })
    expect((await failureFrom(fcm.send(message))).retryAfterMs).toBe(5_000)
  })

  it.each([
    [
      { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } },
      'refused',
    ],
    [{ status: 503 }, 'retry'],
    [{ status: 200, body: 'hello' }, 'refused'],
    ['never', 'retry'],
  ] as const)('sends nothing without an access token: %j is %s', async (reply, kind) => {
    const { state, fcm, sends, tokensAsked } = await openFcm(reply === 'never' ? { timeoutMs: 60 } : {})
    state.token = () => reply
    const failure = await failureFrom(fcm.send(message))
    expect(failure.kind).toBe(kind)
    expect(failure.message).toMatch(/^Google /)
    const assertion = new URLSearchParams(tokensAsked()[0]?.body).get('assertion') ?? 'none'
    expect(failure.message).not.toContain(assertion)
    expect(sends()).toHaveLength(0)
  })

  it('tries again after no answer', async () => {
    const { state, fcm } = await openFcm({ timeoutMs: 60 })
    state.send = () => 'never'
    expect((await failureFrom(fcm.send(message), ['access-1'])).kind).toBe('retry')
  })

  it('takes devices of FCM only', async () => {
    const { fcm } = await openFcm()
    const apple = { token: 'a', provider: 'apns' } as const
    expect([to, apple, null].map((address) => fcm.accepts?.(address))).toEqual([true, false, false])
    expect((await failureFrom(fcm.send(aMessage('mobilePush', apple, content)))).kind).toBe('refused')
  })

  it('takes no service account without a usable key', () => {
    for (const serviceAccount of ['{', {}, { project_id: 'a', client_email: 'b', private_key: 'c' }])
      expect(configFcm.safeParse({ serviceAccount }).error?.issues[0]?.path[0]).toBe('serviceAccount')
  })
})
