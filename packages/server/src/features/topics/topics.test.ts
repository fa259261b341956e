import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
  for (const user of ['ann', 'bob', 'cleo', 'a b/c?'])
    await test.call('PUT', `/v3/users/${encodeURIComponent(user)}`, test.asApp)
})
afterAll(() => test.close())

const call = (method: string, path: string, body?: unknown, headers = test.asApp) =>
  test.call(method, `/v3/topics${path}`, headers, body)
let nth = 0
/** A topic of its own for each test. */
const create = async (name = `Topic ${++nth}`) => (await call('POST', '', { name })).body
const subscribe = (id: unknown, users: unknown) => call('POST', `/${id}/users`, { users })
const subscribers = async (id: unknown) => (await call('GET', `/${id}/users?limit=100`)).body.data

describe('a topic', () => {
  it('has a numeric id, and an identifier made of its name when none is given', async () => {
    const { status, body } = await call('POST', '', { name: 'New  Products, Ünlimited' })
    expect(status).toBe(200)
    const now = test.clock.now().toISOString()
    expect(body).toEqual({
      id: expect.any(Number),
      identifier: 'new-products,-ünlimited',
      name: 'New  Products, Ünlimited',
      createdAt: now,
      updatedAt: now,
    })
    for (const name of [body['id'], encodeURIComponent('new-products,-ünlimited')])
      expect((await call('GET', `/${name}/`)).body).toEqual(body)
  })

  it('has the identifier it is given', async () => {
    const { body } = await call('POST', '/', { name: 'News', identifier: 'böse-/-sache' })
    expect(body).toMatchObject({ name: 'News', identifier: 'böse-/-sache' })
    expect((await call('GET', `/${encodeURIComponent('böse-/-sache')}`)).body).toEqual(body)
  })

  it('is made once', async () => {
    await create('Once')
    expect(await call('POST', '', { name: 'Twice', identifier: 'once' })).toMatchObject({
      status: 409,
      body: { code: 'already_exists', message: 'There is a topic once already' },
    })
    const race = await Promise.all([1, 2].map(() => call('POST', '', { name: 'Race' })))
    expect(race.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('can be renamed and keeps its identifier', async () => {
    const topic = await create('Old name')
    test.clock.advance(1000)
    expect(await call('PATCH', `/${topic['id']}`, { name: 'New name' })).toMatchObject({
      status: 200,
      body: { ...topic, name: 'New name', updatedAt: test.clock.now().toISOString() },
    })
    expect((await call('PATCH', '/old-name', { name: 'Newest' })).body).toMatchObject({
      id: topic['id'],
      name: 'Newest',
    })
  })

  it('goes with its subscriptions', async () => {
    const { id } = await create()
    await subscribe(id, [{ identifier: 'cleo' }])
    expect(await call('DELETE', `/${id}`)).toMatchObject({ status: 200, body: { message: 'Topic deleted' } })
    expect(await test.db.many`select 1 from topic_user where topic_id = ${id}`).toEqual([])
    expect(await call('DELETE', `/${id}`)).toMatchObject({ status: 404, body: { code: 'topic_not_found' } })
  })

  it.each([
    [{}, 'name', 'must be a string'],
    [{ name: '' }, 'name', 'must have at least 1 character'],
    [{ name: 'x'.repeat(256) }, 'name', 'must have at most 255 characters'],
    [{ name: 'İ'.repeat(255) }, 'name', 'must have at most 255 characters'],
    [{ name: 'x', identifier: '' }, 'identifier', 'must not be empty'],
    [{ name: 'x', identifier: 'x'.repeat(256) }, 'identifier', 'must have at most 255 characters'],
    [{ name: 'x', identifier: 5 }, 'identifier', 'must be a string'],
  ])('that is %j is refused', async (body, field, message) => {
    expect(await call('POST', '', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message }] },
    })
  })

  it('that nobody knows is 404 everywhere', async () => {
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', ''],
      ['GET', '/users'],
      ['POST', '/users', { users: [] }],
      ['POST', '/users', { users: [{ identifier: 'nobody' }] }],
      ['POST', '/detachUsers', { users: [] }],
      ['PUT', '/users/ann', { channels: null }],
    ] as const)
      for (const name of ['999999', 'nothing', '9'.repeat(30)])
        expect(await call(method, `/${name}${path}`, body)).toMatchObject({
          status: 404,
          body: { code: 'topic_not_found', message: 'No such topic' },
        })
  })
})

