import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
let orders: number
let news: number
let security: number
beforeAll(async () => {
  test = await openTestServer()
  const create = async (identifier: string, more: object = {}, headers = test.asApp) =>
    Number(
      (await test.call('POST', '/v3/categories', headers, { identifier, name: identifier, ...more })).body[
        'id'
      ],
    )
  orders = await create('orders')
  news = await create('news', { hideInPreferenceManager: true })
  security = await create('security', { isRequired: true })
})
afterAll(() => test.close())

/** A user of its own for each test. */
let nth = 0
let ann: string
beforeEach(() => {
  ann = `ann-${++nth}`
})

const get = async () => (await test.call('GET', '/v3/preferences', test.asUser(ann))).body as unknown
const patch = (preference: unknown, headers = test.asUser(ann)) =>
  test.call('PATCH', '/v3/preferences', headers, { preference })
const category = (id: number, identifier: string) => ({ id, identifier, name: identifier })

describe('preferences', () => {
  it('of a user who never chose are empty', async () => {
    expect(await get()).toEqual([])
  })

  it('that are forgotten are as if they were never chosen', async () => {
    await patch([
      {
        categoryId: orders,
        channels: [
          { channel: 'email', enabled: false },
          { channel: 'sms', enabled: true },
        ],
      },
    ])
    const { status, body } = await patch([
      {
        categoryId: orders,
        channels: [
          { channel: 'email', enabled: null },
          { channel: 'webPush', enabled: null },
        ],
      },
      { categoryId: security, channels: [{ channel: 'email', enabled: null }] },
    ])
    expect(status).toBe(200)
    const chosen = [
      { category: category(orders, 'orders'), channelPreferences: [{ channel: 'sms', enabled: true }] },
    ]
    expect(body).toEqual(chosen)
    const refused = await patch([
      { categoryId: orders, channels: [{ channel: 'sms', enabled: null }] },
      { categoryId: security, channels: [{ channel: 'email', enabled: false }] },
    ])
    expect(refused.status).toBe(422)
    expect(await get()).toEqual(chosen)
  })

  it('list what was chosen and nothing else', async () => {
    const { status, body } = await patch([
      { categoryId: news, channels: [{ channel: 'sms', enabled: true }] },
      {
        categoryId: orders,
        channels: [
          { channel: 'email', enabled: false },
          { channel: 'inApp', enabled: true },
        ],
      },
    ])
    expect(status).toBe(200)
    const chosen = [
      {
        category: category(orders, 'orders'),
        channelPreferences: [
          { channel: 'inApp', enabled: true },
          { channel: 'email', enabled: false },
        ],
      },
      { category: category(news, 'news'), channelPreferences: [{ channel: 'sms', enabled: true }] },
    ]
    expect(body).toEqual(chosen)
    expect(await get()).toEqual(chosen)
    expect((await test.call('GET', '/v3/preferences/', test.asUser(ann))).body).toEqual(chosen)
  })

  it('change in the pairs that are named', async () => {
    await patch([
      {
        categoryId: orders,
        channels: [
          { channel: 'email', enabled: false },
          { channel: 'sms', enabled: false },
        ],
      },
    ])
    await patch([{ categoryId: orders, channels: [{ channel: 'sms', enabled: true }] }])
    expect(await get()).toEqual([
      {
        category: category(orders, 'orders'),
        channelPreferences: [
          { channel: 'email', enabled: false },
          { channel: 'sms', enabled: true },
        ],
      },
    ])
  })

  it('take 0 and 1, and an id as text, as older clients write them', async () => {
    const { body } = await patch([
      {
        categoryId: String(orders),
        channels: [
          { channel: 'email', enabled: 0 },
          { channel: 'sms', enabled: 1 },
        ],
      },
    ])
    expect(body).toMatchObject([
      {
        channelPreferences: [
          { channel: 'email', enabled: false },
          { channel: 'sms', enabled: true },
        ],
      },
    ])
  })

  it('know all ten channels', async () => {
    const ids = ['inApp', 'webPush', 'email', 'mobilePush', 'sms', 'whatsapp', 'slack', 'chat', 'discord']
    const channels = [...ids, 'webhook'].map((channel) => ({ channel, enabled: false }))
    expect((await patch([{ categoryId: orders, channels: channels.toReversed() }])).body).toMatchObject([
      { channelPreferences: channels },
    ])
  })

  it('go by the later of two that speak of one pair', async () => {
    await patch([
      {
        categoryId: orders,
        channels: [
          { channel: 'email', enabled: true },
          { channel: 'email', enabled: false },
        ],
      },
      { categoryId: String(orders), channels: [{ channel: 'email', enabled: true }] },
    ])
    expect(await get()).toMatchObject([{ channelPreferences: [{ channel: 'email', enabled: true }] }])
  })

  it('stay as they are when nothing is named', async () => {
    await patch([{ categoryId: orders, channels: [{ channel: 'email', enabled: false }] }])
    const chosen = await get()
    for (const nothing of [[], [{ categoryId: orders, channels: [] }]])
      expect(await patch(nothing)).toMatchObject({ status: 200, body: chosen })
  })

  it('are written by two at a time without getting stuck', async () => {
    const all = [orders, news]
    const turn = (ids: number[], enabled: boolean) =>
      patch(ids.map((categoryId) => ({ categoryId, channels: [{ channel: 'email', enabled }] })))
    const answers = await Promise.all([turn(all, true), turn(all.toReversed(), false), turn(all, true)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('about a deleted category are gone with it', async () => {
    const made = await test.call('POST', '/v3/categories', test.asApp, { identifier: ann, name: 'Short' })
    const categoryId = Number(made.body['id'])
    await patch([{ categoryId, channels: [{ channel: 'email', enabled: false }] }])
    await test.call('DELETE', `/v3/categories/${categoryId}`, test.asApp)
    expect(await get()).toEqual([])
    expect(await test.db.many`select 1 from preference where category_id = ${categoryId}`).toEqual([])
    expect(await patch([{ categoryId, channels: [{ channel: 'email', enabled: false }] }])).toMatchObject({
      status: 404,
      body: { code: 'category_not_found' },
    })
  })
})

describe('choosing while it goes', () => {
  it('is refused or undone, and leaves nothing behind', async () => {
    const channels = [{ channel: 'email', enabled: false }]
    for (let round = 0; round < 10; round++) {
      const user = `${ann}-${round}`
      const { body } = await test.call('POST', '/v3/categories', test.asApp, { identifier: user, name: 'x' })
      await test.call('PUT', `/v3/users/${user}`, test.asApp)
      const [chosen, deleted, left] = await Promise.all([
        test.call('PATCH', `/v3/users/${user}/preferences`, test.asApp, {
          preference: [{ categoryId: body['id'], channels }],
        }),
        test.call('DELETE', `/v3/categories/${user}`, test.asApp),
        round % 2 ? test.call('DELETE', `/v3/users/${user}`, test.asApp) : undefined,
      ])
      expect([200, 404]).toContain(chosen.status)
      expect([deleted.status, left?.status ?? 202]).toEqual([200, 202])
      expect(await test.db.many`select 1 from preference where category_id = ${body['id']}`).toEqual([])
    }
  })
})

describe('a required category', () => {
  it('cannot be turned off, and nothing else of the request is done', async () => {
    expect(
      await patch([
        {
          categoryId: security,
          channels: [
            { channel: 'email', enabled: true },
            { channel: 'inApp', enabled: false },
          ],
        },
        { categoryId: orders, channels: [{ channel: 'email', enabled: false }] },
      ]),
    ).toMatchObject({
      status: 422,
      body: {
        code: 'unprocessable',
        message: ['preference[0].channels[1] must not be turned off: the category is required'],
      },
    })
    expect(await get()).toEqual([])
  })

  it('can be turned on', async () => {
    expect(
      (await patch([{ categoryId: security, channels: [{ channel: 'email', enabled: true }] }])).body,
    ).toMatchObject([{ channelPreferences: [{ channel: 'email', enabled: true }] }])
  })

  it('is on whatever was chosen before it was required, and off again afterwards', async () => {
    const made = await test.call('POST', '/v3/categories', test.asApp, { identifier: ann, name: 'Terms' })
    const url = `/v3/categories/${made.body['id']}`
    await patch([{ categoryId: made.body['id'], channels: [{ channel: 'email', enabled: false }] }])
    await test.call('PATCH', url, test.asApp, { isRequired: true })
    expect(await get()).toMatchObject([{ channelPreferences: [{ channel: 'email', enabled: true }] }])
    await test.call('PATCH', url, test.asApp, { isRequired: false })
    expect(await get()).toMatchObject([{ channelPreferences: [{ channel: 'email', enabled: false }] }])
  })
})

describe('preferences that are not valid', () => {
  const off = [{ channel: 'email', enabled: false }]
  const many = (count: number, entry: unknown) => Array.from({ length: count }, () => entry)

  it('name each category that nobody knows, and are not written at all', async () => {
    expect(
      await patch([
        { categoryId: orders, channels: off },
        { categoryId: 999_999, channels: off },
        { categoryId: security, channels: off },
      ]),
    ).toMatchObject({
      status: 404,
      body: {
        code: 'category_not_found',
        fields: [{ field: 'preference[1].categoryId', message: 'must be the id of a category' }],
      },
    })
    expect(await get()).toEqual([])
  })

  it.each([
    ['push', 'preference[0].channels[0].channel', /^must be one of inApp, webPush, email/],
    [undefined, 'preference[0].channels[0].channel', /^must be one of/],
  ])('with the channel %j are refused', async (channel, field, message) => {
    expect(await patch([{ categoryId: orders, channels: [{ channel, enabled: true }] }])).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message: expect.stringMatching(message) }] },
    })
  })

  it.each([2, -1, 'true', undefined])('with enabled %j are refused', async (enabled) => {
    expect(await patch([{ categoryId: orders, channels: [{ channel: 'email', enabled }] }])).toMatchObject({
      status: 400,
      body: { message: ['preference[0].channels[0].enabled must be a boolean or one of 0, 1'] },
    })
  })

  it.each(['orders', '', '0', '-3', 0, 1.5, 1e300, null, undefined])(
    'with the category %j are refused',
    async (categoryId) => {
      expect(await patch([{ categoryId, channels: off }])).toMatchObject({
        status: 400,
        body: { fields: [{ field: 'preference[0].categoryId', message: expect.any(String) }] },
      })
    },
  )

  it('of more than 100 categories or 10 channels at a time are refused', async () => {
    expect(await patch(many(101, { categoryId: orders, channels: [] }))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'preference', message: 'must have at most 100 entries' }] },
    })
    expect(await patch([{ categoryId: orders, channels: many(11, off[0]) }])).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'preference[0].channels', message: 'must have at most 10 entries' }] },
    })
    expect((await patch(many(100, { categoryId: orders, channels: many(10, off[0]) }))).status).toBe(200)
  })

  it.each([undefined, {}, { preference: null }, { preference: {} }, []])(
    'with the body %j are refused',
    async (body) => {
      expect(await test.call('PATCH', '/v3/preferences', test.asUser(ann), body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      })
    },
  )
})

