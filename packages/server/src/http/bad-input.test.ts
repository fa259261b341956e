import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../testing/test-server.js'

/** What a bad request must get: the contract's error shape, the field named, and nothing stored. */
describe('bad input', () => {
  let test: TestServer
  let noteId: number
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
    ;[noteId = 0] = await test.send(['ann'])
  })
  afterAll(() => test.close())

  const good = { notification: { title: 'Hi' }, sendTo: { recipients: ['ann'] } }
  const send = (body: unknown) => test.call('POST', '/v3/notifications', test.asApp, body)
  const stored = async () => (await test.db.one<{ n: number }>`select count(*) n from trigger`)?.n

  const bodies: [string, unknown, number, string | undefined][] = [
    ['malformed JSON', '{"notification": ', 400, undefined],
    ['an empty body', '', 400, 'body'],
    ['a body that is an array', [], 400, 'body'],
    ['a body that is a number', 5, 400, 'body'],
    ['a notification of the wrong type', { ...good, notification: 'x' }, 400, 'notification'],
    ['a missing title', { ...good, notification: {} }, 400, 'notification.title'],
    ['a title of the wrong type', { ...good, notification: { title: 5 } }, 400, 'notification.title'],
    ['an empty title', { ...good, notification: { title: '' } }, 400, 'notification.title'],
    ['data of the wrong type', { ...good, data: 'x' }, 400, 'data'],
    [
      'a link that runs code',
      { ...good, notification: { title: 'x', url: ' java\nscript:alert(1)' } },
      400,
      'notification.url',
    ],
    ['no recipients', { notification: { title: 'x' } }, 400, 'sendTo'],
    ['an empty list of recipients', { ...good, sendTo: { recipients: [] } }, 400, 'sendTo.recipients'],
    ['a recipient of the wrong type', { ...good, sendTo: { recipients: [5] } }, 400, 'sendTo.recipients[0]'],
    [
      'an inline recipient without identifier',
      { ...good, sendTo: { recipients: ['ann', { email: 'x' }] } },
      400,
      'sendTo.recipients[1].identifier',
    ],
    ['an empty identifier', { ...good, sendTo: { recipients: [''] } }, 400, 'sendTo.recipients[0]'],
    [
      '10,000 recipients',
      { ...good, sendTo: { recipients: Array(10_000).fill('ann') } },
      400,
      'sendTo.recipients',
    ],
    ['NUL in a text', { ...good, notification: { title: 'a\0b' } }, 400, 'notification.title'],
    ['NUL in a key', { ...good, data: { 'a\0': 1 } }, 400, 'data'],
    ['a lone surrogate', { ...good, notification: { title: 'a\ud800' } }, 400, 'notification.title'],
    ['a lone surrogate deep inside', { ...good, data: { a: [{ b: '\udc00' }] } }, 400, 'data.a[0].b'],
    [
      'a key named __proto__',
      '{"notification":{"title":"x"},"sendTo":{"recipients":["ann"]},"data":{"__proto__":{"a":1}}}',
      400,
      'data',
    ],
    ['too deep a body', `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`, 400, Array(64).fill('a').join('.')],
    [
      'a body over 819,200 bytes',
      { ...good, notification: { title: 'x', message: 'y'.repeat(819_200) } },
      413,
      undefined,
    ],
  ]
  it.each(bodies)('is refused: %s', async (_name, body, status, field) => {
    const before = await stored()
    const answer = await send(body)
    expect(answer).toMatchObject({
      status,
      body: {
        status: 'error',
        error: expect.any(String),
        code: expect.any(String),
        requestId: expect.any(String),
      },
    })
    if (field === undefined) expect(answer.body['message']).toEqual(expect.any(String))
    else {
      expect(answer.body['fields']).toMatchObject([{ field }])
      expect(answer.body['message']).toEqual([expect.stringMatching(/ must /)])
    }
    expect(await stored()).toBe(before)
    expect((await test.call('GET', '/healthz')).status).toBe(200)
  })

  it('says what is wrong in the words of the contract', async () => {
    expect((await send({ ...good, notification: 'x' })).body['message']).toEqual([
      'notification must be an object',
    ])
  })

  const addresses: [string, string, number, string | undefined][] = [
    ['GET', '/v3/notifications/abc', 400, 'id'],
    ['GET', '/v3/notifications/0', 400, 'id'],
    ['GET', '/v3/notifications/-1', 400, 'id'],
    ['GET', '/v3/notifications/1.5', 400, 'id'],
    ['GET', '/v3/notifications/9007199254740993', 400, 'id'],
    ['GET', '/v3/notifications/99999999999999999999', 400, 'id'],
    ['GET', '/v3/notifications/9007199254740991', 404, undefined],
    ['DELETE', '/v3/notifications/123456789', 404, undefined],
    ['POST', '/v3/notifications/123456789/click', 404, undefined],
    ['GET', '/v3/notifications?limit=0', 400, 'limit'],
    ['GET', '/v3/notifications?limit=101', 400, 'limit'],
    ['GET', '/v3/notifications?limit=21&pageNo=1', 400, 'limit'],
    ['GET', '/v3/notifications?pageNo=0', 400, 'pageNo'],
    ['GET', '/v3/notifications?cursor=x', 400, 'cursor'],
    ['GET', '/v3/notifications?filter=starred', 400, 'filter'],
    ['GET', '/v3/notifications/changes', 400, 'epoch'],
    ['GET', '/v3/notifications/changes?epoch=x&since=-1', 400, 'since'],
    ['GET', '/v3/notifications/%E0%A4%A', 400, undefined],
    ['GET', '/v3/nothing', 404, undefined],
  ]
  it.each(addresses)('is refused: %s %s', async (method, url, status, field) => {
    const answer = await test.call(method, url, test.asUser('ann'))
    expect(answer).toMatchObject({ status, body: { status: 'error', code: expect.any(String) } })
    if (field !== undefined) expect((answer.body['fields'] as { field: string }[])[0]?.field).toBe(field)
  })

  const operations: [string, unknown, string][] = [
    ['no operations', [], 'operations'],
    [
      '501 operations',
      Array.from({ length: 501 }, () => ({ operationId: crypto.randomUUID(), verb: 'seen', id: 1 })),
      'operations',
    ],
    [
      'an operation id that is no UUID',
      [{ operationId: 'x', verb: 'seen', id: 1 }],
      'operations[0].operationId',
    ],
    ['an unknown verb', [{ operationId: crypto.randomUUID(), verb: 'star', id: 1 }], 'operations[0].verb'],
    [
      'an id beyond 2^53',
      [{ operationId: crypto.randomUUID(), verb: 'seen', id: 2 ** 53 }],
      'operations[0].id',
    ],
    [
      'a state of the wrong type',
      [{ operationId: crypto.randomUUID(), verb: 'state', id: 1, state: 5 }],
      'operations[0].state',
    ],
    [
      'a negative position',
      [{ operationId: crypto.randomUUID(), verb: 'readAll', throughSeq: -1 }],
      'operations[0].throughSeq',
    ],
  ]
  it.each(operations)('is refused in a batch: %s', async (_name, given, field) => {
    const answer = await test.call('POST', '/v3/notifications/batch', test.asUser('ann'), {
      operations: given,
    })
    expect(answer).toMatchObject({ status: 400, body: { status: 'error', fields: [{ field }] } })
  })

  it('keeps an item as it was through all of that', async () => {
    const page = await test.call('GET', '/v3/notifications', test.asUser('ann'))
    expect(page.body).toMatchObject({
      seq: 1,
      data: [{ id: noteId, seenAt: null, readAt: null, state: null }],
    })
  })

  it('refuses an identifier in the body of a user update with 422', async () => {
    expect(await test.call('PUT', '/v3/users/ann', test.asApp, { identifier: 'bob' })).toMatchObject({
      status: 422,
      body: { status: 'error', fields: [{ field: 'identifier' }] },
    })
  })

  it('refuses other media types with 415', async () => {
    const answer = await test.call(
      'POST',
      '/v3/notifications',
      { ...test.asApp, 'content-type': 'application/xml' },
      '<a/>',
    )
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
  })

  it('answers 404 for an unknown user, with what to do', async () => {
    expect(await test.call('DELETE', '/v3/users/unheard-of', test.asApp)).toMatchObject({
      status: 404,
      body: { code: 'user_not_found', message: expect.stringContaining('PUT /v3/users/unheard-of') },
    })
  })

  it('refuses an API key that no database could hold, wherever it is said', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const nobodys = { userId: 'ann', apiKey: 'a\0b' }
    const token = `${part({ alg: 'RS256' })}.${part({ sub: 'user:ann', apiKey: 'a\0b' })}.AAAA`
    const answers = [
      await test.call('GET', '/v3/notifications', { authorization: `Bearer ${token}` }),
      await test.call('POST', '/v3/sdk/connect', {}, nobodys),
    ]
    for (const { status, body } of answers)
      expect(body).toMatchObject({ status: 'error', statusCode: status })
    expect(answers.map(({ status }) => status)).toEqual([401, 400])
  })
})
