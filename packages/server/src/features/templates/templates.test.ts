import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(() => test.close())

const publish = (slug: string, body: object, headers = test.asApp) =>
  test.call('PUT', `/v3/templates/${slug}`, headers, body)
const get = (slug: string, headers = test.asApp) => test.call('GET', `/v3/templates/${slug}`, headers)
const remove = (slug: string) => test.call('DELETE', `/v3/templates/${slug}`, test.asApp)
const titled = (title: string) => ({ name: 'Named', channels: { inApp: { title } } })

const channels = {
  inApp: {
    title: 'Order {{data.orderId}}',
    message: 'Hi {{recipient.name}}',
    url: '{{data.url}}',
    icon: null,
    blocks: [
      {
        id: 'b1',
        type: 'button',
        variant: 'primary',
        text: 'Track {{data.orderId}}',
        link: '/t/{{data.orderId}}',
        externalLink: true,
      },
    ],
  },
  email: { subject: 'Order {{data.orderId}}', html: '<p>{{data.orderId}}</p>', text: '{{data.orderId}}' },
  sms: { text: 'Order {{data.orderId}}' },
  webPush: { title: 'Order', body: '{{data.orderId}}', url: '/o', icon: '/i.png' },
  mobilePush: { title: 'Order', body: '{{data.orderId}}' },
  whatsapp: { text: 'x' },
  slack: { text: 'x' },
  chat: { text: 'x' },
  discord: { text: 'x' },
  webhook: { body: '{"id": {{json data.orderId}} }' },
}

describe('a template', () => {
  it('is answered as it was published, with every channel and language', async () => {
    const definition = {
      name: 'Order shipped',
      channels,
      locales: { de: { inApp: { title: 'Bestellung' } } },
    }
    const { status, body } = await publish('order.shipped', definition)
    const now = test.clock.now().toISOString()
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: expect.any(Number),
        slug: 'order.shipped',
        version: 1,
        ...definition,
        createdAt: now,
        updatedAt: now,
      },
    })
    expect((await get('order.shipped')).body).toEqual(body)
  })

  it('is a new version when it says something else, and the same when it does not', async () => {
    const first = await publish('news', titled('One'))
    test.clock.advance(1_000)
    expect(
      (await publish('news', { channels: { inApp: { title: 'One' } }, name: 'Named', locales: null })).body,
    ).toEqual(first.body)
    const second = await publish('news', titled('Two'))
    expect(second.body).toMatchObject({
      id: first.body['id'],
      version: 2,
      createdAt: first.body['createdAt'],
      updatedAt: test.clock.now().toISOString(),
    })
    expect((await publish('news', { ...titled('Two'), name: 'Renamed' })).body).toMatchObject({ version: 3 })
    const versions = async (query: string) =>
      (await test.call('GET', `/v3/templates/news/versions${query}`, test.asApp)).body
    expect(await versions('?limit=2')).toMatchObject({
      data: [{ version: 3 }, { version: 2 }],
      nextCursor: '2',
    })
    expect(await versions('?cursor=2')).toMatchObject({
      data: [{ version: 1, channels: { inApp: { title: 'One' } } }],
      nextCursor: null,
    })
    expect(await get('news')).toMatchObject({ body: { version: 3 } })
  })

  it('gets a version each when several are published at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((n) => publish('race', titled(`Race ${n}`))))
    expect(answers.map(({ body }) => body['version']).sort()).toEqual([1, 2, 3, 4])
  })

  it('is published once by a call that is repeated with its key', async () => {
    const keyed = { ...test.asApp, 'idempotency-key': 'publish-1' }
    const first = await publish('keyed', titled('Keyed'), keyed)
    await publish('keyed', titled('Changed'))
    expect(await publish('keyed', titled('Keyed'), keyed)).toMatchObject({ status: 200, body: first.body })
    expect((await get('keyed')).body).toMatchObject({ version: 2 })
  })

  it('is listed until it is deleted, and comes back with its versions', async () => {
    await publish('listed', titled('Listed'))
    const slugs = async () =>
      (await test.call('GET', '/v3/templates?limit=100', test.asApp)).body.data?.map((one) => one['slug'])
    expect(await slugs()).toContain('listed')
    expect(await remove('listed')).toMatchObject({ status: 200, body: { message: 'Template deleted' } })
    expect(await slugs()).not.toContain('listed')
    for (const gone of [
      remove('listed'),
      get('listed'),
      test.call('GET', '/v3/templates/listed/versions', test.asApp),
    ])
      expect(await gone).toMatchObject({ status: 404, body: { code: 'template_not_found' } })
    expect((await publish('listed', titled('Other'))).body).toMatchObject({ version: 2 })
  })

  it('is listed page by page, each once', async () => {
    for (const n of [1, 2, 3]) await publish(`page-${n}`, titled('x'), test.asOtherApp)
    const seen: unknown[] = []
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page = await test.call('GET', `/v3/templates?limit=2&cursor=${cursor}`, test.asOtherApp)
      seen.push(...(page.body.data ?? []).map((one) => one['slug']))
      cursor = page.body['nextCursor']
    }
    expect(seen).toEqual(['page-1', 'page-2', 'page-3'])
    expect(await test.call('GET', '/v3/templates?limit=101', test.asApp)).toMatchObject({ status: 400 })
  })

  it('belongs to its app', async () => {
    await publish('own', titled('Own'))
    expect((await get('own', test.asOtherApp)).status).toBe(404)
    await publish('own', titled('Theirs'), test.asOtherApp)
    expect((await get('own')).body).toMatchObject({ channels: { inApp: { title: 'Own' } } })
  })

  it('cannot be deleted while a workflow delivers it', async () => {
    await publish('used', titled('Used'))
    const steps = (template: string) => [{ type: 'send', channel: 'inApp', template }]
    const workflow = (identifier: string, template: string) =>
      test.call('PUT', `/v3/workflows/${identifier}`, test.asApp, { name: 'x', steps: steps(template) })
    await workflow('uses-it', 'used')
    await workflow('pins-it', 'used@1')
    expect(await remove('used')).toMatchObject({
      status: 409,
      body: { code: 'in_use', message: expect.stringContaining('pins-it, uses-it') },
    })
    await workflow('uses-it', 'news')
    expect((await remove('used')).status).toBe(409)
    await test.call('DELETE', '/v3/workflows/pins-it', test.asApp)
    expect((await remove('used')).status).toBe(200)
  })
})

