import { setImmediate } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { unsubscribeUrl } from '../features/preferences/unsubscribe.js'
import { openTestServer, type TestServer } from '../testing/test-server.js'

let test: TestServer
let url: string
let orders: number
const sockets: Socket[] = []

beforeAll(async () => {
  test = await openTestServer()
  ;({ url } = await test.server.listen())
  const { body } = await test.call('POST', '/v3/categories', test.asApp, {
    identifier: 'orders',
    name: 'Orders',
  })
  orders = Number(body['id'])
  test.clock.advance(2000)
})
afterAll(() => test.close())
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  // What was gathered is told to nobody.
  test.clock.advance(5000)
})

/** Connects a socket and keeps what it hears, but for beacons. */
const connect = async (options: object): Promise<unknown[][]> => {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...options })
  sockets.push(socket)
  const heard: unknown[][] = []
  socket.onAny((name: string, ...payload: unknown[]) => name === 'beacon' || heard.push([name, ...payload]))
  const greeted = new Promise((resolve, reject) => {
    // Ours are in their room by the time of their first beacon.
    socket.once('protocol' in ((options as { auth?: object }).auth ?? {}) ? 'beacon' : 'connect', resolve)
    socket.once('connect_error', reject)
  })
  await greeted
  return heard
}
const own = (userId: string, apiKey = 'shop') => connect({ auth: { protocol: 1, apiKey, userId } })
const vendor = (userId: string) => connect({ query: { apiKey: 'shop', userId } })
const told = (changed: string) => ['settings', { changed }]

const chosen = { preference: [{ categoryId: 0, channels: [{ channel: 'email', enabled: false }] }] }
const quiet = {
  timeZone: 'Europe/Berlin',
  schedule: { mon: [{ from: '22:00', to: '06:00' }] },
  enabled: true,
}
const channels = { channels: [{ channel: 'sms', enabled: false }] }

