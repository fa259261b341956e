import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
  const publishTemplate = (slug: string, channels: object, locales: object | null = null) =>
    test.call('PUT', `/v3/templates/${slug}`, test.asApp, { name: slug, channels, locales })
  await publishTemplate('everywhere', {
    inApp: { title: 'Order {{data.orderId}}' },
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
const isPro = { '==': [{ var: 'data.plan' }, 'pro'] }
const branch = { type: 'branch', when: isPro, then: [inApp] }
const call = { type: 'fetch', method: 'GET', url: 'https://api.test/x', saveAs: 'found' }
const smart = { type: 'smart', template: 'everywhere', channels: ['inApp', 'email'], timeToLive: '2h' }

describe('a workflow of every kind of step', () => {
  it('is answered as it was published', async () => {
    const steps = [
      { type: 'throttle', id: 'once', limit: 3, per: '1d', key: '{{data.orderId}}' },
      {
        type: 'batch',
        id: 'digest',
        for: '1h',
        key: '{{data.x}}',
        max: 50,
        window: 'sliding',
        maxWait: '4h',
      },
      { type: 'batch', for: 60 },
      { ...call, id: 'lookup', headers: { Authorization: 'Bearer {{data.token}}', 'X-a': 'b' } },
      { ...call, method: 'POST', url: '{{data.base}}/x', body: '{{json data}}', saveAs: 'posted' },
      {
        type: 'branch',
        id: 'plan',
        when: { and: [isPro, { '>': [{ var: 'steps.found.body.seats' }, 1] }] },
        then: [
          {
            ...inApp,
            id: 'first',
            channel: undefined,
            channels: ['inApp', 'email'],
            template: 'everywhere@1',
          },
          {
            type: 'waitFor',
            id: 'paid',
            event: 'order.paid',
            timeout: '3d',
            match: { '==': [{ var: 'event.data.id' }, 1] },
          },
          {
            type: 'branch',
            when: true,
            then: [
              { type: 'delay', for: 5 },
              { type: 'batch', for: 5 },
            ],
            else: [],
          },
        ],
        else: [
          {
            type: 'send',
            channel: 'email',
            template: { subject: 'x', html: '<p>{{data.x}}</p>' },
            provider: 'main',
          },
          { type: 'send', channel: 'webhook', template: { body: '{{json data}}' }, onlyIf: { when: false } },
        ],
      },
      { type: 'send', channel: 'sms', template: 'everywhere', onlyIf: { step: 'first', is: 'unseen' } },
      { ...smart, id: 'urge', success: 'interaction', mandatoryChannels: ['sms'] },
      { type: 'update', step: 'first', title: 'Order {{data.orderId}} is paid', state: 'paid' },
      { type: 'update', step: 'urge', state: 'done' },
    ]
    const { status, body } = await publish(steps)
    expect({ status, steps: body['steps'] }).toEqual({
      status: 200,
      steps: JSON.parse(JSON.stringify(steps)),
    })
  })
})

describe('a step that cannot be published', () => {
  const sliding = { type: 'batch', for: '1h', window: 'sliding' }
  const nested = (depth: number): object =>
    depth === 0 ? inApp : { type: 'branch', when: true, then: [nested(depth - 1)] }

  it.each<[string, object[], string, string]>([
    [
      'asks for two channels of its own texts',
      [{ ...inApp, channel: undefined, channels: ['inApp', 'sms'] }],
      'steps[0].template',
      'must name a template: texts of a step’s own are for one channel',
    ],
    [
      'asks for a channel twice',
      [{ ...inApp, channel: undefined, channels: ['sms', 'sms'], template: 'everywhere' }],
      'steps[0].channels',
      'must name each channel once',
    ],
    [
      'has texts of another channel',
      [branch, { ...branch, then: [{ ...inApp, channel: 'sms', template: {} }] }],
      'steps[1].then[0].template.text',
      'must be a string',
    ],
    [
      'is an e-mail of nothing',
      [{ type: 'send', channel: 'email', template: { subject: 'x' } }],
      'steps[0].template',
      'must have html or text',
    ],
    [
      'has a text that does not compile',
      [{ ...branch, else: [{ type: 'send', channel: 'sms', template: { text: '{{#if x}}' } }] }],
      'steps[0].else[0].template.text',
      'must be a Handlebars template',
    ],
    [
      'has a header that does not compile',
      [{ ...call, headers: { a: '{{shout x}}' } }],
      'steps[0].headers.a',
      'must not use the helper shout',
    ],
    [
      'asks for a channel that its template does not have',
      [
        {
          ...branch,
          then: [
            { ...inApp, channel: undefined, channels: ['slack', 'sms', 'chat'], template: 'everywhere' },
          ],
        },
      ],
      'steps[0].then[0].template',
      'must name a template for slack, chat',
    ],
    [
      'is smart without a channel',
      [{ ...smart, mandatoryChannels: ['webhook'] }],
      'steps[0].template',
      'must name a template for webhook',
    ],
    [
      'is smart with texts',
      [{ ...smart, template: { title: 'x' } }],
      'steps[0].template',
      'must be a string',
    ],
    [
      'is smart in no channel',
      [{ ...smart, channels: [] }],
      'steps[0].channels',
      'must have at least 1 entry',
    ],
    [
      'is smart twice in a channel',
      [{ ...smart, channels: ['sms', 'sms'] }],
      'steps[0].channels',
      'must name each channel once',
    ],
    [
      'is smart by an unknown success',
      [{ ...smart, success: 'opened' }],
      'steps[0].success',
      'must be one of delivered, seen, interaction',
    ],
    [
      'lives for ever',
      [{ ...smart, timeToLive: '2y' }],
      'steps[0].timeToLive',
      'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
    ],
    [
      'asks about a step that there is not',
      [inApp, { ...inApp, onlyIf: { step: 'first', is: 'seen' } }],
      'steps[1].onlyIf.step',
      'must be the id of an earlier step that sends to inApp',
    ],
    [
      'asks about itself',
      [{ ...inApp, id: 'me', onlyIf: { step: 'me', is: 'seen' } }],
      'steps[0].onlyIf.step',
      'must be the id of an earlier step that sends to inApp',
    ],
    [
      'asks about a step that sends elsewhere',
      [
        { type: 'send', id: 'mail', channel: 'email', template: 'everywhere' },
        { type: 'update', step: 'mail', title: 'x' },
      ],
      'steps[1].step',
      'must be the id of an earlier step that sends to inApp',
    ],
    [
      'asks about the other side of its branch',
      [{ ...branch, then: [{ ...inApp, id: 'a' }], else: [{ type: 'update', step: 'a', state: 'x' }] }],
      'steps[0].else[0].step',
      'must be the id of an earlier step that sends to inApp',
    ],
    [
      'asks for an unknown state',
      [
        { ...inApp, id: 'a' },
        { ...inApp, onlyIf: { step: 'a', is: 'clicked' } },
      ],
      'steps[1].onlyIf.is',
      'must be one of unseen, seen, unread, read',
    ],
    [
      'changes nothing',
      [
        { ...inApp, id: 'a' },
        { type: 'update', step: 'a' },
      ],
      'steps[1]',
      'must have title or state',
    ],
    [
      'has the id of one in a branch',
      [
        { ...branch, then: [{ ...inApp, id: 'a' }] },
        { ...inApp, id: 'a' },
      ],
      'steps[1].id',
      'must not be that of steps[0].then[0]',
    ],
    [
      'saves where another did',
      [call, { ...call, id: 'b' }],
      'steps[1].saveAs',
      'must not be that of steps[0]',
    ],
    [
      'saves where another waited',
      [{ type: 'waitFor', id: 'found', event: 'x', timeout: 5 }, call],
      'steps[1].saveAs',
      'must not be that of steps[0]',
    ],
    [
      'saves under no name',
      [{ ...call, saveAs: 'a b' }],
      'steps[0].saveAs',
      'must be a name of letters, digits and _, at most 64, that begins with a letter',
    ],
    ['has an id that is none', [{ ...inApp, id: '__proto__' }], 'steps[0].id', 'must not be __proto__'],
    [
      'is called from afar',
      [{ ...call, url: 'ftp://x' }],
      'steps[0].url',
      'must be an http: or https: address',
    ],
    [
      'has a relative address',
      [{ ...call, url: '/x/{{data.a}}' }],
      'steps[0].url',
      'must be an http: or https: address',
    ],
    [
      'has half an address',
      [{ ...call, url: 'https://' }],
      'steps[0].url',
      'must be an http: or https: address',
    ],
    [
      'fetches by no method',
      [{ ...call, method: 'HEAD' }],
      'steps[0].method',
      'must be one of GET, POST, PUT, PATCH, DELETE',
    ],
    ['gets with a body', [{ ...call, body: 'x' }], 'steps[0].body', 'must be left out: GET has none'],
    [
      'has a header with a space',
      [{ ...call, headers: { 'a b': 'x' } }],
      'steps[0].headers',
      'must have names of headers, not a b',
    ],
    ['sets the host', [{ ...call, headers: { Host: 'x' } }], 'steps[0].headers', 'must not set Host'],
    [
      'has a header of two lines',
      [{ ...call, headers: { a: 'x\ny' } }],
      'steps[0].headers',
      'must have values in one line: a has several',
    ],
    [
      'waits longer than it may',
      [{ ...sliding, maxWait: '1h' }],
      'steps[0].maxWait',
      'must be longer than for',
    ],
    [
      'waits at most, without sliding',
      [{ type: 'batch', for: 5, maxWait: 6 }],
      'steps[0].maxWait',
      'must be left out: only a batch with the window sliding has one',
    ],
    ['collects nothing', [{ type: 'batch', for: 5, max: 0 }], 'steps[0].max', 'must be at least 1'],
    ['collects too much', [{ type: 'batch', for: 5, max: 1_001 }], 'steps[0].max', 'must be at most 1000'],
    ['collects half', [{ type: 'batch', for: 5, max: 1.5 }], 'steps[0].max', 'must be an integer'],
    [
      'lets nobody through',
      [{ type: 'throttle', limit: 0, per: '1d' }],
      'steps[0].limit',
      'must be at least 1',
    ],
    [
      'counts by no span',
      [{ type: 'throttle', limit: 1, per: 'day' }],
      'steps[0].per',
      'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
    ],
    [
      'waits for nothing',
      [{ type: 'waitFor', event: '', timeout: 5 }],
      'steps[0].event',
      'must have at least 1 character',
    ],
    [
      'decides by no rule',
      [{ ...branch, when: { is: [1, 1] } }],
      'steps[0].when',
      'must not use is (at is): there are var,',
    ],
    ['decides by nothing', [{ ...branch, when: null }], 'steps[0].when', 'must be a boolean or an object'],
    [
      'matches by no rule',
      [{ type: 'waitFor', event: 'x', timeout: 5, match: { and: [{ nor: 1 }] } }],
      'steps[0].match',
      'must not use nor (at and[0].nor)',
    ],
    ['branches into nothing', [{ ...branch, then: [] }], 'steps[0].then', 'must have at least 1 entry'],
    [
      'is past a year, in a branch',
      [{ ...branch, then: [{ type: 'delay', until: '2990-01-01T00:00:00Z' }] }],
      'steps[0].then[0].until',
      'must be at most a year ahead',
    ],
    [
      'is in eleven branches',
      [nested(11)],
      `steps[0]${'.then[0]'.repeat(11)}`,
      'must not be inside of more than 10 branches',
    ],
    [
      'is one of more than a hundred, with those in branches',
      [
        inApp,
        {
          ...branch,
          then: Array.from({ length: 60 }, () => inApp),
          else: Array.from({ length: 39 }, () => inApp),
        },
      ],
      'steps',
      'must have at most 100 entries, branches included',
    ],
  ])('because it %s names the field', async (_, steps, field, message) => {
    expect(await faults(steps)).toEqual({
      status: 400,
      fields: [{ field, message: expect.stringContaining(message) }],
    })
  })

  it('has every field of its texts looked at', async () => {
    expect(await faults([{ ...inApp, channel: 'sms' }])).toEqual({
      status: 400,
      fields: [
        { field: 'steps[0].template.text', message: 'must be a string' },
        { field: 'steps[0].template', message: 'must not have title' },
      ],
    })
  })

  it('names every fault of the whole', async () => {
    const steps = [
      { ...inApp, id: 'a' },
      {
        ...branch,
        then: [
          { ...inApp, id: 'a' },
          { type: 'update', step: 'b', title: 'x' },
        ],
      },
      call,
      call,
    ]
    expect((await faults(steps)).fields).toMatchObject([
      { field: 'steps[1].then[0].id' },
      { field: 'steps[3].saveAs' },
      { field: 'steps[1].then[1].step' },
    ])
  })

  it('is in no more branches, and no more steps, than just fit', async () => {
    const then = Array.from({ length: 98 }, () => inApp)
    expect((await publish([inApp, { ...branch, then }])).status).toBe(200)
    expect((await publish([nested(10)])).status).toBe(200)
  })
})

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

describe('a template that only a branch or a smart step delivers', () => {
  it('cannot be deleted', async () => {
    for (const slug of ['in-branch', 'in-smart', 'in-texts'])
      await test.call('PUT', `/v3/templates/${slug}`, test.asApp, {
        name: slug,
        channels: { inApp: { title: 'x' } },
      })
    const remove = async (slug: string) =>
      (await test.call('DELETE', `/v3/templates/${slug}`, test.asApp)).status
    const steps = [
      { ...branch, then: [inApp], else: [{ ...branch, then: [{ ...inApp, template: 'in-branch@1' }] }] },
      { ...smart, template: 'in-smart', channels: ['inApp'] },
      { ...inApp, template: { title: 'in-texts' } },
    ]
    expect((await publish(steps)).status).toBe(200)
    expect(await remove('in-branch')).toBe(409)
    expect(await remove('in-smart')).toBe(409)
    expect(await remove('in-texts')).toBe(200)
    await publish([inApp])
    expect(await remove('in-branch')).toBe(200)
    expect(await remove('in-smart')).toBe(200)
  })
})
