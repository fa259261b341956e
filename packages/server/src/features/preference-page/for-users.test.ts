import type { PreferencePage } from '@inboxkit/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
const categoryIds = new Map<string, number>()

beforeAll(async () => {
  test = await openTestServer()
  await test.call('PATCH', '/v3/app', test.asApp, { name: 'Shop' })
  for (const [identifier, more] of Object.entries({
    orders: { description: 'What you bought, and where it is' },
    security: { isRequired: true },
  })) {
    const made = await test.call('POST', '/v3/categories', test.asApp, {
      identifier,
      name: `The ${identifier}`,
      ...more,
    })
    categoryIds.set(identifier, Number(made.body['id']))
  }
  await test.call('PUT', '/v3/tenants/acme', test.asApp, { name: 'Acme' })
  await test.call('PUT', '/v3/tenants/theirs', test.asOtherApp, { name: 'Theirs' })
})
afterAll(() => test.close())

const urlOf = (tenant?: string) =>
  tenant === undefined ? '/v3/preferences/page' : `/v3/preferences/page?tenant=${tenant}`
const page = async (user: string, tenant?: string) =>
  (await test.call('GET', urlOf(tenant), test.asUser(user))).body as unknown as PreferencePage
const change = (user: string, body: object, tenant?: string) =>
  test.call('PATCH', urlOf(tenant), test.asUser(user), body)
const cell = (channel: string, enabled = true, isChosen = false) => ({ channel, enabled, isChosen })
const about = (category: string, enabled: boolean | null, channel = 'email') => ({
  preference: [{ categoryId: categoryIds.get(category), channels: [{ channel, enabled }] }],
})

describe('the preference page of a signed-in user', () => {
  it('is the same as by a link, and about no message', async () => {
    const both = [cell('inApp'), cell('email')]
    const named = (identifier: string) => ({
      id: categoryIds.get(identifier),
      identifier,
      name: `The ${identifier}`,
    })
    expect(await page('ann')).toEqual({
      app: { name: 'Shop' },
      tenant: null,
      about: null,
      categories: [
        {
          category: named('orders'),
          description: 'What you bought, and where it is',
          isRequired: false,
          channels: both,
        },
        { category: named('security'), description: null, isRequired: true, channels: both },
      ],
      channels: both,
      digests: [],
      quietHours: { timeZone: null, schedule: {}, enabled: false },
    })
  })

  it('answers what it shows after a change, all of it or nothing', async () => {
    const channels = [{ channel: 'email', enabled: false }]
    const changed = await change('bob', { ...about('orders', true), channels })
    expect(changed).toMatchObject({
      status: 200,
      body: {
        categories: [{ channels: [cell('inApp'), cell('email', true, true)] }, {}],
        channels: [cell('inApp'), cell('email', false, true)],
      },
    })
    expect(await page('bob')).toEqual(changed.body)
    expect(
      await change('bob', { ...about('security', false), channels: [{ channel: 'sms', enabled: false }] }),
    ).toMatchObject({ status: 422, body: { code: 'unprocessable' } })
    expect(await page('bob')).toEqual(changed.body)
  })

  it.each(['nobody', 'theirs'])(
    'is refused for the tenant %s, which the app does not have',
    async (tenant) => {
      const missing = { status: 404, body: { code: 'tenant_not_found' } }
      expect(await test.call('GET', urlOf(tenant), test.asUser('ann'))).toMatchObject(missing)
      expect(await change('ann', {}, tenant)).toMatchObject(missing)
    },
  )

  it('takes a tenant that is not given for none, and no two', async () => {
    expect(await page('ann', '')).toMatchObject({ tenant: null })
    expect(await test.call('GET', `${urlOf('acme')}&tenant=acme`, test.asUser('ann'))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'tenant' }] },
    })
  })
})

