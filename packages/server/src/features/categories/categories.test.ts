import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(() => test.close())

const create = (body: object, headers = test.asApp) => test.call('POST', '/v3/categories', headers, body)
const list = async (headers = test.asApp) =>
  (await test.call('GET', '/v3/categories', headers)).body as unknown as Record<string, unknown>[]
const found = async (identifier: string, headers = test.asApp) =>
  (await list(headers)).find((one) => one['identifier'] === identifier)

describe('a category', () => {
  it('is shown everywhere unless it says otherwise, under both spellings', async () => {
    const { status, body } = await create({ identifier: 'orders', name: 'Orders' })
    expect(status).toBe(200)
    const now = test.clock.now().toISOString()
    expect(body).toEqual({
      id: expect.any(Number),
      identifier: 'orders',
      name: 'Orders',
      description: null,
      hideInApp: false,
      hideInInApp: false,
      hideInPreferenceManager: false,
      isRequired: false,
      createdAt: now,
      updatedAt: now,
    })
    expect(await found('orders')).toEqual(body)
    expect(await found('orders', test.asUser('ann'))).toEqual(body)
  })

  it('is made once', async () => {
    await create({ identifier: 'once', name: 'Once' })
    expect(await create({ identifier: 'once', name: 'Twice' })).toMatchObject({
      status: 409,
      body: { code: 'already_exists', message: expect.stringContaining('PATCH /v3/categories/once') },
    })
    expect(await found('once')).toMatchObject({ name: 'Once' })
  })

  it('is made once by two at the same time', async () => {
    const answers = await Promise.all([1, 2].map(() => create({ identifier: 'race', name: 'Race' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('is the same for a caller who repeats the call with its key', async () => {
    const keyed = { ...test.asApp, 'idempotency-key': 'new-category' }
    const first = await create({ identifier: 'keyed', name: 'Keyed' }, keyed)
    expect(first.status).toBe(200)
    expect(await create({ identifier: 'keyed', name: 'Keyed' }, keyed)).toMatchObject({
      status: 200,
      body: first.body,
    })
  })

  it.each([
    [{ name: 'x' }, 'identifier', 'must be a string'],
    [{ identifier: 'x' }, 'name', 'must be a string'],
    [{ identifier: '', name: 'x' }, 'identifier', 'must not be empty'],
    [{ identifier: 'x'.repeat(256), name: 'x' }, 'identifier', 'must have at most 255 characters'],
    [{ identifier: 'x', name: '' }, 'name', 'must have at least 1 character'],
    [{ identifier: 'x', name: 'x'.repeat(256) }, 'name', 'must have at most 255 characters'],
    [
      { identifier: 'x', name: 'x', description: 'x'.repeat(501) },
      'description',
      'must have at most 500 characters',
    ],
    [{ identifier: 'x', name: 'x', isRequired: 1 }, 'isRequired', 'must be a boolean'],
  ])('that is %j is refused', async (body, field, message) => {
    expect(await create(body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message }] },
    })
  })

  it('without a body is refused', async () => {
    expect(await test.call('POST', '/v3/categories', test.asApp)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    })
  })

  it('may have any identifier of 255 characters', async () => {
    const identifier = `Böse / Sache? 100% ${'x'.repeat(236)}`
    expect((await create({ identifier, name: 'x'.repeat(255) })).status).toBe(200)
    const url = `/v3/categories/${encodeURIComponent(identifier)}`
    expect((await test.call('PATCH', url, test.asApp, { name: 'Found' })).body).toMatchObject({
      identifier,
      name: 'Found',
    })
  })
})

describe('changing a category', () => {
  it('describes it until the description is taken back', async () => {
    const description = 'x'.repeat(500)
    const { body } = await create({ identifier: 'described', name: 'Described', description })
    expect(body).toMatchObject({ description })
    const change = async (changes: object) =>
      (await test.call('PATCH', '/v3/categories/described', test.asApp, changes)).body['description']
    expect(await change({ name: 'Other' })).toBe(description)
    expect(await change({ description: 'What you ordered, and where it is' })).toBe(
      'What you ordered, and where it is',
    )
    expect(await change({ description: null })).toBeNull()
  })

  it('changes what is named and nothing else, by id or by identifier', async () => {
    const { body } = await create({ identifier: 'news', name: 'News', hideInApp: true })
    test.clock.advance(1000)
    expect(
      await test.call('PATCH', `/v3/categories/${body['id']}`, test.asApp, { isRequired: true }),
    ).toMatchObject({
      status: 200,
      body: { ...body, isRequired: true, updatedAt: test.clock.now().toISOString() },
    })
    expect(
      (
        await test.call('PATCH', '/v3/categories/news/', test.asApp, {
          name: 'Newest',
          hideInInApp: false,
          hideInPreferenceManager: true,
        })
      ).body,
    ).toMatchObject({
      id: body['id'],
      name: 'Newest',
      isRequired: true,
      hideInApp: false,
      hideInInApp: false,
      hideInPreferenceManager: true,
    })
    expect((await test.call('PATCH', '/v3/categories/news', test.asApp, {})).body).toMatchObject({
      name: 'Newest',
      isRequired: true,
    })
  })

  it('does not change its identifier', async () => {
    await create({ identifier: 'fixed', name: 'Fixed' })
    expect(
      await test.call('PATCH', '/v3/categories/fixed', test.asApp, { identifier: 'other' }),
    ).toMatchObject({ status: 400, body: { message: ['body must not have identifier'] } })
  })

  it('takes digits for our id and nothing else', async () => {
    await create({ identifier: '999999', name: 'Digits' })
    expect(await test.call('DELETE', '/v3/categories/999999', test.asApp)).toMatchObject({
      status: 404,
      body: { code: 'category_not_found' },
    })
  })
})

describe('deleting a category', () => {
  const newest = async (user: string) =>
    (await test.call('GET', '/v3/notifications?limit=1', test.asUser(user))).body.data?.[0]

  it('leaves its notifications without one, and the next send that names it makes a new one', async () => {
    await test.call('PUT', '/v3/users/ann', test.asApp)
    const { body } = await create({ identifier: 'gone', name: 'Gone' })
    await test.send(['ann'], { title: 'x', category: 'gone' })
    expect(await newest('ann')).toMatchObject({
      category: { id: body['id'], identifier: 'gone', name: 'Gone' },
    })

    expect(await test.call('DELETE', '/v3/categories/gone', test.asApp)).toMatchObject({
      status: 200,
      body: { message: 'Category deleted' },
    })
    expect(await newest('ann')).toMatchObject({ title: 'x', category: null })
    expect(await found('gone')).toBeUndefined()

    await test.send(['ann'], { title: 'y', category: 'gone' })
    const again = await found('gone')
    expect(again).toMatchObject({ name: 'gone', isRequired: false, hideInPreferenceManager: false })
    expect(again?.['id']).not.toBe(body['id'])
  })

  it('is done by id too, and once', async () => {
    const { body } = await create({ identifier: 'by-id', name: 'By id' })
    expect((await test.call('DELETE', `/v3/categories/${body['id']}/`, test.asApp)).status).toBe(200)
    expect(await test.call('DELETE', `/v3/categories/${body['id']}`, test.asApp)).toMatchObject({
      status: 404,
      body: { code: 'category_not_found', message: 'No such category' },
    })
  })
})

describe('P7: categories', () => {
  it('of another app are neither seen nor changed nor deleted', async () => {
    const { body } = await create({ identifier: 'mine', name: 'Mine', isRequired: true })
    for (const name of ['mine', body['id']])
      for (const method of ['PATCH', 'DELETE'])
        expect(
          await test.call(method, `/v3/categories/${name}`, test.asOtherApp, { name: 'Theirs' }),
        ).toMatchObject({ status: 404, body: { code: 'category_not_found' } })
    expect(await list(test.asOtherApp)).toEqual([])
    expect(await list(test.asOtherUser('ann'))).toEqual([])
    expect(await found('mine')).toEqual(body)
  })

  it('may have the same identifier in two apps', async () => {
    expect((await create({ identifier: 'shared', name: 'Ours' })).status).toBe(200)
    expect((await create({ identifier: 'shared', name: 'Theirs' }, test.asOtherApp)).status).toBe(200)
    expect(await found('shared')).toMatchObject({ name: 'Ours' })
  })

  it('are not for users to change', async () => {
    for (const [method, url] of [
      ['POST', '/v3/categories'],
      ['PATCH', '/v3/categories/mine'],
      ['DELETE', '/v3/categories/mine'],
    ] as const)
      expect(await test.call(method, url, test.asUser('ann'), { name: 'x' })).toMatchObject({
        status: 401,
        body: { code: 'missing_credentials' },
      })
  })
})
