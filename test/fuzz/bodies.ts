import fc from 'fast-check'
import { addressesOn } from './addresses.js'
import { known } from './known.js'
import {
  cancellationKey,
  categoryName,
  channel,
  eventName,
  ownData,
  ownValue,
  templateSlug,
  tenantName,
  text,
  topicName,
  userName,
  workflowName,
} from './names.js'
import { quietHours } from './quiet-hours.js'
import { steps } from './workflow-steps.js'

/** Bodies with rules between their fields, which a JSON schema does not say. Each is one that the server may take. */

const link = fc.constantFrom('/orders/77', 'https://shop.test/o/77?x=ü#y', 'mailto:ann@shop.test')
const phoneNumber = fc.constantFrom('+4930123456', '+16502530000')
const email = text(1, 20).map((name) => `${name.replaceAll(/\p{Cc}/gu, '')}@shop.test`)
const template = fc.constantFrom(
  'Order {{data.plan}} for {{recipient.identifier}}',
  'Hi {{default recipient.firstName "there"}}',
  '{{#if (eq plan "pro")}}Pro{{else}}{{plural data.amount one="one" other="many"}}{{/if}}',
  '{{json data}}',
  'Plain',
)

const words = {
  message: fc.option(text(0, 200)),
  icon: fc.option(link),
  url: fc.option(link),
}
/** Few, so that answers meet their blocks. */
const blockId = fc.oneof(fc.constantFrom('yes', 'why', 'stars'), text(1, 20))
const block = fc.record(
  {
    id: blockId,
    type: fc.constantFrom('button', 'image', 'textarea', 'input', 'rating'),
    text: text(0, 40),
    link,
    externalLink: fc.boolean(),
    state: text(1, 64),
    event: text(1, 40),
    placeholder: text(0, 40),
    max: fc.integer({ min: 2, max: 10 }),
    maxLength: fc.integer({ min: 1, max: 4000 }),
  },
  { requiredKeys: ['id', 'type'] },
)
const state = fc.option(text(0, 20))
const answer = fc.record({
  block: blockId,
  value: fc.oneof(fc.constant(null), text(1, 20), fc.integer({ min: 1, max: 5 })),
})
const stated = fc.oneof(fc.record({ state }), fc.record({ answer }), fc.record({ state, answer }))

const literal = fc.record(
  {
    title: text(1, 100),
    ...words,
    blocks: fc.array(block, { maxLength: 3 }),
    data: ownData,
    category: categoryName,
  },
  { requiredKeys: ['title'] },
)
const byTemplate = fc.oneof(
  fc.record({ templateIdentifier: templateSlug }),
  fc.record({ templateIdentifier: templateSlug.map((slug) => `${slug}@1`) }),
  fc.record({ templateId: known('templates') }),
)
const byWorkflow = fc.record({
  workflow: fc.record({ identifier: workflowName, cancellationKey }, { requiredKeys: ['identifier'] }),
})

const inlineUser = fc
  .tuple(ownData, fc.record({ identifier: userName, phoneNumber, email }, { requiredKeys: ['identifier'] }))
  .map(([profile, user]) => ({ ...profile, ...user }))
const recipients = fc.array(
  fc.oneof({ weight: 5, arbitrary: userName }, { weight: 1, arbitrary: inlineUser }),
  {
    minLength: 1,
    maxLength: 4,
  },
)
const topics = fc.array(topicName, { minLength: 1, maxLength: 2 })
const sendTo = fc.oneof(
  { weight: 12, arbitrary: fc.record({ recipients }) },
  { weight: 3, arbitrary: fc.record({ recipients, topics }, { requiredKeys: ['topics'] }) },
  { weight: 1, arbitrary: fc.constant({ everyone: true }) },
)

const send = fc.record(
  {
    notification: fc.oneof(
      { weight: 2, arbitrary: literal },
      { weight: 1, arbitrary: byTemplate },
      { weight: 1, arbitrary: byWorkflow },
    ),
    sendTo,
    category: categoryName,
    actor: userName,
    tenant: tenantName,
    data: ownData,
    sendAt: fc.constantFrom('2020-02-29T23:59:59Z', '2020-01-01T00:00:00.123+02:00'),
    override: fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ channels: fc.array(channel, { maxLength: 3 }) }) },
    ),
  },
  { requiredKeys: ['notification', 'sendTo'] },
)

