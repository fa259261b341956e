import { expect, it } from 'vitest'
import { onBoth } from './on-both.js'

const operationId = '10000000-1000-4000-8000-100000000001'

onBoth('refusals', (world) => {
  it('name what is missing when nobody says who they are', async () => {
    const ann = await world().person()
    for (const [method, path, message] of [
      ['POST', '/sdk/connect', /^This route takes a user/],
      ['GET', '/notifications/changes?epoch=e&since=0', /^This route takes a user/],
      ['POST', '/notifications/batch', /^This route takes a user/],
      ['GET', '/preferences', /^This route takes a user/],
      ['GET', '/profile', /^This route takes a user/],
      ['GET', '/devices', /^This route takes a user/],
      ['GET', '/notifications', /^No auth params/],
      ['GET', '/categories', /^No auth params/],
      ['GET', '/notifications/1', /^No auth params/],
    ] as const) {
      const { status, body } = await ann.call(method, path, method === 'POST' ? {} : undefined, {})
      expect([path, status, body.code, body.error]).toEqual([
        path,
        401,
        'missing_credentials',
        'No auth params (or combination of params) were found in the request',
      ])
      expect(body).toMatchObject({
        status: 'error',
        statusCode: 401,
        message: expect.stringMatching(message),
      })
      expect(body.requestId).toEqual(expect.any(String))
    }
  })

  it('know a wrong key, a token that is none, and a body that is no JSON', async () => {
    const ann = await world().person()
    const wrong = { 'x-engagespot-api-key': 'wrong', 'x-engagespot-user-id': ann.id }
    expect(await ann.call('GET', '/notifications', undefined, wrong)).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials', message: 'The API key or secret is not valid' },
    })
    expect(
      await ann.call('GET', '/notifications', undefined, { authorization: 'Bearer none' }),
    ).toMatchObject({ status: 401, body: { code: 'invalid_token' } })
    expect(await ann.call('POST', '/notifications/batch', '{"operations":')).toMatchObject({
      status: 400,
      body: { code: 'malformed_json' },
    })
    expect(await ann.call('GET', '/nothing')).toMatchObject({
      status: 404,
      body: { code: 'route_not_found', message: 'No such route: GET /v3/nothing' },
    })
  })

  for (const [query, message] of [
    ['limit=0', 'limit must be an integer from 1 to 100'],
    ['limit=101', 'limit must be an integer from 1 to 100'],
    ['limit=21&pageNo=1', 'limit must be at most 20 with pageNo; use cursor for larger pages'],
    ['cursor=1&pageNo=1', 'cursor must not be given together with pageNo'],
    ['cursor=x', 'cursor must be an integer from 0 to 9007199254740991'],
    ['data=x', 'data must be JSON'],
    ['data={}', 'data must have 1 to 5 values'],
  ] as const)
    it(`of a list with ${query} say what is allowed`, async () => {
      const ann = await world().person()
      expect(await ann.call('GET', `/notifications?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', message: [message] },
      })
    })

  for (const [query, message] of [
    ['epoch=e&since=x', 'since must be an integer from 0 to 9007199254740991'],
    ['since=0', 'epoch must be a string'],
    ['epoch=e&since=0&filters=x', 'filters must be JSON'],
    ['epoch=e&since=0&filters=[{"stat":"read"}]', 'filters[0] must not have stat'],
    [`epoch=e&since=0&filters=[${Array(11).fill('{}')}]`, 'filters must have at most 10 entries'],
  ] as const)
    it(`of changes with ${query.slice(0, 60)} say what is allowed`, async () => {
      const ann = await world().person()
      expect(await ann.call('GET', `/notifications/changes?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', message: [message] },
      })
    })

  for (const [operations, message] of [
    [[], 'operations must have at least 1 entry'],
    [[{ operationId: 'x', verb: 'read', id: 1 }], 'operations[0].operationId must be a valid uuid'],
    [
      [{ operationId, verb: 'read', id: 0 }],
      'operations[0].id must be an integer from 1 to 9007199254740991',
    ],
    [[{ operationId, verb: 'snooze', id: 1, until: 'soon' }], /^operations\[0\]\.until must be an ISO 8601/],
    [
      [{ operationId, verb: 'readAll', throughSeq: -1 }],
      'operations[0].throughSeq must be an integer from 0 to 9007199254740991',
    ],
    [
      [{ operationId, verb: 'readAll', throughSeq: 1, filter: { tags: 'x' } }],
      'operations[0].filter must not have tags',
    ],
    [[{ operationId, verb: 'undo', of: 'x' }], 'operations[0].of must be a valid uuid'],
  ] as const)
    it(`of a batch say: ${message}`, async () => {
      const ann = await world().person()
      const { status, body } = await ann.call('POST', '/notifications/batch', { operations })
      expect([status, body.code]).toEqual([400, 'invalid_request'])
      expect(body.message).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
    })
})
