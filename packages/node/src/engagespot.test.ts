import { Problem } from '@inboxkit/protocol'
import { jwtVerify } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { EngagespotClientOptions } from './engagespot/types.js'
import { type CreateEngagespotClient, EngagespotClient, EngagespotError } from './engagespot.js'
import { ecPair, rsaPair } from './testing/keys.js'
import { openReceiver, refusal } from './testing/receiver.js'

const credentials = { apiKey: 'key', apiSecret: 'secret' }
const open = (baseUrl: string, options: Partial<EngagespotClientOptions> = {}): CreateEngagespotClient =>
  EngagespotClient({ baseUrl, ...credentials, ...options })

afterEach(() => vi.unstubAllEnvs())

describe('where it goes', () => {
  it('is the base URL, or else that of the data region, or else that of the environment', async () => {
    await using option = await openReceiver()
    await using eu = await openReceiver()
    await using environment = await openReceiver()
    vi.stubEnv('INBOXKIT_BASE_URL', environment.url)
    const baseUrls = { eu: eu.url }
    await EngagespotClient({ ...credentials, baseUrl: `${option.url}/v3`, baseUrls, dataRegion: 'eu' }).send({
      notification: { title: 'One' },
    })
    await EngagespotClient({ ...credentials, baseUrls, dataRegion: 'eu' }).createOrUpdateUser('ann')
    await EngagespotClient({ ...credentials, dataRegion: 'us' }).createOrUpdateUser('bob')
    const paths = [option, eu, environment].map(({ received }) => received.map(({ path }) => path))
    expect(paths).toEqual([['/v3/notifications'], ['/v3/users/ann'], ['/v3/users/bob']])
  })

  it('must be said, like key and secret', () => {
    vi.stubEnv('INBOXKIT_BASE_URL', '')
    expect(() => EngagespotClient(credentials)).toThrow('Give baseUrl')
    expect(() => open('https://a.test', { dataRegion: 'mars' })).toThrow(
      'Invalid dataRegion: mars. Valid options are: us, eu, us-west-2, eu-central-1',
    )
    for (const missing of [{ apiKey: '' }, { apiSecret: '' }])
      expect(() => open('https://a.test', missing)).toThrow('Both apiKey and apiSecret are required')
  })
})

describe('an identifier', () => {
  it('may hold anything that a path may not, and may have been encoded by its caller', async () => {
    await using receiver = await openReceiver()
    const client = open(receiver.url)
    for (const identifier of ['a b', 'a/b', 'a?b#c', 'ü', 'a%2Fb', '100%', 'ann@shop.test'])
      await client.createOrUpdateUser(identifier)
    expect(receiver.received.map(({ path }) => path.replace('/v3/users/', ''))).toEqual([
      'a%20b',
      'a%2Fb',
      'a%3Fb%23c',
      '%C3%BC',
      'a%2Fb',
      '100%25',
      'ann%40shop.test',
    ])
  })
})

describe('an answer', () => {
  it('is the data of the server, or a response that has it, as with the original', async () => {
    const body = { id: 3, identifier: 'orders', name: 'Orders' }
    await using receiver = await openReceiver(
      { body, headers: { 'x-request-id': 'r-1' } },
      { status: 202, body: { requestId: 'r-2' } },
    )
    const client = open(receiver.url)
    const response = await client.createCategory('orders', 'Orders')
    expect(response).toMatchObject({ status: 200, data: body, headers: { 'x-request-id': 'r-1' } })
    expect(await client.send({ notification: { title: 'One' }, recipients: ['ann'] })).toEqual({
      requestId: 'r-2',
    })
  })
})

describe('a failure', () => {
  it('is a Problem that reads like the original’s', async () => {
    const fields = [{ field: 'notification', message: 'must be an object' }]
    const sent = refusal(400, 'invalid_request', {
      message: ['notification must be an object'],
      fields,
      requestId: 'r-1',
    })
    await using receiver = await openReceiver(sent)
    const failure: unknown = await open(receiver.url)
      .send({ notification: { title: 'One' } })
      .catch((failure: unknown) => failure)
    expect(failure).toBeInstanceOf(EngagespotError)
    expect(failure).toBeInstanceOf(Problem)
    expect(failure).toMatchObject({
      code: 'invalid_request',
      status: 400,
      message: 'notification must be an object',
      isAxiosError: true,
      response: { status: 400, data: sent.body, headers: { 'x-request-id': 'r-1' } },
    })
  })

  it('has no response when there was none', async () => {
    const receiver = await openReceiver()
    await receiver[Symbol.asyncDispose]()
    const failure: unknown = await open(receiver.url, { retries: 0 })
      .users.delete('ann')
      .catch((failure: unknown) => failure)
    expect(failure).toMatchObject({ code: 'offline', isAxiosError: true, response: undefined })
  })

  it('keeps what the server says about time', async () => {
    await using receiver = await openReceiver({
      ...refusal(429, 'rate_limited'),
      headers: { 'retry-after': '61' },
    })
    await expect(open(receiver.url).topics.delete(7)).rejects.toMatchObject({
      retryAfterMs: 61_000,
      response: { status: 429, headers: { 'retry-after': '61' } },
    })
  })

  it('for the moment is repeated under one idempotency key', async () => {
    await using receiver = await openReceiver(refusal(503, 'shutting_down'))
    await open(receiver.url).topics.create('Big News')
    const [first, second] = receiver.received
    expect(second?.body).toEqual({ name: 'Big News', identifier: 'big-news' })
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
  })
})

describe('a user token', () => {
  const rsa = rsaPair()
  const ec = ecPair()

  it('is there at once, without an end', async () => {
    for (const [pem, { publicKey }, alg] of [
      [rsa.pkcs8, rsa, 'RS256'],
      [rsa.traditional, rsa, 'RS256'],
      [rsa.pkcs8.replaceAll('\n', '\\n'), rsa, 'RS256'],
      [ec.pkcs8, ec, 'ES256'],
    ] as const) {
      const token: string = open('https://a.test', { signingKey: pem }).generateUserToken('ann:1')
      const { payload, protectedHeader } = await jwtVerify(token, publicKey)
      expect(protectedHeader).toEqual({ alg, typ: 'JWT' })
      expect(payload).toEqual({ sub: 'user:ann:1', apiKey: 'key', iat: expect.any(Number) })
    }
  })

  it('ends when it is told to', async () => {
    vi.stubEnv('ENGAGESPOT_PRIVATE_SIGNING_KEY', rsa.pkcs8)
    const token = open('https://a.test').generateUserToken('ann', { expiresIn: 60 })
    const { payload } = await jwtVerify(token, rsa.publicKey)
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
  })

  it('needs a key', () => {
    vi.stubEnv('ENGAGESPOT_PRIVATE_SIGNING_KEY', '')
    expect(() => open('https://a.test').generateUserToken('ann')).toThrow('Signing key not provided')
  })
})
