import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
  const publishTemplate = (slug: string, channels: object, locales: object | null = null) =>
    test.call('PUT', `/v3/templates/${slug}`, test.asApp, { name: slug, channels, locales })
  await publishTemplate('everywhere', {
    email: { subject: 'Order {{orderId}}', text: 'Hi {{recipient.name}}' },
    sms: { text: '{{data.orderId}} {{data.code}}' },
  })
  await publishTemplate('shouted', { inApp: { title: 'x' } }, { de: { inApp: { title: '{{data.laut}}' } } })
})
afterAll(() => test.close())

const publish = (steps: readonly object[], rest: object = {}) =>
  test.call('PUT', '/v3/workflows/steps', test.asApp, { name: 'Steps', steps, ...rest })
const faults = async (steps: readonly object[], rest: object = {}) => {
  const { status, body } = await publish(steps, rest)
  return { status, fields: body['fields'] }
}

const inApp = { type: 'send', channel: 'inApp', template: { title: 'Hello' } }
const branch = { type: 'branch', when: true, then: [inApp] }

describe('a payload that lists all its properties', () => {
  const payload = {
    type: 'object',
    properties: {
      orderId: { type: 'integer' },
      customer: { type: 'object', properties: { name: {} }, additionalProperties: false },
      extra: { type: 'object' },
      items: { type: 'array', items: { type: 'object' } },
    },
    additionalProperties: false,
  }
  const text = (title: string) => [{ ...inApp, template: { title } }]

  it.each([
    '{{data.orderId}} {{orderId}} {{recipient.anything}} {{$actor.x}} {{batch.total}} {{steps.x.y}}',
    '{{data.customer.name}} {{customer.name}} {{data.extra.anything}} {{data.orderId.x}}',
    '{{#each data.items}}{{anything}}{{@index}}{{../orderId}}{{/each}} {{data.items.length}} {{items.[0].sku}}',
    '{{#with data.extra}}{{anything}}{{/with}} {{#each items as |item|}}{{item.sku}}{{/each}}',
    '{{#if (eq orderId 1)}}{{default data.extra.x "y"}}{{/if}} {{length data.items}} {{json data}}',
  ])('lets %s be published', async (title) => {
    expect((await publish(text(title), { payload })).status).toBe(200)
  })

  it.each([
    ['{{data.orderid}}', 'data.orderid'],
    ['{{orderid}}', 'orderid'],
    ['{{data.customer.mail}}', 'data.customer.mail'],
    ['{{customer.mail}}', 'customer.mail'],
    ['{{#if nobody}}x{{/if}}', 'nobody'],
    ['{{#each data.rows}}{{x}}{{/each}}', 'data.rows'],
    ['{{#each items}}{{../nobody}}{{/each}}', 'nobody'],
    ['{{#each items}}{{x}}{{else}}{{nobody}}{{/each}}', 'nobody'],
    ['{{#each items}}{{@root.data.nobody}}{{/each}}', 'data.nobody'],
    ['{{default (lookup data.rows 1) "x"}}', 'data.rows'],
    ['{{date data.at style="short" timeZone=zone}}', 'data.at'],
  ])('refuses %s', async (title, path) => {
    const { status, fields } = await faults(text(title), { payload })
    expect(status).toBe(400)
    expect(fields).toContainEqual({
      field: 'steps[0].template.title',
      message: `uses ${path}, which payload does not have`,
    })
  })

  it('holds templates that are named to it, in the channels that are used, in every language', async () => {
    const send = (template: string, channel: string) => [
      { ...branch, then: [{ ...inApp, channel, template }] },
    ]
    expect((await publish(send('everywhere', 'email'), { payload })).status).toBe(200)
    expect(await faults(send('everywhere', 'sms'), { payload })).toEqual({
      status: 400,
      fields: [
        { field: 'steps[0].then[0].template', message: 'uses data.code, which payload does not have' },
      ],
    })
    expect((await faults(send('shouted', 'inApp'), { payload })).fields).toEqual([
      { field: 'steps[0].then[0].template', message: 'uses data.laut, which payload does not have' },
    ])
  })

  it('says nothing of what it leaves open', async () => {
    const open = { ...payload, additionalProperties: undefined }
    const anyOf = { ...payload, anyOf: [{ required: ['orderId'] }] }
    for (const other of [open, anyOf, { ...payload, patternProperties: { '^x': {} } }])
      expect((await publish(text('{{data.nobody}}'), { payload: other })).status).toBe(200)
  })
})
