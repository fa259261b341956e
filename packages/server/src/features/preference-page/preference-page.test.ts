import type { PreferencePage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { signPageToken } from '../preferences/page-token.js'
import { preferencePageUrl, unsubscribeUrl } from '../preferences/unsubscribe.js'
import { findTenantIds } from '../tenants/service.js'

let test: TestServer
let appId = 0
const categoryIds = new Map<string, number>()

beforeAll(async () => {
  test = await openTestServer()
  await test.call('PATCH', '/v3/app', test.asApp, { name: 'Shop' })
  appId = (await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`)?.id ?? 0
  for (const [identifier, more] of Object.entries({
    orders: {},
    security: { isRequired: true },
    hidden: { hideInPreferenceManager: true },
    news: {},
  })) {
    const body = { identifier, name: `The ${identifier}`, ...more }
    const made = await test.call('POST', '/v3/categories', test.asApp, body)
    categoryIds.set(identifier, Number(made.body['id']))
  }
})
afterAll(() => test.close())

const made = async (user: string): Promise<number> => {
  await test.call('PUT', `/v3/users/${user}`, test.asApp)
  const row = await test.db.one<{ id: number }>`
    select id from app_user where app_id = ${appId} and identifier = ${user}`
  return row?.id ?? 0
}
const tokenOf = (userId: number, category: string | null = null, tenantId: number | null = null) =>
  signPageToken(test.encryptionKey, {
    appId,
    userId,
    categoryId: category === null ? null : (categoryIds.get(category) ?? 0),
    tenantId,
  })
const page = (token: string) => test.call('GET', `/v3/preference-page?token=${token}`)
const change = (token: string, body: unknown) =>
  test.call('PATCH', `/v3/preference-page?token=${token}`, {}, body)
const look = (token: string) => test.call('GET', `/v3/unsubscribe?token=${token}`)
const oneClick = (token: string, type = 'application/x-www-form-urlencoded') =>
  test.call('POST', `/v3/unsubscribe?token=${token}`, { 'content-type': type }, 'List-Unsubscribe=One-Click')
const preferencesOf = async (user: string) =>
  (await test.call('GET', `/v3/users/${user}/preferences`, test.asApp)).body as unknown
const channelsOf = async (user: string) =>
  (await test.call('GET', `/v3/users/${user}/preferences/channels`, test.asApp)).body as unknown

const cell = (channel: string, enabled = true, isChosen = false) => ({ channel, enabled, isChosen })
const named = (identifier: string) => ({
  id: categoryIds.get(identifier),
  identifier,
  name: `The ${identifier}`,
})

describe('the preference page', () => {
  it('shows categories and channels as they take effect, and what was chosen', async () => {
    const token = tokenOf(await made('ann'), 'orders')
    const both = [cell('inApp'), cell('email')]
    expect(await page(token)).toMatchObject({
      status: 200,
      body: {
        app: { name: 'Shop' },
        tenant: null,
        about: named('orders'),
        categories: [
          { category: named('orders'), isRequired: false, channels: both },
          { category: named('security'), isRequired: true, channels: both },
          { category: named('news'), isRequired: false, channels: both },
        ],
        channels: both,
        quietHours: { timeZone: null, schedule: {}, enabled: false },
      },
    })
  })

  it('changes what is named, and answers what it shows then', async () => {
    const token = tokenOf(await made('bob'))
    const quietHours = { timeZone: 'Asia/Tokyo', schedule: { sat: [{ from: '00:00', to: '12:00' }] } }
    const { status, body } = await change(token, {
      preference: [
        { categoryId: categoryIds.get('news'), channels: [{ channel: 'email', enabled: true }] },
        { categoryId: categoryIds.get('security'), channels: [{ channel: 'sms', enabled: true }] },
      ],
      channels: [{ channel: 'email', enabled: false }],
      quietHours,
    })
    expect(status).toBe(200)
    const [orders, security, news] = (body as unknown as PreferencePage).categories
    expect(orders?.channels).toEqual([cell('inApp'), cell('email', false), cell('sms')])
    expect(security?.channels).toEqual([cell('inApp'), cell('email'), cell('sms', true, true)])
    expect(news?.channels).toEqual([cell('inApp'), cell('email', true, true), cell('sms')])
    expect(body).toMatchObject({
      about: null,
      channels: [cell('inApp'), cell('email', false, true), cell('sms')],
      quietHours: { ...quietHours, enabled: true },
    })
    expect((await page(token)).body).toEqual(body)
    expect((await change(token, {})).body).toEqual(body)
    expect(await channelsOf('bob')).toEqual([{ channel: 'email', enabled: false }])
  })

  it('changes nothing at all when a part is refused', async () => {
    const token = tokenOf(await made('carl'))
    const before = (await page(token)).body
    const off = [{ channel: 'email', enabled: false }]
    const channels = off
    expect(
      await change(token, { channels, preference: [{ categoryId: categoryIds.get('security'), channels }] }),
    ).toMatchObject({ status: 422, body: { code: 'unprocessable' } })
    expect(await change(token, { channels, preference: [{ categoryId: 999_999, channels }] })).toMatchObject({
      status: 404,
      body: { code: 'category_not_found' },
    })
    expect(await change(token, { channels, quietHours: { schedule: { mo: [] } } })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'quietHours.schedule', message: 'must not have mo' }] },
    })
    expect((await page(token)).body).toEqual(before)
  })

  it('shows what the tenant has for users who have not chosen', async () => {
    const userId = await made('dora')
    await test.call('PUT', '/v3/tenants/acme', test.asApp, {
      name: 'Acme',
      preferences: { categories: { news: { inApp: true } }, channels: { inApp: false } },
    })
    const tenantId = (await findTenantIds(test.db, appId, ['acme'])).get('acme') ?? 0
    const { body } = await page(tokenOf(userId, null, tenantId))
    expect(body).toMatchObject({
      tenant: { identifier: 'acme', name: 'Acme' },
      categories: [
        { channels: [cell('inApp', false), cell('email')] },
        { channels: [cell('inApp'), cell('email')] },
        { channels: [cell('inApp'), cell('email')] },
      ],
      channels: [cell('inApp', false), cell('email')],
    })
    await test.call('DELETE', '/v3/tenants/acme', test.asApp)
    expect((await page(tokenOf(userId, null, tenantId))).body).toMatchObject({
      tenant: null,
      channels: [cell('inApp'), cell('email')],
    })
  })

  it('shows the channels that the app shows', async () => {
    const token = tokenOf(await made('eve'))
    await test.call('PATCH', '/v3/app', test.asApp, { channels: ['sms', 'webPush'] })
    expect((await page(token)).body['channels']).toEqual([cell('webPush'), cell('email'), cell('sms')])
    await test.call('PATCH', '/v3/app', test.asApp, { channels: ['inApp'] })
  })

  it('holds more categories than one question to preferences takes', async () => {
    const server = await openTestServer()
    try {
      await server.call('PUT', '/v3/users/ann', server.asApp)
      const ann = await server.db.one<{ id: number; app_id: number }>`select id, app_id from app_user`
      await server.db.run`
        insert into category (app_id, identifier, name, created_at, updated_at)
        select ${ann?.app_id}::bigint, 'c' || n, 'c' || n, now(), now() from generate_series(1, 201) n`
      const of = { appId: ann?.app_id ?? 0, userId: ann?.id ?? 0, categoryId: null, tenantId: null }
      const url = `/v3/preference-page?token=${signPageToken(server.encryptionKey, of)}`
      const ids = ['inApp', 'webPush', 'mobilePush', 'sms', 'whatsapp', 'slack', 'chat']
      const channels = ids.map((channel) => ({ channel, enabled: channel !== 'chat' }))
      const { body } = await server.call('PATCH', url, {}, { channels })
      const { categories } = body as unknown as PreferencePage
      expect(categories).toHaveLength(200)
      const off = categories.flatMap((one) => one.channels).filter(({ enabled }) => !enabled)
      expect(off.map(({ channel }) => channel)).toEqual(categories.map(() => 'chat'))
    } finally {
      await server.close()
    }
  })
})

describe('one click on “unsubscribe”', () => {
  it('is explained to whoever only looks, and nothing changes', async () => {
    const token = tokenOf(await made('fay'), 'news')
    for (let time = 0; time < 2; time++)
      expect(await look(token)).toMatchObject({
        status: 200,
        body: {
          message: 'A POST to this address turns off e-mail about The news from Shop',
          app: { name: 'Shop' },
          category: named('news'),
          channel: 'email',
          enabled: true,
        },
      })
    expect(await preferencesOf('fay')).toEqual([])
  })

  it('turns e-mail of the category off and nothing else, once or twice', async () => {
    const token = tokenOf(await made('gus'), 'news')
    for (let time = 0; time < 2; time++)
      expect(await oneClick(token)).toMatchObject({
        status: 200,
        body: {
          message: 'There is no more e-mail about The news from Shop',
          category: named('news'),
          enabled: false,
        },
      })
    const chosen = [{ category: named('news'), channelPreferences: [{ channel: 'email', enabled: false }] }]
    expect(await preferencesOf('gus')).toEqual(chosen)
    expect(await channelsOf('gus')).toEqual([])
    expect((await look(token)).body).toMatchObject({
      message: 'There is no e-mail about The news from Shop',
      enabled: false,
    })
  })

  it('turns e-mail off as a whole without a category, also what was turned on one by one', async () => {
    const token = tokenOf(await made('hal'))
    const on = [
      { channel: 'email', enabled: true },
      { channel: 'sms', enabled: true },
    ]
    await change(token, { preference: [{ categoryId: categoryIds.get('orders'), channels: on }] })
    expect((await look(token)).body).toMatchObject({ category: null, enabled: true })
    expect(await oneClick(token)).toMatchObject({
      status: 200,
      body: { message: 'There is no more e-mail from Shop', category: null, enabled: false },
    })
    expect(await channelsOf('hal')).toEqual([{ channel: 'email', enabled: false }])
    const { categories } = (await page(token)).body as unknown as PreferencePage
    expect(categories.map(({ channels }) => channels.find(({ channel }) => channel === 'email'))).toEqual([
      cell('email', false),
      cell('email'),
      cell('email', false),
    ])
    expect(await preferencesOf('hal')).toMatchObject([
      { channelPreferences: [{ channel: 'sms', enabled: true }] },
    ])
  })

  it('may come as any form, as JSON, or with nothing in it', async () => {
    const userId = await made('ida')
    const token = tokenOf(userId, 'orders')
    const boundary = 'multipart/form-data; boundary=x'
    for (const type of ['application/x-www-form-urlencoded; charset=utf-8', boundary])
      expect((await oneClick(token, type)).status).toBe(200)
    expect((await test.call('POST', `/v3/unsubscribe?token=${token}`, {}, {})).status).toBe(200)
    const bare = await test.server.inject({ method: 'POST', url: `/v3/unsubscribe/?token=${token}` })
    expect(bare.statusCode).toBe(200)
  })

  it('takes small forms only, and no other route takes any', async () => {
    const token = tokenOf(await made('jim'), 'orders')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const url = `/v3/unsubscribe?token=${token}`
    expect(await test.call('POST', url, form, 'x'.repeat(10_001))).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    })
    expect(await test.call('POST', url, { 'content-type': 'text/html' }, 'x')).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    })
    const users = await test.call('POST', '/v3/users', { ...test.asApp, ...form }, 'identifier=x')
    expect(users).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
    expect(await test.call('PATCH', `/v3/preference-page?token=${token}`, form, 'x=y')).toMatchObject({
      status: 415,
    })
    expect(await preferencesOf('jim')).toEqual([])
  })

  it('does nothing about what became required, or is gone', async () => {
    const userId = await made('kim')
    expect(await oneClick(tokenOf(userId, 'security'))).toMatchObject({
      status: 422,
      body: { code: 'unprocessable' },
    })
    const short = await test.call('POST', '/v3/categories', test.asApp, {
      identifier: 'short',
      name: 'Short',
    })
    categoryIds.set('short', Number(short.body['id']))
    await test.call('DELETE', '/v3/categories/short', test.asApp)
    for (const ask of [oneClick, look])
      expect(await ask(tokenOf(userId, 'short'))).toMatchObject({
        status: 404,
        body: { code: 'category_not_found' },
      })
    expect(await preferencesOf('kim')).toEqual([])
    expect(await channelsOf('kim')).toEqual([])
  })
})

describe('an Idempotency-Key', () => {
  it('repeats the first answer, for each link by itself', async () => {
    const [quin, rosa] = [tokenOf(await made('quin'), 'news'), tokenOf(await made('rosa'), 'news')]
    const keyed = { 'idempotency-key': 'click-1' }
    const click = (token: string, more = {}) =>
      test.call('POST', `/v3/unsubscribe?token=${token}`, { ...keyed, ...more })
    const first = await click(quin)
    const on = [{ channel: 'email', enabled: true }]
    await change(quin, { preference: [{ categoryId: categoryIds.get('news'), channels: on }] })
    const again = await click(quin)
    expect(again).toMatchObject({ status: 200, body: first.body, headers: { 'idempotent-replayed': 'true' } })
    expect((await look(quin)).body).toMatchObject({ enabled: true })
    expect((await click(rosa)).headers).not.toHaveProperty('idempotent-replayed')
    expect((await look(rosa)).body).toMatchObject({ enabled: false })

    const write = (body: object) => test.call('PATCH', `/v3/preference-page?token=${rosa}`, keyed, body)
    const changed = await write({ channels: on })
    expect(await write({ channels: on })).toMatchObject({ body: changed.body })
    expect(await write({ channels: [] })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    })
  })
})

describe('P7: a link', () => {
  const everywhere = [page, look, oneClick, (token: string) => change(token, {})]

  it('that was forged opens nothing', async () => {
    const token = tokenOf(await made('lea'), 'news')
    const [version, app, user, ...rest] = token.split('.')
    const ofAnother = [version, app, `${user}1`, ...rest].join('.')
    const byAnother = signPageToken(Buffer.alloc(32, 8), {
      appId,
      userId: 1,
      categoryId: null,
      tenantId: null,
    })
    const neighbours = tokenOf(await made('leo'), 'news')
    const swapped = neighbours.slice(0, -43) + token.slice(-43)
    const first = token.at(-43) === 'A' ? 'B' : 'A'
    const broken = token.slice(0, -43) + first + token.slice(-42)
    for (const forged of [
      '',
      'x',
      ofAnother,
      byAnother,
      broken,
      swapped,
      token.slice(0, -1),
      `${token}.`,
      `2${token.slice(1)}`,
    ])
      for (const ask of everywhere)
        expect(await ask(forged)).toMatchObject({
          status: 401,
          body: {
            code: 'invalid_token',
            message: 'This link is not valid: open it as it stands in the message',
          },
        })
  })

  it('without a token, or with two, is no request', async () => {
    for (const query of ['', '?token=a&token=b', `?token=${'x'.repeat(513)}`])
      expect(await test.call('GET', `/v3/preference-page${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', fields: [{ field: 'token' }] },
      })
  })

  it('of a deleted user opens nothing', async () => {
    const token = tokenOf(await made('max'), 'news')
    await test.call('DELETE', '/v3/users/max', test.asApp)
    for (const ask of everywhere)
      expect(await ask(token)).toMatchObject({
        status: 404,
        body: { code: 'user_not_found', message: 'No such user' },
      })
  })

  it('opens what is its user’s, and of its app', async () => {
    const userId = await made('nia')
    await made('ole')
    const theirs = await test.call('POST', '/v3/categories', test.asOtherApp, { identifier: 't', name: 'T' })
    const other = await test.db.one<{ id: number }>`select id from app where api_key = 'other'`
    await test.call('PUT', '/v3/tenants/theirs', test.asOtherApp, { name: 'Theirs' })
    const tenantId = (await findTenantIds(test.db, other?.id ?? 0, ['theirs'])).get('theirs') ?? 0
    const of = { appId, userId, categoryId: Number(theirs.body['id']), tenantId }
    const token = signPageToken(test.encryptionKey, of)
    const { body } = await page(token)
    expect(body).toMatchObject({ tenant: null, about: null })
    expect(JSON.stringify(body)).not.toContain('"T"')
    await oneClick(tokenOf(userId, 'news'))
    expect(await preferencesOf('ole')).toEqual([])
    const ofAnotherApp = signPageToken(test.encryptionKey, { ...of, appId: other?.id ?? 0 })
    expect(await page(ofAnotherApp)).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
  })

  it('opened in a browser leads to the page for people, whatever it is worth', async () => {
    const token = tokenOf(await made('rea'), 'news')
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    for (const search of [`token=${token}`, 'token=nonsense', `token=${token}&locale=de`])
      for (const method of ['GET', 'HEAD'] as const) {
        const url = `/v3/unsubscribe?${search}`
        const { statusCode, headers } = await test.server.inject({ method, url, headers: { accept } })
        expect({ statusCode, location: headers.location, cached: headers['cache-control'] }).toEqual({
          statusCode: 303,
          location: `../preferences?${search}`,
          cached: 'no-store',
        })
        expect(String(headers['vary'])).toMatch(/\bAccept\b/)
      }
    const there = new URL('../preferences', 'https://shop.test/inbox/v3/unsubscribe')
    expect(there.pathname).toBe('/inbox/preferences')
    expect(await preferencesOf('rea')).toEqual([])
    const asked = await test.call('GET', `/v3/unsubscribe?token=${token}`, { accept: 'application/json' })
    expect(asked).toMatchObject({ status: 200, body: { enabled: true } })
    expect(String(asked.headers['vary'])).toMatch(/\bAccept\b/)
    const posted = await test.call('POST', `/v3/unsubscribe?token=${token}`, { accept })
    expect(posted).toMatchObject({ status: 200, body: { enabled: false } })
  })

  it('stands in messages as an address that needs nothing else', async () => {
    const of = { appId, userId: await made('pia'), categoryId: categoryIds.get('news') ?? 0, tenantId: null }
    const token = signPageToken(test.encryptionKey, of)
    expect(token).toMatch(/^[A-Za-z0-9._-]{50,100}$/)
    expect(unsubscribeUrl(test.encryptionKey, 'https://inbox.test', of)).toBe(
      `https://inbox.test/v3/unsubscribe?token=${token}`,
    )
    expect(preferencePageUrl(test.encryptionKey, 'https://inbox.test/sub/', of)).toBe(
      `https://inbox.test/sub/preferences?token=${token}`,
    )
    const url = new URL(unsubscribeUrl(test.encryptionKey, 'https://inbox.test', of))
    expect((await test.call('GET', url.pathname + url.search)).status).toBe(200)
  })
})
