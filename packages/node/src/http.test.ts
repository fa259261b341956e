import { Problem } from '@inboxkit/protocol'
import { describe, expect, it } from 'vitest'
import { createHttp, type Http } from './http.js'
import type { InboxkitOptions } from './options.js'
import { noPatience } from './testing/patience.js'
import { openReceiver, type Receiver, refusal } from './testing/receiver.js'

const credentials = { apiKey: 'key', apiSecret: 'secret' }

const httpTo = (
  { url }: Pick<Receiver, 'url'>,
  options: Partial<InboxkitOptions> = {},
): Http & { waits: number[] } => {
  const patience = noPatience()
  return { ...createHttp({ baseUrl: url, ...credentials, ...options }, patience), waits: patience.waits }
}

/** What a call fails with. */
const failureOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call
  } catch (failure) {
    return failure
  }
  throw new Error('The call did not fail')
}

const problemOf = async (call: Promise<unknown>): Promise<Problem> => {
  const failure = await failureOf(call)
  if (failure instanceof Problem) return failure
  throw failure
}

describe('a request', () => {
  it('carries the app’s credentials, and a body only when there is one', async () => {
    await using receiver = await openReceiver()
    const http = httpTo(receiver)
    await http.get(['users'], { limit: 5, cursor: undefined })
    await http.post(['users'], { identifier: 'ann' })
    await http.delete(['users', 'ann'])
    const [get, post, remove] = receiver.received
    expect(get).toMatchObject({ method: 'GET', path: '/v3/users', query: { limit: '5' }, body: undefined })
    expect(post).toMatchObject({ method: 'POST', path: '/v3/users', body: { identifier: 'ann' } })
    expect(remove).toMatchObject({ method: 'DELETE', path: '/v3/users/ann', body: undefined })
    for (const { headers } of receiver.received)
      expect(headers).toMatchObject({ 'x-engagespot-api-key': 'key', 'x-engagespot-api-secret': 'secret' })
    expect(receiver.received.map(({ headers }) => headers['content-type'])).toEqual([
      undefined,
      'application/json',
      undefined,
    ])
  })

  it('that writes carries a key of its own, or the caller’s; one that reads carries none', async () => {
    await using receiver = await openReceiver()
    const http = httpTo(receiver)
    await http.get(['a'])
    await http.post(['a'], {})
    await http.put(['a'], {})
    await http.patch(['a'], {})
    await http.delete(['a'])
    await http.post(['a'], {}, { idempotencyKey: 'job-7' })
    const keys = receiver.received.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toBeUndefined()
    for (const key of keys.slice(1, 5)) expect(key).toMatch(/^[\da-f-]{36}$/)
    expect(new Set(keys).size).toBe(6)
    expect(keys[5]).toBe('job-7')
  })

  it('is not made with a key that no header can carry', async () => {
    await using receiver = await openReceiver()
    const http = httpTo(receiver)
    for (const idempotencyKey of ['', 'a b', 'clé', 'x'.repeat(256), 'a\nb'])
      expect(await problemOf(http.post(['a'], {}, { idempotencyKey }))).toMatchObject({
        code: 'invalid_request',
        fields: [{ field: 'idempotencyKey', message: 'must have 1 to 255 visible ASCII characters' }],
      })
    expect(receiver.received).toEqual([])
  })

  it('uses the fetch that was given', async () => {
    const asked: string[] = []
    const given: typeof fetch = async (url) => {
      asked.push(String(url))
      return Response.json({ ok: true })
    }
    const http = httpTo({ url: 'https://inbox.test' }, { fetch: given })
    expect(await http.get(['app'])).toEqual({ ok: true })
    expect(asked).toEqual(['https://inbox.test/v3/app'])
  })

  it('needs key and secret', () => {
    for (const missing of [{ apiKey: '' }, { apiSecret: '' }])
      expect(() => createHttp({ baseUrl: 'https://a.test', ...credentials, ...missing })).toThrow(
        'Give apiKey and apiSecret',
      )
  })
})

