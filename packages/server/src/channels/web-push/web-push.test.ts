import { createECDH, createPublicKey, randomBytes } from 'node:crypto'
import ece from 'http_ece'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import webPush from 'web-push'
import { createOutbound } from '../../outbound/outbound.js'
import { openHttpServer } from '../../outbound/testing/http-server.js'
import { useTestDb } from '../../testing/test-db.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import type { ContentOf } from '../types.js'
import { configWebPush } from './config.js'
import { mostPayloadBytes, payloadOf } from './payload.js'
import { ensureVapidKeys, type VapidKeys } from './vapid.js'
import { createWebPush } from './web-push.js'

const outbound = createOutbound({ allowPrivate: true })
const vapid = webPush.generateVAPIDKeys()
const path = '/push/a-very-secret-subscription'
const now = () => new Date('2026-05-01T12:00:00Z')
const content: ContentOf['webPush'] = {
  title: 'Grüße',
  body: 'Your order is here',
  url: '/orders/17',
  icon: null,
}

/** A browser: its subscription, and what it makes of what arrives. */
const aBrowser = (origin: string) => {
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  const auth = randomBytes(16)
  return {
    subscription: {
      endpoint: `${origin}${path}`,
      keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
    },
    decrypt: (body: Buffer): unknown =>
      JSON.parse(
        ece.decrypt(body, { version: 'aes128gcm', privateKey: keys, authSecret: auth }).toString('utf8'),
      ),
  }
}

interface Opening {
  status?: number
  headers?: Record<string, string>
  body?: string
  keys?: VapidKeys
  config?: Record<string, unknown>
}

const openPush = async ({ status = 201, headers = {}, body = '', keys = vapid, config }: Opening = {}) => {
  const server = await openHttpServer((response) => void response.writeHead(status, headers).end(body))
  const read = configWebPush.parse({ subject: 'mailto:ops@shop.test', ...config })
  const provider = createWebPush({ ...read, name: 'main' }, keys, { outbound, now })
  return { server, provider, ...aBrowser(server.url) }
}

