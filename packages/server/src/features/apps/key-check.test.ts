import { problem } from '@inboxkit/protocol'
import { importPKCS8, SignJWT } from 'jose'
import { io, type Socket } from 'socket.io-client'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { generateSigningKeys } from '../../auth/public-keys.js'
import { signUser } from '../../auth/signatures.js'
import type { Sql } from '../../storage/db.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { gate } from '../../testing/waiting.js'
import { createKeyCheck, keyCheckMs } from './key-check.js'
import { addSigningKey, removeSigningKey, revokeSecret, rotateSecret } from './service.js'

const encryptionKey = Buffer.alloc(32, 7)
const [first, second] = [generateSigningKeys('ES256'), generateSigningKeys('ES256')]

let test: TestServer
let url: string
const sockets: Socket[] = []

const start = async (options: Parameters<typeof openTestServer>[0] = {}) => {
  test = await openTestServer(options)
  onTestFinished(async () => {
    for (const socket of sockets.splice(0)) socket.disconnect()
    await test.close()
  })
  ;({ url } = await test.server.listen())
  for (const app of [test.asApp, test.asOtherApp])
    for (const user of ['ann', 'bob']) await test.call('PUT', `/v3/users/${user}`, app)
}

interface Client {
  isOpen: () => boolean
  /** Codes of the problems it was told. */
  told: string[]
  /** Changes to its feed. */
  heard: unknown[]
}

/** Connects as our client does, or rejects with the code of the refusal. */
const connect = (auth: Record<string, unknown>): Promise<Client> => {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { protocol: 1, apiKey: 'shop', userId: 'ann', ...auth },
  })
  sockets.push(socket)
  const told: string[] = []
  socket.on('problem', ({ code }: { code: string }) => told.push(code))
  const heard: unknown[] = []
  socket.on('feed', (event) => heard.push(event))
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve({ isOpen: () => socket.connected, told, heard }))
    socket.once('connect_error', (error) => reject((error as Error & { data?: { code: string } }).data?.code))
  })
}

const token = async ({ privateKey, keyId }: typeof first, apiKey = 'shop', user = 'ann') =>
  new SignJWT({ sub: `user:${user}`, apiKey })
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .sign(await importPKCS8(privateKey, 'ES256'))

const closed = (client: Client, why: string) =>
  vi.waitFor(() => expect([client.isOpen(), client.told]).toEqual([false, [why]]))

/** Lets a check pass, and then something happen that whoever is still there hears of. */
const stays = async (...clients: Client[]) => {
  test.clock.advance(keyCheckMs)
  const before = clients.map(({ heard }) => heard.length)
  for (const app of [test.asApp, test.asOtherApp])
    await test.call('POST', '/v3/notifications', app, {
      notification: { title: 'Still there?' },
      sendTo: { recipients: ['ann'] },
    })
  await vi.waitFor(() => {
    for (const [at, { heard }] of clients.entries()) expect(heard.length).toBeGreaterThan(before[at] ?? 0)
  })
  for (const client of clients) expect([client.isOpen(), client.told]).toEqual([true, []])
}

describe('a signing key that is revoked', () => {
  it('closes what it opened within 5 s, and lets nobody in again', async () => {
    await start({ secureMode: true, signingPublicKey: first.publicKey })
    const other = await addSigningKey(test.db, 'other', first.publicKey, test.clock.now())
    await addSigningKey(test.db, 'shop', second.publicKey, test.clock.now())
    test.clock.advance(5000)
    const old = await connect({ token: await token(first) })
    const rotated = await connect({ token: await token(second) })
    const elsewhere = await connect({ apiKey: 'other', token: await token(first, 'other') })
    expect(other.keyId).toBe(first.keyId)
    await stays(old, rotated, elsewhere)

    await removeSigningKey(test.db, 'shop', first.keyId, test.clock.now())
    test.clock.advance(keyCheckMs)
    await closed(old, 'credentials_revoked')
    await stays(rotated, elsewhere)
    await expect(connect({ token: await token(first) })).rejects.toBe('invalid_token')
    expect(
      (await test.call('GET', '/v3/notifications', { authorization: `Bearer ${await token(first)}` })).status,
    ).toBe(401)
  })

  it('also closes what was opened in the moment in which the revocation was not known yet', async () => {
    await start({ secureMode: true, signingPublicKey: first.publicKey })
    const early = await connect({ token: await token(first) })
    await removeSigningKey(test.db, 'shop', first.keyId, test.clock.now())
    const late = await connect({ token: await token(first, 'shop', 'bob'), userId: 'bob' })
    test.clock.advance(5000)
    await closed(early, 'credentials_revoked')
    await closed(late, 'credentials_revoked')
  })

  it('closes a vendor’s clients too', async () => {
    await start({ secureMode: true, signingPublicKey: first.publicKey })
    const vendor = await connect({ protocol: undefined, token: await token(first) })
    await removeSigningKey(test.db, 'shop', first.keyId, test.clock.now())
    test.clock.advance(keyCheckMs)
    await vi.waitFor(() => expect(vendor.isOpen()).toBe(false))
  })
})