const inApp = fc.record(
  { title: template, message: fc.option(template), url: fc.option(link) },
  { requiredKeys: ['title'] },
)
const oneText = fc.record({ text: template })
const templateDefinition = fc.record(
  {
    name: text(1, 40),
    channels: fc.record(
      {
        inApp,
        email: fc.record({ subject: template, html: template }),
        sms: oneText,
        slack: oneText,
        discord: oneText,
        // In all of them: it is the one channel whose messages fail, to be replayed.
        webhook: fc.record({ body: template }),
      },
      { requiredKeys: ['inApp', 'webhook'] },
    ),
    locales: fc.dictionary(fc.constantFrom('de', 'pt-BR'), fc.record({ inApp }), { maxKeys: 2 }),
  },
  { requiredKeys: ['name', 'channels'] },
)

const workflowDefinition = fc.record(
  {
    name: text(1, 40),
    category: categoryName,
    payload: fc.constantFrom({ type: 'object' }, { properties: { plan: { type: 'string' } } }, null),
    steps,
  },
  { requiredKeys: ['name', 'steps'] },
)

/** Somebody who is there, or is made up. */
const somebody = (name: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 1, arbitrary: name }, { weight: 3, arbitrary: ownData })
const variables = {
  channels: fc.uniqueArray(channel, { minLength: 1, maxLength: 3 }),
  language: fc.constantFrom('de', 'pt-BR', 'xx'),
  data: ownData,
  recipient: somebody(userName),
  actor: somebody(userName),
  tenant: somebody(tenantName),
  batch: fc.array(ownData, { maxLength: 3 }),
  steps: ownData,
}
const event = fc.record({ event: eventName, recipient: userName, data: ownData }, { requiredKeys: ['event'] })
/** Mostly on, or there would be nothing in anybody's inbox. */
const isOn = fc.constantFrom(true, true, true, true, false)
const switches = fc.dictionary(channel, isOn, { maxKeys: 2 })
const channels = fc.array(fc.record({ channel, enabled: isOn }), { maxLength: 3 })

