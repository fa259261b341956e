import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer({
    providers: {
      email: ['main', 'spare'].map((name) => ({
        type: 'smtp',
        name,
        url: 'smtp://127.0.0.1:9',
        from: 'a@b.test',
      })),
    },
  })
  await test.call('PUT', '/v3/templates/everywhere', test.asApp, {
    name: 'Everywhere',
    channels: {
      inApp: { title: 'Order {{data.orderId}}' },
      email: { subject: 'Order {{orderId}}', text: 'Hi {{recipient.name}}' },
      sms: { text: '{{data.orderId}}' },
    },
  })
})
afterAll(() => test.close())

const publish = (steps: readonly object[]) =>
  test.call('PUT', '/v3/workflows/steps', test.asApp, { name: 'Steps', steps })
const faults = async (steps: readonly object[]) => {
  const { status, body } = await publish(steps)
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
      'must name a template with texts for slack, chat: everywhere has none',
    ],
    [
      'names a provider that the channel does not have',
      [{ ...branch, else: [{ type: 'send', channel: 'email', template: 'everywhere', provider: 'mian' }] }],
      'steps[0].else[0].provider',
      'must be a provider of email that this server has: main, spare',
    ],
    [
      'names a provider that only one of its channels has',
      [{ type: 'send', channels: ['email', 'sms'], template: 'everywhere', provider: 'main' }],
      'steps[0].provider',
      'must be a provider of sms that this server has: console',
    ],
    [
      'names a provider for the inbox',
      [{ ...inApp, provider: 'main' }],
      'steps[0].provider',
      'must be left out: inApp has no providers',
    ],
    [
      'is smart without a channel',
      [{ ...smart, mandatoryChannels: ['webhook'] }],
      'steps[0].template',
      'must name a template with texts for webhook: everywhere has none',
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
      'must have title, state or archive',
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
    ['has an id that is none', [{ ...inApp, id: '__proto__' }], 'steps[0].id', 'must not be __proto__'],
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
