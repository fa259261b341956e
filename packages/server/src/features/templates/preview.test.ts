import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { saveTenants } from '../tenants/service.js'

let test: TestServer
const channels = {
  inApp: {
    title: 'Order {{data.id}} for {{recipient.name}}',
    url: '/o/{{data.id}}',
    blocks: [{ id: 'a', type: 'button', text: 'Go', link: '{{data.link}}' }],
  },
  email: {
    subject: 'From {{actor.name}}',
    html: '<b>{{$tenant.name}}</b>',
    text: '{{batch.total}} {{steps.x.status}}',
  },
  sms: { text: '{{data.id}}' },
}
beforeAll(async () => {
  test = await openTestServer()
  await test.call('PUT', '/v3/users/ann', test.asApp, { name: 'Ann', locale: 'pt-BR' })
  await test.call('PUT', '/v3/users/bob', test.asApp, { name: '<Bob>' })
  const shop = await test.db.one<{ id: number }>`select app_id id from app_user where identifier = 'ann'`
  const acme = { identifier: 'acme', name: 'Acme & Sons', properties: {}, preferences: {} }
  await saveTenants(test.db, shop?.id ?? 0, [acme], test.clock.now())
  await test.call('PUT', '/v3/templates/order', test.asApp, {
    name: 'Order',
    channels: { inApp: { title: 'The first version' } },
  })
  await test.call('PUT', '/v3/templates/order', test.asApp, {
    name: 'Order',
    channels,
    locales: { pt: { inApp: { title: 'Pedido {{data.id}}' } }, de: { sms: { text: 'Nummer {{data.id}}' } } },
  })
})
afterAll(() => test.close())

const preview = async (body: object, slug = 'order', headers = test.asApp) =>
  (await test.call('POST', `/v3/templates/${slug}/preview`, headers, body)).body
const unsaved = (template: object, body: object = {}) =>
  test.call('POST', '/v3/templates/preview', test.asApp, { template: { name: 'x', ...template }, ...body })

describe('the preview of a template', () => {
  it('has addresses of nobody where messages link to preferences, and none in the inbox', async () => {
    const text = '{{preferencesUrl}} {{unsubscribeUrl}}'
    const { body } = await unsaved({
      channels: {
        inApp: { title: `In [${text}]` },
        sms: { text },
        webPush: { title: 'x', body: 'x', url: '{{preferencesUrl}}' },
      },
    })
    const preferencesUrl = 'https://inbox.example.com/preferences?token=example'
    expect(body['channels']).toMatchObject({
      inApp: { title: 'In [ ]' },
      sms: { text: `${preferencesUrl} https://inbox.example.com/preferences/unsubscribe?token=example` },
      webPush: { url: preferencesUrl },
    })
  })

  it('shows every channel, with all that a send and its steps may bring', async () => {
    expect(
      await preview({
        data: { id: 7, link: '/go' },
        recipient: 'ann',
        actor: 'bob',
        tenant: 'acme',
        batch: [{ id: 1 }, { id: 2 }],
        steps: { x: { status: 200 } },
      }),
    ).toEqual({
      channels: {
        inApp: {
          title: 'Pedido 7',
          message: null,
          url: '/o/7',
          icon: null,
          blocks: [{ id: 'a', type: 'button', text: 'Go', link: '/go' }],
        },
        email: { subject: 'From <Bob>', html: '<b>Acme &amp; Sons</b>', text: '2 200' },
        sms: { text: '7' },
      },
      problems: [],
    })
  })

  it('takes people and tenants who are made up, a language and a version', async () => {
    const made = { recipient: { name: 'Cleo', locale: 'de' }, actor: { name: 'Dan' }, tenant: { name: 'T' } }
    expect(await preview({ ...made, data: { id: 1 } })).toMatchObject({
      channels: {
        inApp: { title: 'Order 1 for Cleo' },
        email: { subject: 'From Dan', html: '<b>T</b>' },
        sms: { text: 'Nummer 1' },
      },
    })
    expect(await preview({ channels: ['sms', 'sms'], language: 'de-AT', data: { id: 1 } })).toEqual({
      channels: { sms: { text: 'Nummer 1' } },
      problems: [],
    })
    expect(await preview({ version: 1 })).toMatchObject({
      channels: { inApp: { title: 'The first version' } },
    })
  })

  it('names the texts that would reach nobody, beside those that would', async () => {
    const data = { id: 'x'.repeat(1_601), link: 'javascript:alert(1)' }
    expect(await preview({ data, channels: ['inApp', 'email', 'sms', 'slack'] })).toEqual({
      channels: { email: { subject: 'From', html: '<b></b>', text: ' ' } },
      problems: [
        { field: 'channels.inApp.title', message: 'renders to more than 1,000 characters' },
        { field: 'channels.sms.text', message: 'renders to more than 1,600 characters' },
        { field: 'channels.slack', message: 'the template has no slack channel' },
      ],
    })
    expect(await preview({ data: { id: 1, link: data.link }, channels: ['inApp'] })).toMatchObject({
      problems: [{ field: 'channels.inApp.blocks[0].link', message: 'is no link that is allowed' }],
    })
  })

  it('writes nothing', async () => {
    await preview({ recipient: { identifier: 'nobody-yet', name: 'x' }, actor: { identifier: 'nor-they' } })
    expect((await test.call('GET', '/v3/users/nobody-yet', test.asApp)).status).toBe(404)
    expect((await test.call('GET', '/v3/users/nor-they', test.asApp)).status).toBe(404)
  })

  it.each([
    [{ recipient: 'nobody' }, 'user_not_found', 'recipient'],
    [{ actor: 'nobody' }, 'user_not_found', 'actor'],
    [{ tenant: 'nobody' }, 'tenant_not_found', 'tenant'],
  ])('with %j says who is unknown', async (body, code, field) => {
    expect(await preview(body)).toMatchObject({ code, fields: [{ field }] })
  })

  it.each<[object, string]>([
    [{ channels: ['fax'] }, 'channels[0]'],
    [{ channels: [] }, 'channels'],
    [{ version: 0 }, 'version'],
    [{ data: [] }, 'data'],
    [{ recipient: 5 }, 'recipient'],
    [{ language: '' }, 'language'],
  ])('refuses %j', async (body, field) => {
    expect(await preview(body)).toMatchObject({ code: 'invalid_request', fields: [{ field }] })
  })

  it('is of a template and a version that there are, of one’s own', async () => {
    for (const missing of [
      preview({}, 'nothing'),
      preview({ version: 9 }),
      preview({}, 'order', test.asOtherApp),
    ])
      expect(await missing).toMatchObject({ code: 'template_not_found' })
    await test.call('PUT', '/v3/templates/theirs', test.asOtherApp, {
      name: 'x',
      channels: { sms: { text: 'x' } },
    })
    for (const body of [{ recipient: 'ann' }, { tenant: 'acme' }])
      expect((await preview(body, 'theirs', test.asOtherApp))['code']).toMatch(/_not_found$/)
  })
})

