import { problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { createClock } from '../clock.js'
import { openRaw } from '../testing/raw-client.js'
import { createTestServer, type TestConnection, type TestServerOptions } from './test-server.js'

const setUp = (options: Omit<TestServerOptions, 'clock'> = {}) => {
  const clock = createClock()
  const server = createTestServer({ ...options, clock })
  return { clock, server, ann: server.connect('ann') }
}

const ask = async (
  { baseUrl, fetch, apiKey, userId }: TestConnection,
  path: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
) => {
  const headers = init.headers ?? { 'X-ENGAGESPOT-API-KEY': apiKey, 'X-ENGAGESPOT-USER-ID': userId }
  const response = await fetch(`${baseUrl}/v3${path}`, {
    method: init.method ?? 'GET',
    headers,
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  })
  return { status: response.status, body: (await response.json().catch(() => undefined)) as never }
}
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } })

describe('a server in memory', () => {
  it('answers with what was delivered, to each user their own', async () => {
    const { server, ann } = setUp()
    server.deliver('ann', { title: 'Shipped', category: 'orders' })
    server.deliver('bob', { title: 'Paid' })
    expect((await ask(ann, '/notifications')).body).toMatchObject({
      data: [{ title: 'Shipped', category: { identifier: 'orders', name: 'orders' } }],
      counts: { unseen: 1, unread: 1, total: 1 },
    })
    expect((await ask(server.connect('bob'), '/notifications')).body).toMatchObject({
      data: [{ title: 'Paid' }],
    })
  })

  it('takes answers to blocks, and keeps what workflows are told of them', async () => {
    const { server, ann } = setUp()
    const { id } = server.deliver('ann', {
      title: 'Approve?',
      data: { order: 7 },
      reason: { workflow: 'approval' },
      blocks: [
        { id: 'yes', type: 'button', text: 'Approve', state: 'approved', event: 'order.approved' },
        { id: 'stars', type: 'rating' },
      ],
    })
    const put = (body: object) => ask(ann, `/notifications/${id}/state`, { method: 'PUT', body })
    expect(await put({ answer: { block: 'stars', value: 6 } })).toMatchObject({
      status: 400,
      body: { message: ['answer.value must be an integer from 1 to 5'] },
    })
    expect(await put({ answer: { block: 'yes', value: null } })).toMatchObject({
      body: { state: 'approved' },
    })
    expect((await put({ answer: { block: 'stars', value: 5 } })).status).toBe(409)
    expect(server.feed('ann').answers).toEqual([
      {
        event: 'order.approved',
        notification: id,
        block: 'yes',
        value: 'Approve',
        state: 'approved',
        workflow: 'approval',
        data: { order: 7 },
      },
    ])
  })

  it('takes a standard Request, a URL, and is read as text too', async () => {
    const { ann } = setUp()
    const headers = { 'x-engagespot-api-key': ann.apiKey, 'x-engagespot-user-id': 'ann' }
    const answers = await Promise.all([
      ann.fetch(new Request(`${ann.baseUrl}/v3/profile`, { headers })),
      ann.fetch(new URL(`${ann.baseUrl}/v3/profile`), { headers: new Headers(headers) }),
    ])
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['{}', '{}'])
  })

  it('works with the machine’s clock when it is given none', async () => {
    const server = createTestServer()
    const item = server.deliver('ann')
    expect(Math.abs(Date.parse(item.createdAt) - Date.now())).toBeLessThan(60_000)
    expect((await ask(server.connect('ann'), '/notifications')).status).toBe(200)
    server.close()
  })

  it('has a word of its own for whoever does not say who they are, or asks for what is not there', async () => {
    const { ann } = setUp()
    expect(await ask(ann, '/notifications', { headers: {} })).toMatchObject({
      status: 401,
      body: { code: 'missing_credentials', requestId: expect.any(String) },
    })
    expect(await ask({ ...ann, apiKey: 'other' }, '/notifications')).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials' },
    })
    expect(await ask(ann, '/nothing')).toMatchObject({ status: 404, body: { code: 'route_not_found' } })
  })

  it('writes down what it was asked, by the name of the route', async () => {
    const { server, ann } = setUp()
    await ask(ann, '/notifications?limit=5')
    await ask(ann, '/nothing')
    expect(server.requests.map(({ name, query }) => [name, query.get('limit')])).toEqual([
      ['notifications', '5'],
      [undefined, null],
    ])
  })
})

