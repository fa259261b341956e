import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { problemShape } from '../wire/problem.js'

/** What no HTTP client sends: only a socket of one's own does. */
describe('bytes that are not a request', () => {
  let test: TestServer
  let url: URL
  beforeAll(async () => {
    test = await openTestServer()
    url = new URL((await test.server.listen()).url)
  })
  afterAll(() => test.close())

  const say = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = ''
      const socket = connect(Number(url.port), url.hostname, () => socket.write(bytes, 'latin1'))
      socket.on('data', (data: Buffer) => {
        heard += data.toString()
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(heard))
    })

  it.each([
    ['no HTTP at all', '\0\x01\x02 what\r\n\r\n', 'The request is not HTTP'],
    ['an unknown method', 'FETCH /v3/users HTTP/1.1\r\nHost: x\r\n\r\n', 'The request is not HTTP'],
    ['a header with a NUL', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', 'The request is not HTTP'],
    [
      'two lengths',
      'POST /v3/users HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
      'The request is not HTTP',
    ],
    [
      'headers of 100 kB',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      'The headers are too large',
    ],
  ])('are refused in the shape of all refusals: %s', async (_what, bytes, message) => {
    const [head = '', body = ''] = (await say(bytes)).split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/json/)
    expect(problemShape.parse(JSON.parse(body))).toMatchObject({ code: 'invalid_request', message })
    expect((await test.call('GET', '/healthz')).status).toBe(200)
  })
})