const verify = (authorization: string | undefined, audience: string) => {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=([\w-]+)$/.exec(authorization ?? '') ?? []
  const point = Buffer.from(key, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  return {
    key,
    verified: jwtVerify(token, createPublicKey({ key: jwk, format: 'jwk' }), {
      audience,
      algorithms: ['ES256'],
    }),
  }
}

describe('a push message', () => {
  it('is signed for the push service, and opened by the browser alone', async () => {
    const { server, provider, subscription, decrypt } = await openPush()
    const sent = await provider.send(aMessage('webPush', subscription, content))
    expect(sent).toEqual({ kind: 'sent', providerId: null, answer: { status: 201 } })

    const [request] = server.received
    expect(request).toMatchObject({
      method: 'POST',
      path,
      headers: {
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        'content-length': String(request?.body.length),
        ttl: '86400',
        urgency: 'normal',
        topic: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    })
    expect(decrypt(request?.body ?? Buffer.alloc(0))).toEqual({ ...content, id: 'delivery:17' })
    const { key, verified } = verify(request?.headers.authorization, server.url)
    expect(key).toBe(vapid.publicKey)
    expect(provider.publicKey).toBe(vapid.publicKey)
    expect((await verified).payload).toMatchObject({ sub: 'mailto:ops@shop.test', aud: server.url })
    expect(() => aBrowser(server.url).decrypt(request?.body ?? Buffer.alloc(0))).toThrow()
  })

  it('has the same topic at every attempt, and is as urgent and lasting as configured', async () => {
    const config = { ttlSeconds: 0, urgency: 'high' }
    const { server, provider, subscription } = await openPush({ config })
    for (const id of ['1', '1', '2']) await provider.send(aMessage('webPush', subscription, content, id))
    const [first, again, other] = server.received.map(({ headers }) => headers.topic)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
    expect(server.received[0]?.headers).toMatchObject({ ttl: '0', urgency: 'high' })
  })

  it('is cut to what push services take', async () => {
    const { server, provider, subscription, decrypt } = await openPush()
    const body = '🎉é"\n'.repeat(3_000)
    await provider.send(aMessage('webPush', subscription, { ...content, body }))
    const [request] = server.received
    expect(request?.body.length).toBeLessThanOrEqual(4_096)
    expect(request?.body.length).toBeGreaterThan(4_080)
    const got = decrypt(request?.body ?? Buffer.alloc(0)) as { body: string }
    expect(got.body).toMatch(/…$/)
    expect(body.startsWith(got.body.slice(0, -1))).toBe(true)
  })

  it.each([
    [404, 'gone', null],
    [410, 'gone', null],
    [400, 'refused', null],
    [403, 'refused', null],
    [413, 'refused', null],
    [429, 'retry', 5_000],
    [503, 'retry', 5_000],
  ] as const)('that is answered %i is %s', async (status, kind, retryAfterMs) => {
    const headers = { 'retry-after': '5' }
    const { provider, subscription } = await openPush({ status, headers, body: `no, ${path}` })
    const secrets = ['a-very-secret-subscription', subscription.keys.auth, vapid.privateKey]
    const failure = await failureFrom(provider.send(aMessage('webPush', subscription, content)), secrets)
    expect(failure).toMatchObject({ kind, retryAfterMs, answer: { status } })
  })

  it('goes nowhere without a subscription that can be used', async () => {
    const { server, provider, subscription } = await openPush()
    const failure = async (to: typeof subscription | null, more: Partial<typeof content> = {}) =>
      (await failureFrom(provider.send(aMessage('webPush', to, { ...content, ...more })))).kind
    expect(await failure(null)).toBe('refused')
    expect(await failure({ ...subscription, keys: { ...subscription.keys, p256dh: 'AAAA' } })).toBe('gone')
    expect(await failure({ ...subscription, keys: { ...subscription.keys, auth: 'AAAA' } })).toBe('gone')
    expect(await failure({ ...subscription, endpoint: 'file:///etc/passwd' })).toBe('refused')
    const old = 'https://android.googleapis.com/gcm/send/abc'
    expect(await failure({ ...subscription, endpoint: old })).toBe('gone')
    expect(await failure(subscription, { url: `https://shop.test/${'x'.repeat(4_096)}` })).toBe('refused')
    expect(provider.accepts?.(null)).toBe(false)
    expect(server.received).toEqual([])
  })

  it('does not go into a private network', async () => {
    const { server, subscription } = await openPush()
    const config = { ...configWebPush.parse({ subject: 'mailto:ops@shop.test' }), name: 'main' }
    const strict = createWebPush(config, vapid, { outbound: createOutbound({ allowPrivate: false }) })
    expect((await failureFrom(strict.send(aMessage('webPush', subscription, content)))).kind).toBe('refused')
    expect(server.received).toEqual([])
  })
})

describe('a payload', () => {
  it.each([0, 1, 3_000, 3_900, 3_993, 5_000, 100_000])('with a body of %i characters fits', (length) => {
    const payload = payloadOf('7', { ...content, body: 'x'.repeat(length) }) ?? ''
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(mostPayloadBytes)
    if (length > 3_993) expect(Buffer.byteLength(payload)).toBe(mostPayloadBytes)
  })
})

describe('the keys of the server', () => {
  const encryptionKey = Buffer.alloc(32, 7)

  it('are made once, whoever comes at the same moment, and kept sealed', async () => {
    const db = await useTestDb()
    const [first, ...others] = await Promise.all(
      Array.from({ length: 5 }, () => ensureVapidKeys(db, encryptionKey, now())),
    )
    for (const other of others) expect(other).toEqual(first)
    expect(await ensureVapidKeys(db, encryptionKey, now())).toEqual(first)
    const rows = await db.many<{ public_key: string; sealed: string }>`select * from server_key`
    expect(rows).toMatchObject([{ name: 'vapid', public_key: first?.publicKey }])
    expect(rows[0]?.sealed).not.toContain(first?.privateKey)
    await expect(ensureVapidKeys(db, Buffer.alloc(32, 8), now())).rejects.toThrow(/not sealed with this/)
  })

  it('sign what push services verify', async () => {
    const keys = await ensureVapidKeys(await useTestDb(), encryptionKey, now())
    const { server, provider, subscription } = await openPush({ keys })
    await provider.send(aMessage('webPush', subscription, content))
    const { key, verified } = verify(server.received[0]?.headers.authorization, server.url)
    expect(key).toBe(keys.publicKey)
    await verified
  })
})

describe('the configuration', () => {
  const mine = { publicKey: vapid.publicKey, privateKey: vapid.privateKey }
  it.each([
    [{}, 'subject'],
    [{ subject: 'ops@shop.test' }, 'subject'],
    [{ subject: 'http://shop.test' }, 'subject'],
    [{ subject: 'mailto:a@b.c', publicKey: 'short', privateKey: mine.privateKey }, 'publicKey'],
    [{ subject: 'mailto:a@b.c', publicKey: mine.publicKey }, 'privateKey'],
    [{ subject: 'mailto:a@b.c', ttlSeconds: -1 }, 'ttlSeconds'],
    [{ subject: 'mailto:a@b.c', urgency: 'now' }, 'urgency'],
  ])('%j is not taken', (config, name) => {
    expect(configWebPush.safeParse(config).error?.issues[0]?.path[0]).toBe(name)
  })

  it('may hold a key pair of its own', () => {
    expect(configWebPush.parse({ subject: 'https://shop.test', ...mine })).toMatchObject(mine)
  })
})
