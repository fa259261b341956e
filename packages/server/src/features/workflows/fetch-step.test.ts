import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(() => test.close())

const publish = async (step: object) => {
  const steps = [step]
  const { status, body } = await test.call('PUT', '/v3/workflows/steps', test.asApp, { name: 'Steps', steps })
  return { status, fields: body['fields'] }
}

const call = { type: 'fetch', method: 'GET', url: 'https://api.test/x', saveAs: 'found' }

describe('a step that calls an address', () => {
  it.each([
    call,
    { ...call, url: 'HTTP://10.0.0.1:8080/{{data.x}}?a=b' },
    { ...call, url: '{{data.base}}/x', headers: { 'x-a': '{{data.b}}' } },
    { ...call, method: 'DELETE', body: '{{json data}}' },
  ])('may be %j', async (step) => {
    expect(await publish(step)).toEqual({ status: 200, fields: undefined })
  })

  it.each<[string, object[], string, string]>([
    [
      'is called from afar',
      [{ ...call, url: 'ftp://x' }],
      'steps[0].url',
      'must be an http: or https: address',
    ],
    [
      'has a relative address',
      [{ ...call, url: '/x/{{data.a}}' }],
      'steps[0].url',
      'must be an http: or https: address',
    ],
    [
      'has half an address',
      [{ ...call, url: 'https://' }],
      'steps[0].url',
      'must be an http: or https: address',
    ],
    [
      'fetches by no method',
      [{ ...call, method: 'HEAD' }],
      'steps[0].method',
      'must be one of GET, POST, PUT, PATCH, DELETE',
    ],
    ['gets with a body', [{ ...call, body: 'x' }], 'steps[0].body', 'must be left out: GET has none'],
    [
      'has a header with a space',
      [{ ...call, headers: { 'a b': 'x' } }],
      'steps[0].headers',
      'must have names of headers, not a b',
    ],
    ['sets the host', [{ ...call, headers: { Host: 'x' } }], 'steps[0].headers', 'must not set Host'],
    [
      'has a header of two lines',
      [{ ...call, headers: { a: 'x\ny' } }],
      'steps[0].headers',
      'must have values in one line: a has several',
    ],
    [
      'saves under no name',
      [{ ...call, saveAs: 'a b' }],
      'steps[0].saveAs',
      'must be a name of letters, digits and _, at most 64, that begins with a letter',
    ],
    [
      'has a header that does not compile',
      [{ ...call, headers: { a: '{{shout x}}' } }],
      'steps[0].headers.a',
      'must not use the helper shout',
    ],
  ])('cannot be published because it %s', async (_, [step = {}], field, message) => {
    expect(await publish(step)).toEqual({
      status: 400,
      fields: [{ field, message: expect.stringContaining(message) }],
    })
  })
})
