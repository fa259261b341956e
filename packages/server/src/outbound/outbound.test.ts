import { describe, expect, it } from 'vitest'
import type { Resolve } from './guard.js'
import { createOutbound } from './outbound.js'
import { openHttpServer } from './testing/http-server.js'
import { type OutboundAnswer, OutboundFailure, type OutboundRequest } from './types.js'

const within = { method: 'GET', timeoutMs: 30_000, mostBytes: 10_000 } as const
const here = createOutbound({ allowPrivate: ['127.0.0.1'] })
const strict = createOutbound({ allowPrivate: false })

const failureOf = async (call: Promise<OutboundAnswer>): Promise<OutboundFailure> => {
  const failure = await call.then(
    () => expect.fail('the call was made'),
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(OutboundFailure)
  return failure as OutboundFailure
}

const resolveTo =
  (...answers: string[][]): Resolve =>
  async () =>
    (answers.shift() ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

describe('a call', () => {
  it('carries method, headers and body there, and status, headers and body back', async () => {
    const server = await openHttpServer((response) => {
      response.writeHead(418, { 'X-Tea': 'pot', 'Set-Cookie': ['a=1', 'b=2'] }).end('short ünd stout')
    })
    const answer = await here({
      ...within,
      method: 'PUT',
      url: `${server.url}/a?b=c#d`,
      headers: { 'Content-Type': 'text/plain', Authorization: 'Bearer x' },
      body: 'grüße',
    })
    expect(answer).toMatchObject({ status: 418, headers: { 'x-tea': 'pot', 'set-cookie': 'a=1, b=2' } })
    expect(answer.body.toString()).toBe('short ünd stout')
    const [request] = server.received
    expect(request).toMatchObject({
      method: 'PUT',
      path: '/a?b=c',
      headers: {
        'content-type': 'text/plain',
        authorization: 'Bearer x',
        'content-length': '7',
        'user-agent': 'inboxkit',
      },
    })
    expect(request?.body.toString()).toBe('grüße')
  })

  it.each([
    ['http://127.0.0.1:9/', /^127\.0\.0\.1 is not on the public internet/],
    ['http://2130706433/', /^127\.0\.0\.1 is not/],
    ['http://0x7f.1/', /^127\.0\.0\.1 is not/],
    ['http://0177.0.0.1/', /^127\.0\.0\.1 is not/],
    ['http://127.1/', /^127\.0\.0\.1 is not/],
    ['http://0/', /^0\.0\.0\.0 is not/],
    ['http://１２７.0.0.1/', /^127\.0\.0\.1 is not/],
    ['http://[::ffff:7f00:1]/', /^::ffff:7f00:1 is not/],
    ['http://[64:ff9b::7f00:1]/', /is not on the public internet/],
    ['http://[::1]/', /^::1 is not/],
    ['http://[::ffff:8.8.8.8]/', /is not on the public internet/],
    ['http://169.254.169.254/latest/meta-data', /^169\.254\.169\.254 is not/],
    ['http://localhost:9/', /^localhost is not/],
    ['http://user:s3cret@example.com/', /^A URL with a user name or password cannot be called$/],
    ['file:///etc/passwd', /^Only http and https can be called, not file:$/],
    ['gopher://example.com/', /^Only http and https/],
    ['/relative', /^The URL cannot be read$/],
  ])('to %s is refused', async (url, message) => {
    const failure = await failureOf(strict({ ...within, url }))
    expect(failure.kind).toBe('refused')
    expect(failure.message).toMatch(message)
    expect(failure.message).not.toContain('s3cret')
  })

  it('goes to the very address that was checked', async () => {
    const server = await openHttpServer((response, { headers }) => void response.end(headers.host))
    const rebinding = createOutbound({
      allowPrivate: ['shop.test'],
      resolve: resolveTo(['127.0.0.1'], ['192.0.2.1']),
    })
    const { body } = await rebinding({ ...within, url: `http://shop.test:${server.port}/` })
    expect(body.toString()).toBe(`shop.test:${server.port}`)
  })

  it('is not taken in by a name that is public once and private then', async () => {
    const server = await openHttpServer()
    let asked = 0
    const rebinding = createOutbound({
      allowPrivate: false,
      resolve: async () => {
        asked++
        return [{ address: asked === 1 ? '3ffe::1' : '127.0.0.1', family: asked === 1 ? 6 : 4 }]
      },
    })
    const url = `http://rebind.test:${server.port}/`
    const first = await failureOf(rebinding({ ...within, timeoutMs: 300, url }))
    const second = await failureOf(rebinding({ ...within, url }))
    expect([first.kind, second.kind]).toEqual(['failed', 'refused'])
    expect(asked).toBe(2)
    expect(server.received).toEqual([])
  })

  it('is refused when a name is one address and the next redirect another', async () => {
    const server = await openHttpServer(
      (response, { headers }) =>
        void response.writeHead(302, { location: `http://${headers.host}/in` }).end(),
    )
    const names: string[] = []
    const rebinding = createOutbound({
      allowPrivate: ['first.test'],
      resolve: async (host) => {
        names.push(host)
        return [{ address: '127.0.0.1', family: 4 }]
      },
    })
    const elsewhere = await openHttpServer(
      (response) => void response.writeHead(302, { location: `http://second.test:${server.port}/` }).end(),
    )
    const url = `http://first.test:${elsewhere.port}/`
    const failure = await failureOf(rebinding({ ...within, url, redirects: 3 }))
    expect(failure).toMatchObject({ kind: 'refused', message: expect.stringMatching(/^second\.test is not/) })
    expect(names).toEqual(['first.test', 'second.test'])
    expect(server.received).toEqual([])
  })

  it('is refused when one of several addresses is private', async () => {
    const outbound = createOutbound({ allowPrivate: false, resolve: resolveTo(['8.8.8.8', '10.0.0.1']) })
    expect((await failureOf(outbound({ ...within, url: 'http://both.test/' }))).kind).toBe('refused')
  })

  it('fails when a name has no address', async () => {
    const none = createOutbound({ allowPrivate: false, resolve: resolveTo([]) })
    const unknown = createOutbound({
      allowPrivate: false,
      resolve: () => Promise.reject(new Error('getaddrinfo ENOTFOUND nobody.test')),
    })
    for (const outbound of [none, unknown])
      expect(await failureOf(outbound({ ...within, url: 'http://nobody.test/secret' }))).toMatchObject({
        kind: 'failed',
        message: expect.not.stringContaining('/secret'),
      })
  })

  it('may reach private hosts where all or this one are allowed', async () => {
    const server = await openHttpServer()
    const url = `http://localhost:${server.port}/`
    const all = createOutbound({ allowPrivate: true })
    const one = createOutbound({ allowPrivate: ['LOCALHOST.'], resolve: resolveTo(['127.0.0.1']) })
    const other = createOutbound({ allowPrivate: ['shop.test'] })
    expect((await all({ ...within, url })).status).toBe(200)
    expect((await one({ ...within, url })).status).toBe(200)
    expect((await failureOf(other({ ...within, url }))).kind).toBe('refused')
  })

  it('fails when nobody listens, or the answer breaks off', async () => {
    const server = await openHttpServer((response, { path }) => {
      if (path === '/half') response.writeHead(200, { 'content-length': '10' }).write('half')
      setImmediate(() => response.destroy())
    })
    for (const url of ['http://127.0.0.1:1/', `${server.url}/`, `${server.url}/half`])
      expect((await failureOf(here({ ...within, url }))).kind).toBe('failed')
  })
})

describe('the limits of a call', () => {
  it('end an answer that never ends by time', async () => {
    const server = await openHttpServer((response) => {
      const timer = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(timer))
    })
    const failure = await failureOf(here({ ...within, url: `${server.url}/secret`, timeoutMs: 150 }))
    expect(failure).toMatchObject({
      kind: 'failed',
      message: `127.0.0.1:${server.port} took longer than 150 ms`,
    })
  })

  it('end one that never starts, and a name that is never resolved', async () => {
    const server = await openHttpServer(() => undefined)
    const slow = createOutbound({ allowPrivate: true, resolve: () => new Promise(() => undefined) })
    const calls = [
      here({ ...within, url: server.url, timeoutMs: 100 }),
      slow({ ...within, url: 'http://slow.test', timeoutMs: 100 }),
    ]
    for (const call of calls) expect((await failureOf(call)).message).toMatch(/took longer than 100 ms$/)
  })

  it('count the time of redirects together', async () => {
    const server = await openHttpServer((response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 40)
    })
    const failure = await failureOf(here({ ...within, url: server.url, timeoutMs: 150, redirects: 1_000 }))
    expect(failure.message).toMatch(/took longer/)
    expect(server.received.length).toBeLessThan(6)
  })

  it('end an answer that is too long, and let pass one that just fits', async () => {
    const server = await openHttpServer(
      (response, { path }) => void response.end('x'.repeat(Number(path.slice(1)))),
    )
    const call = (length: number) => here({ ...within, url: `${server.url}/${length}`, mostBytes: 1_000 })
    expect((await call(1_000)).body.length).toBe(1_000)
    expect(await failureOf(call(1_001))).toMatchObject({
      kind: 'failed',
      message: 'The answer is longer than 1000 bytes',
    })
  })
})