describe('a back end', () => {
  const url = () => `/v3/users/${ann}/preferences`

  it('reads and changes them for a user it names', async () => {
    await test.call('PUT', `/v3/users/${ann}`, test.asApp)
    expect((await test.call('GET', url(), test.asApp)).body).toEqual([])
    const changed = await test.call('PATCH', url(), test.asApp, {
      preference: [{ categoryId: orders, channels: [{ channel: 'inApp', enabled: false }] }],
    })
    expect(changed).toMatchObject({
      status: 200,
      body: [
        {
          category: category(orders, 'orders'),
          channelPreferences: [{ channel: 'inApp', enabled: false }],
        },
      ],
    })
    expect(await get()).toEqual(changed.body)
    expect((await test.call('GET', `${url()}/`, test.asApp)).body).toEqual(changed.body)
  })

  it('gets 404 for a user nobody knows, and none is made', async () => {
    for (const method of ['GET', 'PATCH'])
      expect(await test.call(method, url(), test.asApp, { preference: [] })).toMatchObject({
        status: 404,
        body: { code: 'user_not_found' },
      })
  })
})

describe('P7: preferences', () => {
  const off = (categoryId: number) => [{ categoryId, channels: [{ channel: 'email', enabled: false }] }]

  it('are one user’s own', async () => {
    await patch(off(orders))
    expect((await test.call('GET', '/v3/preferences', test.asUser(`${ann}-other`))).body).toEqual([])
    await patch(off(news), test.asUser(`${ann}-other`))
    expect(await get()).toMatchObject([{ category: { id: orders } }])
  })

  it('do not reach another app’s categories or users', async () => {
    await patch(off(orders))
    expect(await patch(off(orders), test.asOtherUser(ann))).toMatchObject({
      status: 404,
      body: { code: 'category_not_found' },
    })
    const other = `/v3/users/${ann}x/preferences`
    await test.call('PUT', `/v3/users/${ann}x`, test.asApp)
    for (const method of ['GET', 'PATCH'])
      expect(await test.call(method, other, test.asOtherApp, { preference: [] })).toMatchObject({
        status: 404,
        body: { code: 'user_not_found' },
      })
  })
})