describe('what a user chooses for a tenant', () => {
  it('holds there and nowhere else, and goes before what holds everywhere', async () => {
    await change('carl', about('orders', false))
    expect((await page('carl', 'acme')).categories[0]?.channels).toEqual([
      cell('inApp'),
      cell('email', false, true),
    ])
    const here = await change('carl', about('orders', true), 'acme')
    expect(here.body).toMatchObject({
      tenant: { identifier: 'acme', name: 'Acme' },
      categories: [{ channels: [cell('inApp'), cell('email', true, true)] }, {}],
    })
    expect((await page('carl')).categories[0]?.channels).toEqual([cell('inApp'), cell('email', false, true)])
    expect((await test.call('GET', '/v3/preferences', test.asUser('carl'))).body).toMatchObject([
      { channelPreferences: [{ channel: 'email', enabled: false }] },
    ])
    await change('carl', about('orders', null), 'acme')
    expect((await page('carl', 'acme')).categories[0]?.channels).toEqual([
      cell('inApp'),
      cell('email', false, true),
    ])
  })

  it('is a channel as a whole, too, once or twice, and shows channels that were chosen there only', async () => {
    const channels = [
      { channel: 'sms', enabled: true },
      { channel: 'sms', enabled: false },
    ]
    for (let time = 0; time < 2; time++)
      expect((await change('dora', { channels }, 'acme')).body).toMatchObject({
        channels: [cell('inApp'), cell('email'), cell('sms', false, true)],
      })
    expect((await page('dora')).channels).toEqual([cell('inApp'), cell('email')])
  })

  it('leaves required categories alone', async () => {
    await change('eve', { channels: [{ channel: 'email', enabled: false }] }, 'acme')
    expect((await page('eve', 'acme')).categories[1]?.channels).toEqual([cell('inApp'), cell('email')])
    expect(await change('eve', about('security', false), 'acme')).toMatchObject({
      status: 422,
      body: {
        code: 'unprocessable',
        fields: [
          {
            field: 'preference[0].channels[0]',
            message: 'must not be turned off: the category is required',
          },
        ],
      },
    })
  })

  it('decides what arrives in the inbox', async () => {
    await change('fay', about('orders', false, 'inApp'), 'acme')
    const send = async (title: string, tenant?: string) => {
      await test.call('POST', '/v3/notifications', test.asApp, {
        notification: { title },
        category: 'orders',
        sendTo: { recipients: ['fay'] },
        ...(tenant === undefined ? {} : { tenant }),
      })
      await test.settle()
    }
    await send('for acme', 'acme')
    await send('for nobody')
    const feed = await test.call('GET', '/v3/notifications', test.asUser('fay'))
    expect(feed.body.data?.map(({ title }) => title)).toEqual(['for nobody'])
  })

  it('goes with the tenant, and with the category', async () => {
    await test.call('PUT', '/v3/tenants/short', test.asApp, { name: 'Short' })
    const made = await test.call('POST', '/v3/categories', test.asApp, { identifier: 'brief', name: 'Brief' })
    categoryIds.set('brief', Number(made.body['id']))
    for (const tenant of ['acme', 'short'])
      await change(
        'gus',
        { ...about('brief', false), channels: [{ channel: 'sms', enabled: false }] },
        tenant,
      )
    const rows = async () =>
      (
        await test.db.many<{ of: string }>`
          select t.identifier || case when p.category_id is null then '' else ' brief' end of
          from tenant_preference p join tenant t on t.id = p.tenant_id
          where p.user_id = (select id from app_user where identifier = 'gus') order by 1`
      ).map(({ of }) => of)
    expect(await rows()).toEqual(['acme', 'acme brief', 'short', 'short brief'])
    expect((await test.call('DELETE', '/v3/tenants/short', test.asApp)).status).toBe(200)
    expect(await rows()).toEqual(['acme', 'acme brief'])
    expect((await test.call('DELETE', '/v3/categories/brief', test.asApp)).status).toBe(200)
    expect(await rows()).toEqual(['acme'])
  })
})