describe('a refusal', () => {
  it('is a Problem with everything the server said', async () => {
    const fields = [
      { field: 'name', message: 'must be a string' },
      { field: 'steps', message: 'must have 1 to 100 entries' },
    ]
    const message = fields.map(({ field, message }) => `${field} ${message}`)
    await using receiver = await openReceiver(
      refusal(400, 'invalid_request', { message, fields, requestId: 'r-1' }),
    )
    const http = httpTo(receiver)
    expect(await problemOf(http.post(['a'], {}))).toMatchObject({
      name: 'Problem',
      code: 'invalid_request',
      status: 400,
      retryable: false,
      message: 'name must be a string; steps must have 1 to 100 entries',
      fields,
      requestId: 'r-1',
    })
    expect(http.waits).toEqual([])
  })

  it('is not repeated, whatever 4xx it is', async () => {
    for (const [status, code] of [
      [400, 'invalid_request'],
      [401, 'invalid_credentials'],
      [403, 'origin_refused'],
      [404, 'user_not_found'],
      [409, 'idempotency_conflict'],
      [413, 'body_too_large'],
      [422, 'unprocessable'],
    ] as const) {
      await using receiver = await openReceiver(refusal(status, code))
      const http = httpTo(receiver)
      expect(await problemOf(http.post(['a'], {}))).toMatchObject({ status, code, retryable: false })
      expect(receiver.received).toHaveLength(1)
    }
  })

  it('of a code that is newer than this client keeps its code', async () => {
    await using receiver = await openReceiver(refusal(418, 'is_a_teapot'))
    expect(await problemOf(httpTo(receiver).get(['a']))).toMatchObject({
      code: 'is_a_teapot',
      status: 418,
      message: 'It is is_a_teapot',
    })
  })
})