describe('redirects', () => {
  const secretHeaders = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Api-Key': 'k', Accept: 'text/plain' }

  it('are answers unless they are to be followed', async () => {
    const server = await openHttpServer(
      (response) => void response.writeHead(302, { location: '/b' }).end('moved'),
    )
    const answer = await here({ ...within, url: server.url })
    expect(answer).toMatchObject({ status: 302, headers: { location: '/b' } })
    expect((await here({ ...within, url: server.url, redirects: 2 })).body.toString()).toBe('moved')
    expect(server.received).toHaveLength(4)
  })

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
    [302, 'PUT', 'PUT'],
  ] as const)('with %i make a %s a %s', async (status, method, then) => {
    const server = await openHttpServer((response, { path }) => {
      if (path === '/') response.writeHead(status, { location: '/b' })
      response.end()
    })
    const headers = { ...secretHeaders, 'content-type': 'text/plain' }
    await here({ ...within, method, url: server.url, headers, body: 'text', redirects: 1 })
    const [, second] = server.received
    expect(second).toMatchObject({ method: then, path: '/b', headers: { authorization: 'Bearer x' } })
    expect(second?.body.toString()).toBe(then === 'GET' ? '' : 'text')
    expect(second?.headers['content-type']).toBe(then === 'GET' ? undefined : 'text/plain')
  })

  it('to another origin lose every header that may be a secret', async () => {
    const other = await openHttpServer()
    const server = await openHttpServer(
      (response) => void response.writeHead(302, { location: other.url }).end(),
    )
    await here({ ...within, url: server.url, headers: secretHeaders, redirects: 1 })
    expect(server.received[0]?.headers).toMatchObject({ cookie: 'a=b', 'x-api-key': 'k' })
    expect(Object.keys(other.received[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
  })

  it.each([
    ['to a private address', 'http://10.0.0.1/', /^10\.0\.0\.1 is not/],
    ['to a name of this machine', 'http://localhost:9/', /^localhost is not/],
    ['to another protocol', 'file:///etc/passwd', /^Only http and https/],
    ['with a password', 'http://a:b@example.com', /^A URL with a user name/],
    ['to nothing that can be read', 'http://[', /^The URL cannot be read/],
  ])('%s are refused', async (_, location, message) => {
    const server = await openHttpServer((response) => void response.writeHead(302, { location }).end())
    const failure = await failureOf(here({ ...within, url: server.url, redirects: 3 }))
    expect(failure).toMatchObject({ kind: 'refused', message: expect.stringMatching(message) })
  })
})

describe('headers', () => {
  const call = (headers: Record<string, string>, more: Partial<OutboundRequest> = {}) =>
    here({ ...within, url: 'http://127.0.0.1:1', ...more, headers })

  it.each([
    ['Host', 'internal'],
    ['content-length', '0'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
    ['Expect', '100-continue'],
    ['Proxy-Authorization', 'Basic x'],
  ])('%s cannot be set', async (name, value) => {
    expect(await failureOf(call({ [name]: value }))).toMatchObject({
      kind: 'refused',
      message: `The header ${name.toLowerCase()} cannot be set`,
    })
  })

  it.each([
    ['X-A', 's3cret\r\nX-B: 1'],
    ['X-A', 's3cret\0'],
    ['X-A', 's3cret → umlaut'],
    ['X A', 's3cret'],
    ['X-A:', 's3cret'],
    ['', 's3cret'],
  ])('%j: %j is refused without repeating it', async (name, value) => {
    const failure = await failureOf(call({ [name]: value }))
    expect(failure.kind).toBe('refused')
    expect(failure.message).toBe('A header holds characters that headers cannot have')
  })
})