describe('a socket', () => {
  it('is greeted, hears what happens, and is kept alive', async () => {
    const { server, ann, clock } = setUp()
    const client = openRaw(ann)
    await clock.advance(0)
    expect(client.frames[0]).toMatch(/^0\{"sid":.*"pingInterval":25000,"pingTimeout":20000/)
    expect(client.frames[1]).toMatch(/^40\{"sid":/)
    expect(client.events('beacon')).toHaveLength(1)
    server.deliver('ann', { title: 'Shipped' })
    server.deliver('bob')
    await clock.advance(0)
    expect(client.events('feed')).toMatchObject([
      { from: 0, seq: 1, changes: [{ item: { title: 'Shipped' } }] },
    ])
    await clock.advance(60_000)
    expect(client.events('beacon')).toHaveLength(4)
    expect(client.frames.filter((frame) => frame === '2')).toHaveLength(2)
    expect(server.sockets('ann')).toHaveLength(1)
    client.socket.close()
    await clock.advance(0)
    expect([server.sockets(), client.closed, clock.timers()]).toEqual([[], [1005], 0])
  })

  it('is refused with a problem', async () => {
    const { server, ann, clock } = setUp()
    const client = openRaw(ann, { protocol: 1, apiKey: 'other', userId: 'ann' })
    await clock.advance(0)
    expect(client.frames[1]).toMatch(/^44\{"message":"The API key.*"code":"invalid_credentials"/)
    expect([client.closed.length, server.sockets(), clock.timers()]).toEqual([1, [], 0])
  })

  it('hears what its user has set, and what the app has changed for all', async () => {
    const { server, ann, clock } = setUp()
    const client = openRaw(ann)
    await clock.advance(0)
    await ask(ann, '/profile', { method: 'PUT', body: { firstName: 'Ann' } })
    await ask(server.connect('bob'), '/profile', { method: 'PUT', body: { firstName: 'Bob' } })
    server.addCategory({ identifier: 'news' })
    await clock.advance(0)
    expect(client.events('settings')).toEqual([{ changed: 'profile' }, { changed: 'categories' }])
  })

  it('is told why before it is closed, when tokens expire', async () => {
    const { server, ann, clock } = setUp({ app: { secureMode: true } })
    const token = ann.userToken?.() ?? ''
    const client = openRaw(ann, { protocol: 1, apiKey: ann.apiKey, userId: 'ann', token })
    const short = server.token('ann', 30_000)
    const second = openRaw(ann, { protocol: 1, apiKey: ann.apiKey, userId: 'ann', token: short })
    await clock.advance(31_000)
    expect(second.events('problem')).toMatchObject([{ code: 'token_expired' }])
    expect([client.closed, second.closed]).toEqual([[], [1005]])
    server.expireTokens()
    await clock.advance(0)
    expect(client.events('problem')).toMatchObject([{ code: 'token_expired' }])
    expect(client.closed).toEqual([1005])
    expect(await ask(ann, '/profile', bearer(token))).toMatchObject({ body: { code: 'token_expired' } })
    expect((await ask(ann, '/profile', bearer(server.token('ann')))).status).toBe(200)
    expect(await ask(ann, '/profile')).toMatchObject({ body: { code: 'secure_mode_required' } })
  })
})

describe('what goes wrong', () => {
  it('fails a route as often as it is told, then works again', async () => {
    const { server, ann } = setUp()
    server.fail('notifications', problem('storage_unavailable', { retryAfterMs: 3000 }))
    server.fail('notifications', 502, 2)
    const answers = []
    for (let times = 0; times < 4; times++) answers.push((await ask(ann, '/notifications')).status)
    expect(answers).toEqual([503, 502, 502, 200])
    const stop = server.fail('profile', 'shutting_down', Infinity)
    expect((await ask(ann, '/profile')).body).toMatchObject({ code: 'shutting_down' })
    stop()
    expect((await ask(ann, '/profile')).status).toBe(200)
  })

  it('takes the network away from every device, also from those that come later', async () => {
    const { server, ann, clock } = setUp()
    const client = openRaw(ann)
    await clock.advance(0)
    server.goOffline()
    const late = server.connect('ann')
    await expect(ask(ann, '/profile')).rejects.toThrow(TypeError)
    await expect(ask(late, '/profile')).rejects.toThrow('fetch failed')
    expect(client.closed).toEqual([1006])
    server.goOnline()
    expect((await ask(late, '/profile')).status).toBe(200)
  })

  it('blocks websockets and lets requests through', async () => {
    const { server, ann, clock } = setUp()
    server.blockWebSockets()
    const client = openRaw(ann)
    await clock.advance(0)
    expect([client.closed, client.frames]).toEqual([[1006], []])
    expect((await ask(ann, '/profile')).status).toBe(200)
    server.allowWebSockets()
    const second = openRaw(ann)
    await clock.advance(0)
    expect(second.events('beacon')).toHaveLength(1)
  })

  it('refuses sockets', async () => {
    const { server, ann, clock } = setUp()
    server.fail('socket', 'shutting_down')
    const [first, second] = [openRaw(ann), openRaw(ann)]
    await clock.advance(0)
    expect(first.frames.at(-1)).toContain('shutting_down')
    expect(second.events('beacon')).toHaveLength(1)
  })

  it('lets answers take their time, and their callers lose patience', async () => {
    const { ann, clock, server } = setUp({ latencyMs: 200 })
    const statuses: number[] = []
    void ask(ann, '/profile').then(({ status }) => statuses.push(status))
    await clock.advance(199)
    expect(statuses).toEqual([])
    await clock.advance(1)
    expect(statuses).toEqual([200])
    const controller = new AbortController()
    const answer = ann.fetch(`${ann.baseUrl}/v3/profile`, { signal: controller.signal })
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    await expect(ann.fetch(ann.baseUrl, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect([ann.network.calls, server.requests.length]).toEqual([[], 3])
  })

  it('holds requests and events of one device, and mixes them up', async () => {
    const { server, ann, clock } = setUp()
    const { network } = ann
    const client = openRaw(ann)
    await clock.advance(0)
    network.isInstant = false
    server.deliver('ann', { title: 'first' })
    server.deliver('ann', { title: 'second' })
    const [socket] = network.wires
    socket?.deliver(1, true)
    socket?.lose(1)
    socket?.deliver(0)
    expect(client.events('feed')).toMatchObject([{ seq: 2 }, { seq: 1 }])
    const read = ask(ann, '/profile', { method: 'PUT', body: { firstName: 'Ann' } })
    network.calls[0]?.arrive()
    network.calls[0]?.lose()
    await expect(read).rejects.toThrow('fetch failed')
    expect(server.user('ann').profile).toEqual({ firstName: 'Ann' })
  })
})