describe('a call that fails for the moment', () => {
  it('is repeated with the same idempotency key and body', async () => {
    for (const [status, code] of [
      [429, 'rate_limited'],
      [500, 'internal'],
      [503, 'shutting_down'],
      [409, 'idempotency_in_progress'],
    ] as const) {
      await using receiver = await openReceiver(refusal(status, code), refusal(status, code), {
        body: { ok: true },
      })
      const http = httpTo(receiver)
      expect(await http.post(['a'], { n: 1 })).toEqual({ ok: true })
      expect(receiver.received).toHaveLength(3)
      expect(new Set(receiver.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
      for (const { body } of receiver.received) expect(body).toEqual({ n: 1 })
      expect(http.waits).toEqual([500, 1000])
    }
  })

  it('waits at least as long as the server asks, in seconds or until a date', async () => {
    const date = new Date(Date.now() + 20_000).toUTCString()
    await using receiver = await openReceiver(
      { ...refusal(429, 'rate_limited'), headers: { 'retry-after': '7' } },
      { ...refusal(503, 'shutting_down'), headers: { 'retry-after': date } },
      { ...refusal(503, 'shutting_down'), headers: { 'retry-after': 'soon' } },
    )
    const http = httpTo(receiver)
    await http.get(['a'])
    const [first, second, third] = http.waits
    expect(first).toBe(8750)
    expect(second).toBeGreaterThan(18_000)
    expect(second).toBeLessThanOrEqual(25_000)
    expect(third).toBe(2000)
  })

  it('is given up after as many repeats as were asked for', async () => {
    for (const retries of [0, 1, 5]) {
      const down = refusal(500, 'internal', { requestId: 'r-9' })
      await using receiver = await openReceiver(down, down, down, down, down, down)
      expect(await problemOf(httpTo(receiver, { retries }).get(['a']))).toMatchObject({
        code: 'internal',
        status: 500,
        retryable: true,
        requestId: 'r-9',
      })
      expect(receiver.received).toHaveLength(retries + 1)
    }
  })

  it('is repeated after a connection broke, before or within the answer', async () => {
    await using receiver = await openReceiver(
      (response) => void response.socket?.destroy(),
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"ok":')
        setImmediate(() => response.socket?.destroy())
      },
      { body: { ok: true } },
    )
    const http = httpTo(receiver)
    expect(await http.post(['a'], {})).toEqual({ ok: true })
    expect(http.waits).toEqual([500, 1000])
    expect(new Set(receiver.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  it('says why nobody answers', async () => {
    const receiver = await openReceiver()
    await receiver[Symbol.asyncDispose]()
    const http = httpTo(receiver)
    const problem = await problemOf(http.get(['a']))
    expect(problem).toMatchObject({ code: 'offline', status: 0, retryable: true })
    expect(problem.message).toMatch(/^The server cannot be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+$/)
    expect(problem.cause).toBeInstanceOf(TypeError)
    expect(http.waits).toHaveLength(3)
  })

  it('has its time for each attempt', async () => {
    await using receiver = await openReceiver(
      () => undefined,
      (response) => void response.writeHead(200).write('{'),
      { body: { ok: true } },
    )
    const http = httpTo(receiver, { timeoutMs: 50 })
    expect(await http.post(['a'], {})).toEqual({ ok: true })
    receiver.replies.push(
      () => undefined,
      () => undefined,
    )
    expect(await problemOf(httpTo(receiver, { retries: 1 }).get(['a'], {}, { timeoutMs: 40 }))).toMatchObject(
      {
        code: 'timed_out',
        retryable: true,
      },
    )
    expect(receiver.received).toHaveLength(5)
  })
})

describe('an answer that is not the server’s', () => {
  it('is refused with its status and what was asked', async () => {
    await using receiver = await openReceiver({ status: 404, text: '<h1>Not here</h1>' })
    const problem = await problemOf(httpTo(receiver).get(['users', 'ann']))
    expect(problem).toMatchObject({ code: 'garbled', status: 404, retryable: false })
    expect(problem.message).toBe(
      `The server sent something that is not an inboxkit answer: HTTP 404 to GET ${receiver.url}/v3/users/ann`,
    )
  })

  it('is tried again when it is a gateway’s', async () => {
    await using receiver = await openReceiver(
      { status: 502, text: 'Bad gateway' },
      { status: 429, body: { error: 'slow down' }, headers: { 'retry-after': '2' } },
      { body: { ok: true } },
    )
    const http = httpTo(receiver)
    expect(await http.get(['a'])).toEqual({ ok: true })
    expect(http.waits).toEqual([500, 2500])
  })

  it('is refused, and not asked for again, when it looks like a success', async () => {
    for (const text of ['<html>', '', '"text"', 'null', '7']) {
      await using receiver = await openReceiver({ text })
      expect(await problemOf(httpTo(receiver).post(['a'], {}))).toMatchObject({
        code: 'garbled',
        status: 200,
        retryable: false,
      })
      expect(receiver.received).toHaveLength(1)
    }
  })

  it('is not followed elsewhere with the secret: a redirect tells where it points', async () => {
    await using elsewhere = await openReceiver()
    for (const status of [301, 302, 307, 308]) {
      await using receiver = await openReceiver({ status, headers: { location: `${elsewhere.url}/v3/a` } })
      const problem = await problemOf(httpTo(receiver).post(['a'], {}))
      expect(problem).toMatchObject({ code: 'garbled', status })
      expect(problem.message).toContain(`which points to ${elsewhere.url}/v3/a: is that the baseUrl?`)
    }
    expect(elsewhere.received).toEqual([])
  })
})

describe('a signal', () => {
  it('that was raised before asks for nothing', async () => {
    await using receiver = await openReceiver()
    const failure = await failureOf(httpTo(receiver).post(['a'], {}, { signal: AbortSignal.abort() }))
    expect(failure).toMatchObject({ name: 'AbortError' })
    expect(receiver.received).toEqual([])
  })

  it('ends a call that is under way, with its reason', async () => {
    const controller = new AbortController()
    await using receiver = await openReceiver(() => controller.abort(new Error('nobody waits any more')))
    const http = httpTo(receiver)
    await expect(http.post(['a'], {}, { signal: controller.signal })).rejects.toThrow('nobody waits any more')
    expect(http.waits).toEqual([])
  })

  it('ends the wait for a repeat', async () => {
    const controller = new AbortController()
    await using receiver = await openReceiver((response) => {
      response.writeHead(503, { 'retry-after': '30' }).end()
      response.once('close', () => setImmediate(() => controller.abort(new Error('too late'))))
    })
    const http = createHttp({ baseUrl: receiver.url, ...credentials })
    await expect(http.get(['a'], {}, { signal: controller.signal })).rejects.toThrow('too late')
    expect(receiver.received).toHaveLength(1)
  })

  it('leaves nothing behind on a signal that lives on', async () => {
    await using receiver = await openReceiver()
    const { signal } = new AbortController()
    let listening = 0
    const counted = new Proxy(signal, {
      get: (target, name) => {
        if (name === 'addEventListener') listening++
        if (name === 'removeEventListener') listening--
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await httpTo(receiver).get(['a'], {}, { signal: counted })
    expect(listening).toBe(0)
  })
})