describe('settings', () => {
  const changes: [what: string, method: string, path: string, body: unknown, changed: string][] = [
    ['a preference', 'PATCH', '/preferences', chosen, 'preferences'],
    ['a channel', 'PATCH', '/preferences/channels', channels, 'preferences'],
    ['quiet hours', 'PUT', '/preferences/quiet-hours', quiet, 'preferences'],
  ]
  it.each([
    ...changes.map((change) => [...change, 'user'] as const),
    ...changes.map(
      ([what, method, path, body, changed]) =>
        [`${what} by the app`, method, `/users/ann${path}`, body, changed, 'app'] as const,
    ),
    ['what a screen changes', 'PATCH', '/preferences/page', channels, 'preferences', 'user'] as const,
    ['a profile that is merged', 'PUT', '/profile', { plan: 'gold' }, 'profile', 'user'] as const,
    ['a profile that is patched', 'PATCH', '/profile', [], 'profile', 'user'] as const,
    ['a profile by the app', 'PUT', '/users/ann', { plan: 'tin' }, 'profile', 'app'] as const,
    [
      'a profile in an import',
      'POST',
      '/users/bulk',
      { users: [{ identifier: 'ann' }] },
      'profile',
      'app',
    ] as const,
  ])(
    '%s is told to our sockets of that user, and to nobody else',
    async (_, method, path, body, changed, as) => {
      const [first, second, theirs, others, elsewhere] = [
        await own('ann'),
        await own('ann'),
        await vendor('ann'),
        await own('bob'),
        await own('ann', 'other'),
      ]
      const given = body === chosen ? { preference: [{ ...chosen.preference[0], categoryId: orders }] } : body
      const { status } = await test.call(
        method,
        `/v3${path}`,
        as === 'app' ? test.asApp : test.asUser('ann'),
        given,
      )
      expect(status).toBe(200)
      await vi.waitFor(() => expect([first, second]).toEqual([[told(changed)], [told(changed)]]))
      await setImmediate()
      expect([theirs, others, elsewhere]).toEqual([[], [], []])
    },
  )

  it('that a link in a message changes are told', async () => {
    const ann = await own('ann')
    const user = await test.db.one<{ id: number; app_id: number }>`
      select u.id, u.app_id from app_user u join app a on a.id = u.app_id
      where a.api_key = 'shop' and u.identifier = 'ann'`
    const link = new URL(
      unsubscribeUrl(test.encryptionKey, 'http://inbox.test', {
        appId: user?.app_id ?? 0,
        userId: user?.id ?? 0,
        categoryId: orders,
        tenantId: null,
      }),
    )
    expect((await test.call('POST', link.pathname + link.search)).status).toBe(200)
    await vi.waitFor(() => expect(ann).toEqual([told('preferences')]))
    const page = `/v3/preference-page${link.search}`
    expect((await test.call('PATCH', page, {}, channels)).status).toBe(200)
    await vi.waitFor(() => expect(ann).toHaveLength(2))
  })

  it('that are refused are not told', async () => {
    const ann = await own('ann')
    const refused = [
      await test.call('PATCH', '/v3/preferences', test.asUser('ann'), {
        preference: [{ categoryId: 999_999, channels: [{ channel: 'email', enabled: false }] }],
      }),
      await test.call('PUT', '/v3/profile', test.asUser('ann'), { identifier: 'bob' }),
      await test.call('PATCH', '/v3/categories/none', test.asApp, { name: 'None' }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([404, 422, 404])
    await test.call('PUT', '/v3/profile', test.asUser('ann'), { plan: 'gold' })
    await vi.waitFor(() => expect(ann).toEqual([told('profile')]))
  })

  it('under an idempotency key are told once, after the commit', async () => {
    const ann = await own('ann')
    const headers = { ...test.asUser('ann'), 'idempotency-key': 'settings-1' }
    for (const _ of [1, 2]) await test.call('PATCH', '/v3/preferences/channels', headers, channels)
    await test.call('PUT', '/v3/profile', test.asUser('ann'), { plan: 'gold' })
    await vi.waitFor(() => expect(ann).toEqual([told('preferences'), told('profile')]))
  })
})

describe('categories of an app', () => {
  it('are told to all of its users, at once and then once a second', async () => {
    const [ann, bob, theirs, elsewhere] = [
      await own('ann'),
      await own('bob'),
      await vendor('ann'),
      await own('ann', 'other'),
    ]
    const { body } = await test.call('POST', '/v3/categories', test.asApp, {
      identifier: 'news',
      name: 'News',
    })
    await vi.waitFor(() => expect([ann, bob]).toEqual([[told('categories')], [told('categories')]]))
    await test.call('PATCH', `/v3/categories/${String(body['id'])}`, test.asApp, { name: 'All news' })
    await test.call('DELETE', `/v3/categories/${String(body['id'])}`, test.asApp)
    await setImmediate()
    expect(ann).toHaveLength(1)
    test.clock.advance(1000)
    await vi.waitFor(() => expect([ann.length, bob.length]).toEqual([2, 2]))
    test.clock.advance(1000)
    await test.call('PUT', '/v3/profile', test.asUser('ann'), { plan: 'tin' })
    await vi.waitFor(() => expect(ann.slice(2)).toEqual([told('profile')]))
    expect([theirs, elsewhere]).toEqual([[], []])
  })

  it('are told when a send makes one', async () => {
    const ann = await own('ann')
    await test.send(['ann'], { title: 'Sale', category: 'sales' })
    await vi.waitFor(() => expect(ann).toContainEqual(told('categories')))
    const before = ann.length
    await test.send(['ann'], { title: 'More', category: 'sales' })
    test.clock.advance(2000)
    await test.call('PUT', '/v3/profile', test.asUser('ann'), { plan: 'tin' })
    await vi.waitFor(() => expect(ann).toContainEqual(told('profile')))
    expect(ann.slice(before).filter(([name]) => name === 'settings')).toEqual([told('profile')])
  })
})