describe('a secret that is revoked', () => {
  const signed = (secret: string, userId = 'ann') => ({ userId, signature: signUser(secret, userId) })

  it('closes what was opened with its signatures, and only that', async () => {
    await start({ hmac: true })
    const { apiSecret } = await rotateSecret(test.db, encryptionKey, 'shop', test.clock.now())
    test.clock.advance(5000)
    const [old, rotated] = [await connect(signed('shop-secret')), await connect(signed(apiSecret))]
    const elsewhere = await connect({ apiKey: 'other', ...signed('other-secret') })
    await stays(old, rotated, elsewhere)

    const secret = await test.db.one<{ id: number }>`
      select s.id from app_secret s join app a on a.id = s.app_id where a.api_key = 'shop' order by s.id`
    await revokeSecret(test.db, 'shop', secret?.id ?? 0, test.clock.now())
    test.clock.advance(keyCheckMs)
    await closed(old, 'credentials_revoked')
    expect((await test.call('GET', '/v3/app', test.asApp)).status).toBe(401)
    test.asApp = { ...test.asApp, 'x-engagespot-api-secret': apiSecret }
    expect((await test.call('GET', '/v3/app', test.asApp)).status).toBe(200)
    await stays(rotated, elsewhere)
    await expect(connect(signed('shop-secret'))).rejects.toBe('invalid_signature')
  })
})

describe('an app that becomes stricter', () => {
  const patch = (changes: object) => test.call('PATCH', '/v3/app', test.asApp, changes)

  it('closes what was opened without proof, at once', async () => {
    await start()
    const [open, elsewhere] = [await connect({}), await connect({ apiKey: 'other' })]
    await stays(open, elsewhere)
    await patch({ hmac: true })
    await closed(open, 'invalid_signature')
    const signed = await connect({ signature: signUser('shop-secret', 'ann') })
    await stays(signed, elsewhere)

    await addSigningKey(test.db, 'shop', first.publicKey, test.clock.now())
    await patch({ secureMode: true })
    await closed(signed, 'secure_mode_required')
    const proven = await connect({ token: await token(first) })
    await stays(proven, elsewhere)
  })

  it('refuses sockets of pages it does not list', async () => {
    await start()
    await patch({ origins: ['http://localhost:5173'] })
    const from = (origin: string) => {
      const socket = io(url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        auth: { protocol: 1, apiKey: 'shop', userId: 'ann' },
        extraHeaders: { origin },
      })
      sockets.push(socket)
      return new Promise((resolve) => {
        socket.once('connect', () => resolve('connected'))
        socket.once('connect_error', (error) => resolve((error as Error & { data?: unknown }).data))
      })
    }
    expect(await from('http://localhost:5173')).toBe('connected')
    expect(await from('http://localhost:3000')).toMatchObject({ code: 'origin_refused' })
  })
})

describe('the check', () => {
  const rules = { secureMode: false, hmac: false }
  const opened = [
    { appId: 1, keyId: 'a' },
    { appId: 1, keyId: 'b' },
  ]
  const live = [{ id: 1, settings: {}, secret_ids: [], kids: ['b'], unnamed: [] }]
  const make = (openings: typeof opened, ...answers: (() => Promise<unknown>)[]) => {
    const many = vi.fn(() => (answers.shift() ?? expect.fail('asked too often'))())
    const realtime = { openings: () => openings, disconnectKey: vi.fn() }
    const forgetApps = vi.fn()
    const db = { many, one: many, run: many } as unknown as Sql
    return { check: createKeyCheck({ db, rules, realtime, forgetApps }), many, realtime, forgetApps }
  }

  it('asks the database nothing while nobody is connected', async () => {
    const { check, many } = make([])
    await check()
    expect(many).not.toHaveBeenCalled()
  })

  it('closes what is not live, and drops what was remembered of apps', async () => {
    const { check, realtime, forgetApps } = make(opened, async () => live)
    await check()
    expect(forgetApps).toHaveBeenCalledOnce()
    expect(realtime.disconnectKey.mock.calls).toEqual([[1, 'a', problem('credentials_revoked')]])
  })

  it('closes what belongs to an app that is gone', async () => {
    const { check, realtime } = make(opened, async () => [])
    await check()
    expect(realtime.disconnectKey).toHaveBeenCalledTimes(2)
  })

  it('knows a key that was stored without a name', async () => {
    const unnamed = [{ ...live[0], kids: [], unnamed: [first.publicKey] }]
    const { check, realtime } = make([{ appId: 1, keyId: first.keyId }], async () => unnamed)
    await check()
    expect(realtime.disconnectKey).not.toHaveBeenCalled()
  })

  it('is not made twice at a time, and once more for those who asked meanwhile', async () => {
    const answer = gate()
    const { check, many, realtime } = make(
      opened,
      () => answer.opened.then(() => [{ ...live[0], kids: ['a', 'b'] }]),
      async () => live,
    )
    const first = check()
    await Promise.all([check(), check()])
    expect(many).toHaveBeenCalledOnce()
    answer.open()
    await first
    expect(many).toHaveBeenCalledTimes(2)
    expect(realtime.disconnectKey).toHaveBeenCalledOnce()
  })

  it('goes on after it failed', async () => {
    const { check, realtime } = make(
      opened,
      () => Promise.reject(new Error('connection lost')),
      async () => live,
    )
    await expect(check()).rejects.toThrow('connection lost')
    await check()
    expect(realtime.disconnectKey).toHaveBeenCalledOnce()
  })
})