const tenantDefinition = fc.record(
  {
    name: text(1, 40),
    properties: ownData,
    preferences: fc.record(
      {
        categories: fc.dictionary(categoryName, switches, { maxKeys: 2 }),
        channels: switches,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['name'] },
)

const cancel = fc.record(
  {
    cancellationKey,
    cancelFor: fc.record({ recipients: fc.array(userName, { minLength: 1, maxLength: 3 }) }),
  },
  { requiredKeys: ['cancellationKey'] },
)

const profile = fc
  .tuple(ownData, fc.record({ phoneNumber, email, firstName: text(0, 40) }, { requiredKeys: [] }))
  .map(([own, special]) => ({ ...own, ...special }))
const pointer = fc.constantFrom('/plan', '/team', '/amount', '/list', '/list/-', '/list/0', '')
const patch = fc.array(
  fc.oneof(
    fc.record({ op: fc.constant('add'), path: pointer.filter((path) => path !== ''), value: ownValue }),
    fc.record({ op: fc.constant('remove'), path: pointer.filter((path) => path !== '') }),
    fc.record({
      op: fc.constantFrom('replace', 'test'),
      path: pointer.filter((path) => path !== ''),
      value: ownValue,
    }),
    fc.record({ op: fc.constantFrom('move', 'copy'), from: pointer, path: pointer }),
  ),
  { maxLength: 3 },
)

const preferences = fc.record({
  preference: fc.array(
    fc.record({
      categoryId: known('categories'),
      channels: fc.array(fc.record({ channel, enabled: fc.constantFrom(true, false, 0, 1) }), {
        maxLength: 3,
      }),
    }),
    { maxLength: 2 },
  ),
})

const dayMs = 86_400_000
/** The one time that has to be ahead: a run that is repeated says another. */
const until = fc
  .integer({ min: 1, max: 360 })
  .map((days) => new Date(Date.now() + days * dayMs).toISOString())

const operationId = fc.uuid()
const operation = fc.oneof(
  fc.record({
    operationId,
    verb: fc.constantFrom(
      ...(['seen', 'unseen', 'read', 'unread', 'archive', 'unarchive', 'unsnooze'] as const),
      ...(['pin', 'unpin', 'delete', 'restore'] as const),
    ),
    id: known('notifications'),
  }),
  fc.record({ operationId, verb: fc.constant('snooze'), id: known('notifications'), until }),
  fc
    .tuple(fc.record({ operationId, verb: fc.constant('state'), id: known('notifications') }), stated)
    .map(([base, said]) => ({ ...base, ...said })),
  fc.record({
    operationId,
    verb: fc.constantFrom('seenAll', 'readAll', 'archiveAll', 'deleteAll'),
    throughSeq: known('seq'),
  }),
)

const subscription = fc.record(
  {
    endpoint: fc.constantFrom('https://push.example.test/send/abc', 'https://push.example.test/send/def'),
    expirationTime: fc.constant(null),
    keys: fc.constant({
      p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
      auth: 'tBHItJI5svbpez7KI4CCXg',
    }),
  },
  { requiredKeys: ['endpoint', 'keys'] },
)

/** Nobody is called there; what is not told yet when an app names another webhook has failed. */
const webhooks = fc.uniqueArray(
  fc.record(
    {
      url: fc.constantFrom('http://127.0.0.1/told', 'http://[::1]/told', 'https://10.0.0.1/told?x=1'),
      secret: text(16, 24),
      events: fc.constantFrom(['delivery.failed'], ['delivery.sent', 'delivery.held']),
    },
    { requiredKeys: ['url'] },
  ),
  { maxLength: 2, selector: ({ url }) => url },
)

/** Open mode stays on, so that the other half of the requests goes on being let in. */
const appChanges = fc.record(
  {
    name: text(1, 40),
    channels: fc.uniqueArray(channel, { maxLength: 4 }),
    hideBranding: fc.boolean(),
    language: fc.constantFrom('de', 'pt-BR', null),
    webhooks: fc.option(webhooks, { freq: 4 }),
  },
  { requiredKeys: [] },
)

/** Some depend on what the path says. */
type BodyOf = fc.Arbitrary<unknown> | ((params: Record<string, unknown>) => fc.Arbitrary<unknown>)

export const bodies: Readonly<Record<string, BodyOf>> = {
  'POST /v3/notifications': send,
  'POST /v3/notifications/batch': fc.record({
    operations: fc.array(operation, { minLength: 1, maxLength: 6 }),
  }),
  'POST /v3/notifications/{id}/snooze': fc.record({ until }),
  'PUT /v3/notifications/{id}/state': stated,
  'PUT /v3/users/{identifier}': profile,
  'PUT /v3/profile': profile,
  'PATCH /v3/profile': fc.oneof(profile, patch),
  'PATCH /v3/preferences': preferences,
  'PATCH /v3/users/{identifier}/preferences': preferences,
  'PATCH /v3/preferences/channels': fc.record({ channels }),
  'PATCH /v3/users/{identifier}/preferences/channels': fc.record({ channels }),
  'PUT /v3/preferences/quiet-hours': quietHours,
  'PUT /v3/users/{identifier}/preferences/quiet-hours': quietHours,
  'PATCH /v3/preferences/page': fc.record({ quietHours, channels }, { requiredKeys: [] }),
  'PATCH /v3/preference-page': fc.record({ quietHours, channels }, { requiredKeys: [] }),
  'PUT /v3/users/{identifier}/channels/{channel}': addressesOn,
  'PUT /v3/tenants/{identifier}': tenantDefinition,
  'PUT /v3/templates/{slug}': templateDefinition,
  'POST /v3/templates/{slug}/preview': fc.record(variables, { requiredKeys: [] }),
  'POST /v3/templates/preview': fc.record(
    { template: templateDefinition, ...variables },
    { requiredKeys: ['template'] },
  ),
  'POST /v3/events': event,
  'PUT /v3/workflows/{identifier}': workflowDefinition,
  'PATCH /v3/workflows/{identifier}/cancel-run': cancel,
  'POST /v3/devices/{deviceId}/webPushSubscription': subscription,
  'PATCH /v3/app': appChanges,
}
