import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { decodeJwt, jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openHttp2Receiver } from '../testing/http2-receiver.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import { createApns } from './apns.js'
import { configApns } from './config.js'

const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
const to = { token: 'abc123', provider: 'apns' } as const
const content = { title: 'Order', body: 'It is on its way', url: null, icon: null }
const message = aMessage('mobilePush', to, content)
const start = new Date('2026-05-01T12:00:00Z')

const openApns = async ({
  timeoutMs = 30_000,
  ...rest
}: {
  timeoutMs?: number
  [setting: string]: unknown
} = {}) => {
  const receiver = await openHttp2Receiver()
  const state = { now: start }
  const config = configApns.parse({
    teamId: 'TEAM567890',
    keyId: 'KEY4567890',
    privateKey,
    bundleId: 'test.shop',
    baseUrl: receiver.url,
    ...rest,
  })
  const apns = createApns({ ...config, name: 'main' }, { now: () => state.now, timeoutMs })
  onTestFinished(() => apns.close?.())
  const tokens = () =>
    receiver.received.map(({ headers }) => headers.authorization?.slice('bearer '.length) ?? '')
  return { receiver, state, apns, tokens }
}

describe('apns', () => {
  it('signs in by a token and sends to the device', async () => {
    const { receiver, apns, tokens } = await openApns({ sound: 'default' })
    receiver.reply = () => ({ headers: { 'apns-id': 'given-id' } })
    const full = { ...content, url: 'https://shop.test/7', icon: 'https://shop.test/a.png' }
    expect(await apns.send(aMessage('mobilePush', to, full))).toEqual({
      kind: 'sent',
      providerId: 'given-id',
      answer: { status: 200 },
    })

    const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' }
    expect(headers).toMatchObject({
      ':method': 'POST',
      ':path': '/3/device/abc123',
      'apns-topic': 'test.shop',
      'apns-push-type': 'alert',
      'apns-expiration': String(Date.parse('2026-05-02T12:00:00Z') / 1_000),
      'apns-id': expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      'idempotency-key': 'delivery:17',
    })
    expect(JSON.parse(body)).toEqual({
      aps: { alert: { title: 'Order', body: 'It is on its way' }, sound: 'default', 'mutable-content': 1 },
      messageId: 'delivery:17',
      url: 'https://shop.test/7',
      icon: 'https://shop.test/a.png',
    })
    const { payload, protectedHeader } = await jwtVerify(tokens()[0] ?? '', createPublicKey(privateKey))
    expect(payload).toEqual({ iss: 'TEAM567890', iat: start.getTime() / 1_000 })
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'KEY4567890' })
  })

  it('tells repeats by the same id, other messages by another', async () => {
    const { receiver, apns } = await openApns({ expiresAfterSeconds: 0 })
    await apns.send(message)
    await apns.send(message)
    await apns.send(aMessage('mobilePush', { ...to, bundleId: 'test.other' }, content, 'delivery:18'))
    const [first, repeat, other] = receiver.received.map(({ headers }) => headers)
    expect(repeat?.['apns-id']).toBe(first?.['apns-id'])
    expect(repeat?.['apns-collapse-id']).toBe(first?.['apns-id'])
    expect(other?.['apns-id']).not.toBe(first?.['apns-id'])
    expect(other?.['apns-topic']).toBe('test.other')
    expect(first?.['apns-expiration']).toBe('0')
  })

  it('signs a token for 40 minutes of sends on one connection', async () => {
    const { receiver, state, apns, tokens } = await openApns()
    await Promise.all([apns.send(message), apns.send(message)])
    for (const minute of [4, 8, 12, 16, 20, 24, 28, 32, 36, 39, 40]) {
      state.now = new Date(start.getTime() + minute * 60_000)
      await apns.send(message)
    }
    expect(receiver.sessions).toHaveLength(1)
    expect(new Set(tokens().slice(0, -1)).size).toBe(1)
    expect(decodeJwt(tokens().at(-1) ?? '').iat).toBe(start.getTime() / 1_000 + 2_400)
  })

  it('signs another token when the last one has expired early', async () => {
    const { receiver, state, apns, tokens } = await openApns()
    receiver.reply = () => ({ status: 403, body: { reason: 'ExpiredProviderToken' } })
    expect((await failureFrom(apns.send(message), [])).kind).toBe('retry')
    state.now = new Date(start.getTime() + 1_000)
    receiver.reply = () => ({})
    await apns.send(message)
    expect(tokens()[1]).not.toBe(tokens()[0])
  })

  it('opens another connection after GOAWAY, after a close, and after 5 idle minutes', async () => {
    const { receiver, state, apns } = await openApns()
    await apns.send(message)
    receiver.sessions[0]?.goaway()
    // Until GOAWAY has arrived the old connection is used.
    await vi.waitFor(async () => {
      await apns.send(message)
      expect(receiver.sessions).toHaveLength(2)
    })

    receiver.reply = () => {
      receiver.sessions[1]?.destroy()
      return 'never'
    }
    expect((await failureFrom(apns.send(message))).kind).toBe('retry')
    receiver.reply = () => ({})
    await apns.send(message)
    expect(receiver.sessions).toHaveLength(3)

    state.now = new Date(start.getTime() + 300_001)
    await apns.send(message)
    expect(receiver.sessions).toHaveLength(4)
  })

  it.each([
    [400, 'BadDeviceToken', 'gone'],
    [410, 'Unregistered', 'gone'],
    [410, 'ExpiredToken', 'gone'],
    [410, undefined, 'gone'],
    [400, 'DeviceTokenNotForTopic', 'refused'],
    [403, 'InvalidProviderToken', 'refused'],
    [413, 'PayloadTooLarge', 'refused'],
    [429, 'TooManyRequests', 'retry'],
    [429, 'TooManyProviderTokenUpdates', 'retry'],
    [500, 'InternalServerError', 'retry'],
    [503, 'Shutdown', 'retry'],
  ])('takes %i %s as %s', async (status, reason, kind) => {
    const { receiver, apns, tokens } = await openApns()
    receiver.reply = () => ({ status, ...(reason && { body: { reason, echo: tokens()[0] } }) })
    const failure = await failureFrom(apns.send(message))
    expect(failure).toMatchObject({ kind, answer: { status } })
    expect(failure.message).toBe(`APNs answered ${status}${reason ? `: ${reason}` : ''}`)
    expect(JSON.stringify(failure.answer)).not.toContain(tokens()[0])
  })

  it('waits as long as Apple asks for', async () => {
    const { receiver, apns } = await openApns()
    receiver.reply = () => ({ status: 503, headers: { 'retry-after': '8' } })
    expect((await failureFrom(apns.send(message))).retryAfterMs).toBe(8_000)
  })

  it('tries again after no answer, an ended stream and no server, each time on a new connection', async () => {
    const { receiver, apns } = await openApns({ timeoutMs: 3_000 })
    receiver.reply = () => 'never'
    expect((await failureFrom(apns.send(message), [privateKey])).kind).toBe('retry')
    receiver.reply = () => 'reset'
    expect((await failureFrom(apns.send(message))).kind).toBe('retry')
    receiver.reply = () => ({})
    await apns.send(message)
    expect(receiver.sessions).toHaveLength(3)

    const { apns: alone } = await openApns({ baseUrl: 'http://127.0.0.1:1' })
    expect((await failureFrom(alone.send(message))).kind).toBe('retry')
    expect((await failureFrom(alone.send(message))).kind).toBe('retry')
  })

  it('does not read more than 64 KiB of an answer', async () => {
    const { receiver, apns } = await openApns()
    receiver.reply = () => ({ body: 'x'.repeat(70_000) })
    expect((await failureFrom(apns.send(message))).kind).toBe('retry')
  })

  it('shortens the body until the payload fits', async () => {
    const { receiver, apns } = await openApns()
    await apns.send(aMessage('mobilePush', to, { ...content, body: '😀'.repeat(3_000) }))
    const { body } = receiver.received[0] ?? { body: '' }
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096)
    expect(JSON.parse(body).aps.alert.body).toMatch(/^(😀)+…$/u)
  })

  it('takes devices of APNs with a bundle id only', async () => {
    const { receiver, apns } = await openApns()
    const android = { token: 'a', provider: 'fcm' } as const
    expect([to, android, null].map((address) => apns.accepts?.(address))).toEqual([true, false, false])
    for (const address of [android, { ...to, bundleId: 'a\r\nb: c' }])
      expect((await failureFrom(apns.send(aMessage('mobilePush', address, content)))).kind).toBe('refused')
    expect(receiver.sessions).toHaveLength(0)
  })

  it('takes a key on one line, and no other kind of key', () => {
    const config = { teamId: 'T', keyId: 'K', bundleId: 'a.b' }
    const line = privateKey.replaceAll('\n', '\\n')
    expect(configApns.parse({ ...config, privateKey: line }).privateKey).toBe(privateKey)
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    for (const wrong of ['key', rsa.export({ type: 'pkcs8', format: 'pem' })])
      expect(configApns.safeParse({ ...config, privateKey: wrong }).error?.issues[0]?.path).toEqual([
        'privateKey',
      ])
  })
})
