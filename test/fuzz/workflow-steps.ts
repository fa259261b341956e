import fc from 'fast-check'
import { eventName, templateSlug } from './names.js'

const soon = fc.constantFrom('1s', 1, '2s', '{{data.amount}}s')
const key = fc.constantFrom('{{data.plan}}', '{{recipient.identifier}}', 'all')
const logic = fc.constantFrom<unknown>(
  true,
  { '==': [{ var: 'data.plan' }, 'pro'] },
  { '>': [{ var: 'batch.total' }, 1] },
  { '!': [{ var: 'steps.asked.status' }] },
)
const outside = fc.constantFrom('email', 'sms', 'webhook', 'slack', 'discord')
const several = fc.uniqueArray(outside, { minLength: 1, maxLength: 3 })
const type = <Type extends string>(name: Type): fc.Arbitrary<Type> => fc.constant(name)

const send = fc.oneof(
  fc.record({ type: type('send'), channel: type('inApp'), template: templateSlug }),
  fc.record({ type: type('send'), channels: several, template: templateSlug }),
  fc.record({
    type: type('send'),
    channel: outside,
    template: templateSlug,
    onlyIf: fc.record({ when: logic }),
  }),
  fc.constantFrom(
    { type: 'send', channel: 'inApp', template: { title: '{{json data}}' } },
    { type: 'send', channel: 'sms', template: { text: '{{batch.total}} new' } },
    { type: 'send', channel: 'webhook', template: { body: '{{json data}}' } },
  ),
)
const delay = fc.oneof(
  fc.record({ type: type('delay'), for: fc.oneof(soon, fc.constant('2d3h')) }),
  fc.record({ type: type('delay'), until: fc.constant('2020-01-01T00:00:00Z') }),
)
const batch = fc.record(
  {
    type: type('batch'),
    for: soon,
    key,
    max: fc.integer({ min: 1, max: 3 }),
    window: fc.constantFrom('fixed', 'sliding'),
  },
  { requiredKeys: ['type', 'for'] },
)
const throttle = fc.record(
  { type: type('throttle'), limit: fc.integer({ min: 1, max: 5 }), per: fc.constantFrom('1s', '1d'), key },
  { requiredKeys: ['type', 'limit', 'per'] },
)
const waitFor = fc.record(
  { type: type('waitFor'), event: eventName, timeout: soon, match: logic },
  { requiredKeys: ['type', 'event', 'timeout'] },
)
/** Refused before a connection is made: nobody is called. */
const asking = fc.record({
  type: type('fetch'),
  method: fc.constantFrom('GET', 'DELETE'),
  url: fc.constantFrom('http://127.0.0.1/plans/{{data.plan}}', 'http://[::1]/'),
  saveAs: type('asked'),
})
const smart = fc.record({
  type: type('smart'),
  template: templateSlug,
  channels: several.map((channels) => ['inApp', ...channels]),
  success: fc.constantFrom('delivered', 'seen', 'interaction'),
  timeToLive: fc.constantFrom('2s', '1d'),
})
const plain = fc.oneof(
  { weight: 5, arbitrary: send },
  ...[delay, batch, throttle, waitFor, smart].map((arbitrary) => ({ weight: 1, arbitrary })),
)
const branch = fc.record(
  {
    type: type('branch'),
    when: logic,
    then: fc.array(plain, { minLength: 1, maxLength: 2 }),
    else: fc.array(plain, { maxLength: 2 }),
  },
  { requiredKeys: ['type', 'when', 'then'] },
)

/** An item that changes later: its step has an id. */
const changing = [
  { type: 'send', id: 'item', channel: 'inApp', template: { title: 'At work' } },
  { type: 'delay', for: '1s' },
  { type: 'update', step: 'item', title: 'Done', state: 'done' },
  {
    type: 'send',
    channel: 'email',
    template: { subject: 'Seen?', text: 'x' },
    onlyIf: { step: 'item', is: 'unseen' },
  },
]

/** Steps of a workflow, of every kind. */
export const steps: fc.Arbitrary<object[]> = fc
  .record({
    first: fc.constantFrom([], [], [], changing),
    asking: fc.oneof(fc.constant([]), fc.tuple(asking)),
    rest: fc.array(fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: branch }), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map((parts) => [...parts.first, ...parts.asking, ...parts.rest])