describe('the preview of a template that is being written', () => {
  it('shows it without keeping it', async () => {
    const template = {
      channels: { sms: { text: 'Hi {{recipient.name}}' } },
      locales: { de: { sms: { text: 'Hallo' } } },
    }
    expect(await unsaved(template, { recipient: { name: 'Ann' } })).toMatchObject({
      status: 200,
      body: { channels: { sms: { text: 'Hi Ann' } }, problems: [] },
    })
    expect((await unsaved(template, { language: 'de' })).body).toMatchObject({
      channels: { sms: { text: 'Hallo' } },
    })
    const { body } = await test.call('GET', '/v3/templates?limit=100', test.asApp)
    expect(body.data?.map((one) => one['slug'])).toEqual(['order'])
  })

  it('names what could not be published', async () => {
    expect(await unsaved({ channels: { sms: { text: '{{> x}}' } } })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'template.channels.sms.text', message: 'must not use partials' }] },
    })
    expect(await unsaved({ channels: {} })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'template.channels' }] },
    })
    expect((await test.call('POST', '/v3/templates/preview', test.asApp, {})).body).toMatchObject({
      fields: [{ field: 'template' }],
    })
  })

  it.each([
    [
      'loops in loops',
      '{{#each data.n}}{{#each ../data.n}}{{#each ../../data.n}}{{/each}}{{/each}}{{/each}}',
    ],
    ['text without end', '{{#each data.n}}{{json ../data}}{{/each}}'],
  ])('ends soon, and says so, for %s', async (_, text) => {
    const usedMs = processorTime()
    const data = { n: Array.from({ length: 3_000 }, (_unused, at) => at) }
    const { body } = await unsaved({ channels: { sms: { text } } }, { data })
    expect(body).toEqual({
      channels: {},
      problems: [
        {
          field: 'channels.sms.text',
          message: expect.stringMatching(
            /^(takes more than 100,000 steps to render|renders to more than 65,536 characters)$/,
          ),
        },
      ],
    })
    expect(usedMs()).toBeLessThan(3_000)
  })
})