describe('a template that cannot be published', () => {
  const inApp = (fields: object) => ({ name: 'x', channels: { inApp: { title: 'x', ...fields } } })
  it.each<[object, string, string]>([
    [{ channels }, 'name', 'must be a string'],
    [{ name: 'x' }, 'channels', 'must be an object'],
    [
      { name: 'x', channels: {} },
      'channels',
      'must have at least one of inApp, email, webPush, mobilePush, sms, whatsapp, slack, chat, discord, webhook',
    ],
    [{ name: 'x', channels: { inApp: { title: 'x' }, fax: {} } }, 'channels', 'must not have fax'],
    [{ name: 'x', channels: { inApp: {} } }, 'channels.inApp.title', 'must be a string'],
    [inApp({ title: '' }), 'channels.inApp.title', 'must have at least 1 character'],
    [inApp({ body: 'x' }), 'channels.inApp', 'must not have body'],
    [
      inApp({ url: 'javascript:{{data.x}}' }),
      'channels.inApp.url',
      'must be a relative link, or one that starts with http:, https:, mailto: or tel:',
    ],
    [
      inApp({ blocks: [{ id: 'a', type: 'button', link: 'data:x' }] }),
      'channels.inApp.blocks[0].link',
      'must be a relative link, or one that starts with http:, https:, mailto: or tel:',
    ],
    [inApp({ blocks: [{ type: 'button' }] }), 'channels.inApp.blocks[0].id', 'must be a string'],
    [{ name: 'x', channels: { email: { subject: 'x' } } }, 'channels.email', 'must have html or text'],
    [{ name: 'x', channels: { sms: { text: '' } } }, 'channels.sms.text', 'must have at least 1 character'],
    [
      { name: 'x', channels: { inApp: { title: 'x' } }, locales: { '?': { inApp: {} } } },
      'locales',
      'must have languages such as de or pt-BR, not ?',
    ],
    [
      { name: 'x', channels: { inApp: { title: 'x' } }, locales: { de: { sms: { text: 'x' } } } },
      'locales.de.sms',
      'must be a channel that channels has too',
    ],
  ])('because of %j names the field', async (body, field, message) => {
    expect(await publish('faulty', body)).toMatchObject({
      status: 400,
      body: { fields: [{ field, message }] },
    })
  })

  it('because its texts do not compile names every one of them', async () => {
    const { status, body } = await publish('faulty', {
      name: 'x',
      channels: {
        inApp: {
          title: '{{data.x',
          message: 'fine {{data.x}}',
          blocks: [{ id: 'a', type: 'b', text: '{{> x}}' }],
        },
        email: { subject: 'x', html: '{{shout data.x}}' },
      },
    })
    expect({ status, fields: body['fields'] }).toEqual({
      status: 400,
      fields: [
        {
          field: 'channels.inApp.title',
          message: expect.stringMatching(/^must be a Handlebars template: Parse error on line 1/),
        },
        { field: 'channels.inApp.blocks[0].text', message: 'must not use partials' },
        {
          field: 'channels.email.html',
          message: expect.stringMatching(/^must not use the helper shout: there are length, /),
        },
      ],
    })
    const locales = { de: { inApp: { message: '{{#if x}}' } } }
    expect(await publish('faulty', { ...titled('x'), locales })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'locales.de.inApp.message' }] },
    })
  })

  it('because all its texts together are too much to compile', async () => {
    const text = '{{a}}'.repeat(1_900)
    const locales = Object.fromEntries(['de', 'fr', 'es'].map((name) => [name, { inApp: { message: text } }]))
    expect(await publish('faulty', { ...titled('x'), locales })).toMatchObject({
      status: 400,
      body: {
        fields: [
          { field: 'locales', message: 'must have at most 5,000 pairs of braces in all texts together' },
        ],
      },
    })
  })

  it.each(['a b', 'a@2', 'a%2Fb', '%20', 'x'.repeat(256)])('because it is called %s', async (slug) => {
    expect(await publish(slug, titled('x'))).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'slug' }] },
    })
  })

  it('is not there afterwards', async () => {
    expect((await get('faulty')).status).toBe(404)
  })
})
