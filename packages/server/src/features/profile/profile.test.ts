import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { maxProfileBytes } from '../users/profile.js'

describe('a profile, as its user sees it', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, { firstName: 'Ann', plan: 'pro' })
  })
  afterAll(() => test.close())

  const get = (user: string, as = test.asUser(user)) => test.call('GET', '/v3/profile', as)
  const put = (user: string, body: unknown, as = test.asUser(user)) =>
    test.call('PUT', '/v3/profile', as, body)
  const patch = (user: string, body: unknown, as = test.asUser(user)) =>
    test.call('PATCH', '/v3/profile', as, body)
  const profileOf = async (user: string) => (await get(user)).body

  it('is one flat object of what the app and the user have said', async () => {
    expect(await get('ann')).toMatchObject({ status: 200, body: { firstName: 'Ann', plan: 'pro' } })
    expect(await get('nobody-yet')).toMatchObject({ status: 200, body: {} })
  })

  it('is merged with what PUT says, and with an object that PATCH says', async () => {
    expect(await put('ann', { plan: 'free', city: 'Oslo' })).toMatchObject({ status: 200 })
    expect(await patch('ann', { city: null, tags: ['a'] })).toMatchObject({ status: 200 })
    const expected = { firstName: 'Ann', plan: 'free', city: null, tags: ['a'] }
    expect(await profileOf('ann')).toEqual(expected)
    expect((await put('ann', {})).body).toEqual(expected)
    expect((await test.call('GET', '/v3/users/ann', test.asApp)).body['profile']).toEqual(expected)
  })

  it('is changed by a JSON Patch, all of it or nothing', async () => {
    await put('ben', { email: 'ben@shop.test', address: { city: 'Oslo' }, tags: ['a', 'b'] })
    const answer = await patch('ben', [
      { op: 'replace', path: '/email', value: 'x@y.z' },
      { op: 'add', path: '/tags/-', value: 'c' },
      { op: 'move', from: '/address/city', path: '/city' },
      { op: 'remove', path: '/address' },
    ])
    const expected = { email: 'x@y.z', tags: ['a', 'b', 'c'], city: 'Oslo' }
    expect(answer).toMatchObject({ status: 200, body: expected })
    expect(await profileOf('ben')).toEqual(expected)

    const failing: [unknown[], string][] = [
      [[{ op: 'replace', path: '/missing', value: 1 }], '[0].path'],
      [
        [
          { op: 'remove', path: '/email' },
          { op: 'test', path: '/city', value: 'Bergen' },
        ],
        '[1].path',
      ],
      [
        [
          { op: 'remove', path: '/email' },
          { op: 'copy', from: '/none', path: '/a' },
        ],
        '[1].from',
      ],
    ]
    for (const [operations, field] of failing)
      expect(await patch('ben', operations)).toMatchObject({
        status: 422,
        body: { status: 'error', code: 'unprocessable', fields: [{ field }] },
      })
    expect(await profileOf('ben')).toEqual(expected)
    expect(await patch('ben', [])).toMatchObject({ status: 200, body: expected })
  })

  it('takes a JSON Patch under its own media type too', async () => {
    const headers = { ...test.asUser('bea'), 'content-type': 'application/json-patch+json' }
    expect(await patch('bea', [{ op: 'add', path: '/plan', value: 'pro' }], headers)).toMatchObject({
      status: 200,
      body: { plan: 'pro' },
    })
  })

  it('may be replaced as a whole, by another object', async () => {
    await put('cleo', { plan: 'pro' })
    expect((await patch('cleo', [{ op: 'replace', path: '', value: { plan: 'free' } }])).body).toEqual({
      plan: 'free',
    })
    for (const value of [[], 'text', null, 5])
      expect(await patch('cleo', [{ op: 'replace', path: '', value }])).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'profile', message: 'must be an object' }] },
      })
    expect(await profileOf('cleo')).toEqual({ plan: 'free' })
  })

  it('loses nothing when many patches come at the same time', async () => {
    await put('dan', { list: [], count: 0 })
    const patches = Array.from({ length: 20 }, (_, at) =>
      at % 3 === 0
        ? patch('dan', { [`key${at}`]: at })
        : patch('dan', [
            { op: 'add', path: '/list/-', value: at },
            { op: 'add', path: `/key${at}`, value: at },
          ]),
    )
    expect(new Set((await Promise.all(patches)).map(({ status }) => status))).toEqual(new Set([200]))
    const profile = await profileOf('dan')
    expect(Object.keys(profile).filter((key) => key.startsWith('key'))).toHaveLength(20)
    expect(profile['list']).toHaveLength(13)
  })

  it('has an E.164 phone number or none, whichever way it is written', async () => {
    const refused = (field: string) => ({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field }] },
    })
    expect(await put('eve', { phoneNumber: '555' })).toMatchObject(refused('phoneNumber'))
    expect(await patch('eve', { phoneNumber: '555' })).toMatchObject(refused('phoneNumber'))
    expect(await patch('eve', [{ op: 'add', path: '/phoneNumber', value: '555' }])).toMatchObject(
      refused('phoneNumber'),
    )
    expect(await profileOf('eve')).toEqual({})
    await put('eve', { phoneNumber: '+16020000000' })
    expect((await patch('eve', [{ op: 'remove', path: '/phoneNumber' }])).body).toEqual({})
  })

  it('has no identifier in it', async () => {
    const refused = { status: 422, body: { code: 'unprocessable', fields: [{ field: 'identifier' }] } }
    expect(await put('fay', { identifier: 'bob' })).toMatchObject(refused)
    expect(await patch('fay', { identifier: 'bob' })).toMatchObject(refused)
    expect(await patch('fay', [{ op: 'add', path: '/identifier', value: 'bob' }])).toMatchObject(refused)
    expect(await profileOf('fay')).toEqual({})
  })

  it('cannot reach a prototype, whichever way it is written', async () => {
    const texts = [
      '{"__proto__":{"polluted":1}}',
      '{"a":{"constructor":{"prototype":{"polluted":1}}}}',
      '[{"op":"add","path":"/__proto__/polluted","value":1}]',
      '[{"op":"add","path":"/constructor/prototype/polluted","value":1}]',
      '[{"op":"add","path":"/a","value":{"__proto__":{"polluted":1}}}]',
      '[{"op":"add","path":"/a","value":{"constructor":{"prototype":{"polluted":1}}}}]',
      '[{"op":"copy","from":"/constructor","path":"/a"}]',
      '[{"op":"move","from":"/a","path":"/prototype"}]',
      '[{"op":"add","path":"/a","value":{}},{"op":"add","path":"/a/__proto__","value":{"polluted":1}}]',
    ]
    for (const text of texts)
      expect([text, await patch('gus', text)]).toMatchObject([
        text,
        { status: 400, body: { status: 'error' } },
      ])
    for (const text of texts.slice(0, 2)) expect((await put('gus', text)).status).toBe(400)
    expect(await patch('gus', '[{"op":"add","path":"/toString/call","value":1}]')).toMatchObject({
      status: 422,
    })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(await profileOf('gus')).toEqual({})
  })

  it('has at most 65,536 bytes, and is nested at most 64 deep', async () => {
    const half = 'x'.repeat(maxProfileBytes / 2)
    await put('hal', { a: half })
    expect(await put('hal', { b: half })).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'profile' }] },
    })
    expect(await patch('hal', [{ op: 'copy', from: '/a', path: '/b' }])).toMatchObject({
      status: 422,
      body: { fields: [{ field: '[0].path' }] },
    })
    expect(await put('hal', { b: half + half })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'body' }] },
    })
    expect(await profileOf('hal')).toEqual({ a: half })

    const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`)
    await put('ivy', deep)
    const deeper = { op: 'add', path: '/a'.repeat(50), value: deep }
    expect(await patch('ivy', [deeper])).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(await profileOf('ivy')).toEqual(deep)
  })

  it.each([
    ['PUT', undefined, 'body'],
    ['PUT', [], 'body'],
    ['PUT', 'text', 'body'],
    ['PUT', { email: 5 }, 'email'],
    ['PATCH', undefined, 'body'],
    ['PATCH', 5, 'body'],
    ['PATCH', [5], '[0]'],
    ['PATCH', [{ op: 'add', path: 'a', value: 1 }], '[0].path'],
    ['PATCH', [{ op: 'merge', path: '/a' }], '[0].op'],
    ['PATCH', [{ op: 'add', path: '/a' }], '[0].value'],
    ['PATCH', Array.from({ length: 101 }, () => ({ op: 'remove', path: '/a' })), 'body'],
  ])('refuses %s of what is no profile (%#)', async (method, body, field) => {
    const answer = await test.call(method, '/v3/profile', test.asUser('joe'), JSON.stringify(body) ?? '')
    expect(answer).toMatchObject({ status: 400, body: { fields: [{ field }] } })
  })

  it('is the user’s own', async () => {
    await put('kim', { plan: 'pro' })
    await put('kim', { plan: 'free' }, test.asOtherUser('kim'))
    await patch('lea', [{ op: 'add', path: '/plan', value: 'none' }])
    expect(await profileOf('kim')).toEqual({ plan: 'pro' })
    for (const method of ['GET', 'PUT', 'PATCH'])
      expect((await test.call(method, '/v3/profile', test.asApp, { a: 1 })).status).toBe(401)
  })

  it('is changed once under a key', async () => {
    await put('mia', { list: [] })
    const key = { ...test.asUser('mia'), 'idempotency-key': 'once' }
    const add = [{ op: 'add', path: '/list/-', value: 1 }]
    expect((await patch('mia', add, key)).body).toEqual({ list: [1] })
    expect((await patch('mia', add, key)).body).toEqual({ list: [1] })
    expect(await profileOf('mia')).toEqual({ list: [1] })
  })
})