describe('the list of topics', () => {
  it('comes in pages, oldest first', async () => {
    for (let more = 0; more < 3; more++) await create()
    const seen: unknown[] = []
    let cursor = ''
    for (let pages = 0; pages < 50; pages++) {
      const { body } = await call('GET', `?limit=2&cursor=${cursor}`)
      seen.push(...(body.data ?? []).map(({ id }) => id))
      if (body['nextCursor'] === null) break
      expect(body.data).toHaveLength(2)
      cursor = String(body['nextCursor'])
    }
    const all = await test.db.many<{ id: number }>`select id from topic order by id`
    expect(seen).toEqual(all.map(({ id }) => id))
    expect(await call('GET', `?cursor=${seen.at(-1)}`)).toMatchObject({
      status: 200,
      body: { data: [], nextCursor: null },
    })
  })

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=-1', 'cursor=x'])('refuses %s', async (query) => {
    expect(await call('GET', `?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    expect(await call('GET', `/1/users?${query}`)).toMatchObject({ status: 400 })
  })
})

describe('subscribing users', () => {
  it('adds who is new and changes who is not', async () => {
    const { id } = await create()
    const since = test.clock.now().toISOString()
    expect(
      await subscribe(id, [{ identifier: 'ann' }, { identifier: 'bob', channels: ['email', 'inApp'] }]),
    ).toMatchObject({ status: 200, body: { added: 2, updated: 0 } })
    test.clock.advance(1000)
    expect(
      (
        await subscribe(id, [
          { identifier: 'bob', channels: null },
          { identifier: 'cleo', channels: ['sms'] },
        ])
      ).body,
    ).toEqual({ added: 1, updated: 1 })
    expect(await subscribers(id)).toEqual([
      { identifier: 'ann', channels: null, createdAt: since },
      { identifier: 'bob', channels: null, createdAt: since },
      { identifier: 'cleo', channels: ['sms'], createdAt: test.clock.now().toISOString() },
    ])
  })

  it('takes push, of the vendor’s examples, for both kinds of push', async () => {
    const { id } = await create()
    await subscribe(id, [{ identifier: 'ann', channels: ['email', 'push', 'webPush', 'email'] }])
    expect(await subscribers(id)).toMatchObject([{ channels: ['email', 'webPush', 'mobilePush'] }])
  })

  it('goes by the later of two entries for one user', async () => {
    const { id } = await create()
    expect(
      (
        await subscribe(id, [
          { identifier: 'ann', channels: ['sms'] },
          { identifier: 'ann', channels: ['email'] },
        ])
      ).body,
    ).toEqual({ added: 1, updated: 0 })
    expect(await subscribers(id)).toMatchObject([{ channels: ['email'] }])
  })

  it('of nobody changes nothing', async () => {
    const { id } = await create()
    expect((await subscribe(id, [])).body).toEqual({ added: 0, updated: 0 })
    expect((await call('POST', `/${id}/detachUsers`, { users: [] })).body).toEqual({ removed: 0 })
    expect(await subscribers(id)).toEqual([])
  })

  it('names who is not known, and subscribes nobody', async () => {
    const { id } = await create()
    expect(
      await subscribe(
        id,
        ['ann', 'nobody', 'bob', 'no one'].map((identifier) => ({ identifier })),
      ),
    ).toMatchObject({
      status: 404,
      body: {
        code: 'user_not_found',
        message: [
          'users[1].identifier must be the identifier of a user',
          'users[3].identifier must be the identifier of a user',
        ],
      },
    })
    expect(await subscribers(id)).toEqual([])
  })

  it('takes 1,000 at a time and not one more', async () => {
    const { id } = await create()
    await test.db.run`
      with made as (
        insert into app_user (app_id, identifier, profile_at, created_at)
        select app.id, 'u' || n, ${test.clock.now()}, ${test.clock.now()}
        from app, generate_series(1, 1000) n where api_key = 'shop' returning id
      ) insert into feed (user_id) select id from made`
    const users = Array.from({ length: 1000 }, (_, n) => ({ identifier: `u${n + 1}`, channels: ['inApp'] }))
    expect((await subscribe(id, users)).body).toEqual({ added: 1000, updated: 0 })
    expect((await subscribe(id, users)).body).toEqual({ added: 0, updated: 1000 })
    expect(await subscribe(id, [...users, { identifier: 'ann' }])).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'users', message: 'must have at most 1000 entries' }] },
    })
    const all = users.map(({ identifier }) => identifier)
    expect(await call('POST', `/${id}/detachUsers`, { users: [...all, 'ann'] })).toMatchObject({
      status: 400,
    })
    expect((await call('POST', `/${id}/detachUsers`, { users: all })).body).toEqual({ removed: 1000 })
  })

  it.each([
    [undefined, 'users', 'must be an array'],
    [['ann'], 'users[0]', 'must be an object'],
    [[{}], 'users[0].identifier', 'must be a string'],
    [[{ identifier: '' }], 'users[0].identifier', 'must not be empty'],
    [[{ identifier: 'ann', channels: [] }], 'users[0].channels', 'must have at least 1 entry'],
    [[{ identifier: 'ann', channels: 'sms' }], 'users[0].channels', 'must be an array'],
    [
      [{ identifier: 'ann', channels: ['sms', 'fax'] }],
      'users[0].channels[1]',
      'must be one of inApp, webPush, email, mobilePush, sms, whatsapp, slack, chat, discord, webhook, push',
    ],
  ])('that are %j is refused', async (users, field, message) => {
    const { id } = await create()
    expect(await subscribe(id, users)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message }] },
    })
  })
})

describe('one subscriber', () => {
  it('gets other channels, and keeps its place', async () => {
    const { id } = await create()
    await subscribe(id, [{ identifier: 'a b/c?' }])
    const [before] = (await subscribers(id)) ?? []
    test.clock.advance(1000)
    const changed = await call('PUT', `/${id}/users/a%20b%2Fc%3F/`, { channels: ['push', 'chat'] })
    expect(changed).toMatchObject({
      status: 200,
      body: {
        identifier: 'a b/c?',
        channels: ['webPush', 'mobilePush', 'chat'],
        createdAt: before?.['createdAt'],
      },
    })
    expect(await subscribers(id)).toEqual([changed.body])
  })

  it('is made when there was none', async () => {
    const { id } = await create()
    expect(await call('PUT', `/${id}/users/ann`, { channels: null })).toMatchObject({
      status: 200,
      body: { identifier: 'ann', channels: null, createdAt: test.clock.now().toISOString() },
    })
  })

  it('must be a user, with channels', async () => {
    const { id } = await create()
    expect(await call('PUT', `/${id}/users/nobody`, { channels: null })).toMatchObject({
      status: 404,
      body: { code: 'user_not_found', message: 'No such user: nobody' },
    })
    expect(await call('PUT', `/${id}/users/ann`, {})).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'channels', message: 'must be an array' }] },
    })
  })
})

describe('ending subscriptions', () => {
  it('counts those that were there', async () => {
    const { id } = await create()
    await subscribe(id, [{ identifier: 'ann' }, { identifier: 'bob' }])
    const detach = (users: unknown) => call('POST', `/${id}/detachUsers`, { users })
    expect(await detach(['ann', 'cleo', 'ann'])).toMatchObject({ status: 200, body: { removed: 1 } })
    expect(await subscribers(id)).toMatchObject([{ identifier: 'bob' }])
    expect((await detach(['ann'])).body).toEqual({ removed: 0 })
    expect(await detach(['bob', 'nobody'])).toMatchObject({
      status: 404,
      body: {
        code: 'user_not_found',
        fields: [{ field: 'users[1]', message: 'must be the identifier of a user' }],
      },
    })
    expect(await subscribers(id)).toMatchObject([{ identifier: 'bob' }])
  })

  it('happens by itself when the user goes', async () => {
    const { id } = await create()
    await test.call('PUT', '/v3/users/short', test.asApp)
    await subscribe(id, [{ identifier: 'short' }])
    await test.call('DELETE', '/v3/users/short', test.asApp)
    expect(await subscribers(id)).toEqual([])
  })
})

describe('subscribing while it goes', () => {
  it('is refused or undone, and leaves nothing behind', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await create()
      const user = `short-${round}`
      await test.call('PUT', `/v3/users/${user}`, test.asApp)
      const [subscribed, changed, deleted, left] = await Promise.all([
        subscribe(id, [{ identifier: 'ann' }, { identifier: user }]),
        call('PUT', `/${id}/users/ann`, { channels: ['sms'] }),
        call('DELETE', `/${id}`),
        test.call('DELETE', `/v3/users/${user}`, test.asApp),
      ])
      for (const { status } of [subscribed, changed]) expect([200, 404]).toContain(status)
      expect([deleted.status, left.status]).toEqual([200, 202])
      expect(await test.db.many`select 1 from topic_user where topic_id = ${id}`).toEqual([])
    }
  })
})

describe('what a user is subscribed to', () => {
  it('is listed by identifier, under an address that is no topic’s', async () => {
    await test.call('PUT', '/v3/users/dora', test.asApp)
    const [news, deals] = [await create('Dora’s news'), await create('Dora’s deals')]
    expect((await call('GET', '/subscriptions/dora')).body).toEqual([])
    await subscribe(news['id'], [{ identifier: 'dora', channels: ['email'] }])
    await subscribe(deals['id'], [{ identifier: 'dora' }])
    const topic = ({ id, identifier, name }: typeof news) => ({ id, identifier, name })
    const createdAt = test.clock.now().toISOString()
    expect(await call('GET', '/subscriptions/dora/')).toMatchObject({
      status: 200,
      body: [
        { topic: topic(news), channels: ['email'], createdAt },
        { topic: topic(deals), channels: null, createdAt },
      ],
    })
  })

  it('is 404 for a user nobody knows', async () => {
    expect(await call('GET', '/subscriptions/nobody')).toMatchObject({
      status: 404,
      body: { code: 'user_not_found' },
    })
  })
})

describe('who is subscribed', () => {
  it('comes in pages', async () => {
    const { id } = await create()
    await subscribe(
      id,
      ['ann', 'bob', 'cleo'].map((identifier) => ({ identifier })),
    )
    const first = await call('GET', `/${id}/users?limit=2`)
    expect(first.body).toMatchObject({ data: [{ identifier: 'ann' }, { identifier: 'bob' }] })
    expect(
      (await call('GET', `/${id}/users/?limit=2&cursor=${first.body['nextCursor']}`)).body,
    ).toMatchObject({
      data: [{ identifier: 'cleo' }],
      nextCursor: null,
    })
  })
})

describe('P7: topics', () => {
  it('of another app are neither seen nor changed, by id or by identifier', async () => {
    const topic = await create('Ours alone')
    await subscribe(topic['id'], [{ identifier: 'ann' }])
    await test.call('PUT', '/v3/users/ann', test.asOtherApp)
    for (const name of [topic['id'], topic['identifier']])
      for (const [method, path, body] of [
        ['GET', ''],
        ['PATCH', '', { name: 'Theirs' }],
        ['DELETE', ''],
        ['GET', '/users'],
        ['POST', '/users', { users: [{ identifier: 'ann', channels: ['sms'] }] }],
        ['POST', '/detachUsers', { users: ['ann'] }],
        ['PUT', '/users/ann', { channels: ['sms'] }],
      ] as const)
        expect(await call(method, `/${name}${path}`, body, test.asOtherApp)).toMatchObject({
          status: 404,
          body: { code: 'topic_not_found' },
        })
    expect((await call('GET', '', undefined, test.asOtherApp)).body).toEqual({ data: [], nextCursor: null })
    expect((await call('GET', '/subscriptions/ann', undefined, test.asOtherApp)).body).toEqual([])
    expect((await call('GET', `/${topic['id']}`)).body).toEqual(topic)
    expect(await subscribers(topic['id'])).toMatchObject([{ identifier: 'ann', channels: null }])
  })

  it('cannot be given another app’s users', async () => {
    await test.call('PUT', '/v3/users/theirs', test.asOtherApp)
    const { id } = await create()
    expect(await subscribe(id, [{ identifier: 'theirs' }])).toMatchObject({ status: 404 })
    expect(await call('PUT', `/${id}/users/theirs`, { channels: null })).toMatchObject({ status: 404 })
    expect(await call('GET', '/subscriptions/theirs')).toMatchObject({ status: 404 })
  })

  it('may have the same identifier in two apps', async () => {
    const ours = await create('Shared')
    const theirs = await call('POST', '', { name: 'Shared' }, test.asOtherApp)
    expect(theirs).toMatchObject({ status: 200, body: { identifier: 'shared' } })
    expect(theirs.body['id']).not.toBe(ours['id'])
    expect((await call('GET', '/shared', undefined, test.asOtherApp)).body).toEqual(theirs.body)
  })
})
