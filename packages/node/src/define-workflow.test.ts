import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { DelayStep, PayloadOf, Step, TriggerRecord, WorkflowDefinition } from './index.js'
import { defineWorkflow, Inboxkit, WorkflowTrigger } from './index.js'
import { openReceiver } from './testing/receiver.js'

const order = z.object({
  orderId: z.string(),
  total: z.number().optional(),
  items: z.array(z.object({ name: z.string(), 'unit price': z.number() })),
  address: z.object({ city: z.string() }).optional(),
})

const orderShipped = defineWorkflow({
  identifier: 'order-shipped',
  category: 'orders',
  payload: order,
  steps: ({ data, recipient, actor, tenant, batch, steps, event }) => [
    { type: 'batch', for: '10m', key: `${data.orderId}`, max: 20 },
    {
      type: 'branch',
      when: { and: [{ '>': [data.total, 100] }, { '==': [recipient.plan, 'pro'] }] },
      then: [{ type: 'throttle', limit: 3, per: '1d' }],
      else: [{ type: 'delay', for: 60 }],
    },
    {
      type: 'send',
      id: 'told',
      channel: 'inApp',
      template: {
        title: `${recipient.firstName}: ${batch.total} parcels to ${data.address.city}`,
        message: `${data.items[0]?.name} for ${data.items[0]?.['unit price']}, says ${actor.identifier} of ${tenant.name}`,
      },
    },
    {
      type: 'waitFor',
      event: 'parcel.taken',
      timeout: '2d',
      match: { '==': [event.data?.orderId, data.orderId] },
    },
    { type: 'fetch', method: 'GET', url: `https://shop.test/${data.orderId}`, saveAs: 'order' },
    {
      type: 'send',
      channels: ['email', 'sms'],
      template: 'order-shipped',
      onlyIf: { when: { '!': steps.order?.body?.taken } },
    },
    { type: 'send', channel: 'webPush', template: 'order-shipped', onlyIf: { step: 'told', is: 'unseen' } },
    { type: 'smart', template: 'order-shipped', channels: ['inApp', 'sms'], timeToLive: '1h' },
    { type: 'update', step: 'told', title: 'Taken' },
  ],
})

describe('a defined workflow', () => {
  it('can say where its recipient chooses what to get', () => {
    const { steps } = defineWorkflow({
      identifier: 'weekly',
      steps: ({ preferencesUrl, unsubscribeUrl }) => [
        {
          type: 'send',
          channel: 'email',
          template: { subject: 'Your week', text: `${preferencesUrl} ${unsubscribeUrl}` },
        },
      ],
    })
    expect(steps[0]).toMatchObject({ template: { text: '{{preferencesUrl}} {{unsubscribeUrl}}' } })
  })

  it('is what the server takes, with the schema as JSON Schema and the values as variables', () => {
    const { payload, ...rest } = orderShipped
    expect(rest).toEqual({
      identifier: 'order-shipped',
      name: 'order-shipped',
      category: 'orders',
      steps: [
        { type: 'batch', for: '10m', key: '{{data.orderId}}', max: 20 },
        {
          type: 'branch',
          when: {
            and: [{ '>': [{ var: 'data.total' }, 100] }, { '==': [{ var: 'recipient.plan' }, 'pro'] }],
          },
          then: [{ type: 'throttle', limit: 3, per: '1d' }],
          else: [{ type: 'delay', for: 60 }],
        },
        {
          type: 'send',
          id: 'told',
          channel: 'inApp',
          template: {
            title: '{{recipient.firstName}}: {{batch.total}} parcels to {{data.address.city}}',
            message:
              '{{data.items.[0].name}} for {{data.items.[0].[unit price]}}, says {{actor.identifier}} of {{tenant.name}}',
          },
        },
        {
          type: 'waitFor',
          event: 'parcel.taken',
          timeout: '2d',
          match: { '==': [{ var: 'event.data.orderId' }, { var: 'data.orderId' }] },
        },
        { type: 'fetch', method: 'GET', url: 'https://shop.test/{{data.orderId}}', saveAs: 'order' },
        {
          type: 'send',
          channels: ['email', 'sms'],
          template: 'order-shipped',
          onlyIf: { when: { '!': { var: 'steps.order.body.taken' } } },
        },
        {
          type: 'send',
          channel: 'webPush',
          template: 'order-shipped',
          onlyIf: { step: 'told', is: 'unseen' },
        },
        { type: 'smart', template: 'order-shipped', channels: ['inApp', 'sms'], timeToLive: '1h' },
        { type: 'update', step: 'told', title: 'Taken' },
      ],
    })
    expect(payload).toMatchObject({
      type: 'object',
      required: ['orderId', 'items'],
      properties: { total: { type: 'number' }, address: { required: ['city'] } },
    })
    expect(JSON.parse(JSON.stringify(orderShipped))).toEqual(orderShipped)
  })

  it('takes steps and JSON Schema as they are', () => {
    const payload = { type: 'object', required: ['a'] }
    const steps = [{ type: 'delay', for: '1h' }] as const
    expect(defineWorkflow({ identifier: 'plain', name: 'Plain', payload, steps })).toEqual({
      identifier: 'plain',
      name: 'Plain',
      payload,
      steps,
    })
    expect(defineWorkflow({ identifier: 'bare', payload: null, category: null, steps })).toEqual({
      identifier: 'bare',
      name: 'bare',
      steps,
    })
  })

  it('lets users choose how long a batch collects, in spans', () => {
    const { steps } = defineWorkflow({
      identifier: 'comments',
      steps: [{ type: 'batch', for: '1h', choices: ['0s', '1h', '1d'] }],
    })
    expect(steps).toEqual([{ type: 'batch', for: '1h', choices: ['0s', '1h', '1d'] }])
    expectTypeOf<Extract<Step, { type: 'batch' }>['choices']>().toEqualTypeOf<readonly string[] | undefined>()
    // @ts-expect-error numbers are no spans that people can be shown
    defineWorkflow({ identifier: 'odd', steps: [{ type: 'batch', for: '1h', choices: [0, 3600] }] })
  })

  it('asks for what is sent, not for what a schema would make of it', () => {
    const payload = z.object({ plan: z.string().default('free'), count: z.string().transform(Number) })
    const definition = defineWorkflow({ identifier: 'input', payload, steps: [{ type: 'delay', for: 1 }] })
    expect(definition.payload).toMatchObject({
      required: ['count'],
      properties: { count: { type: 'string' } },
    })
    expectTypeOf<PayloadOf<typeof definition>>().toEqualTypeOf<{ plan?: string | undefined; count: string }>()
  })

  it('names keys that look like something else, and refuses those that nothing can name', () => {
    const payload = z.object({ this: z.string(), true: z.string(), 'a]': z.string(), 'a.b': z.string() })
    const send = (title: string): Step => ({ type: 'send', channel: 'inApp', template: { title } })
    const definition = defineWorkflow({
      identifier: 'odd',
      payload,
      steps: ({ data }) => [send(`${data.this} ${data.true} ${data['a.b']}`)],
    })
    expect(definition.steps).toEqual([send('{{data.[this]}} {{data.[true]}} {{data.[a.b]}}')])
    expect(() =>
      defineWorkflow({ identifier: 'odd', payload, steps: ({ data }) => [send(`${data['a]']}`)] }),
    ).toThrow('A template cannot name the key "a]"')
    expect(() =>
      defineWorkflow({
        identifier: 'odd',
        payload,
        steps: ({ data }) => [{ type: 'branch', when: { '!': data['a.b'] }, then: [send('One')] }],
      }),
    ).toThrow('A rule cannot name the key "a.b"')
  })

  it('refuses a schema that cannot be said as JSON Schema', () => {
    const steps = [{ type: 'delay', for: 1 }] as const
    expect(() => defineWorkflow({ identifier: 'dated', payload: z.object({ at: z.date() }), steps })).toThrow(
      /^payload cannot be said as JSON Schema: /,
    )
    const older = { '~standard': { version: 1, vendor: 'zod' } } as unknown as typeof order
    expect(() => defineWorkflow({ identifier: 'older', payload: older, steps })).toThrow(
      'payload must be JSON Schema, or a schema that can be said as one: zod from 4.2 on',
    )
  })

  it('is published, and triggered by itself', async () => {
    await using receiver = await openReceiver()
    const { workflows } = new Inboxkit({ baseUrl: receiver.url, apiKey: 'key', apiSecret: 'secret' })
    await workflows.publish(orderShipped)
    await workflows.trigger(orderShipped, { recipients: ['ann'], data: { orderId: '77', items: [] } })
    expect(receiver.received).toMatchObject([
      { method: 'PUT', path: '/v3/workflows/order-shipped', body: orderShipped },
      {
        method: 'POST',
        path: '/v3/notifications',
        body: {
          notification: { workflow: { identifier: 'order-shipped' } },
          sendTo: { recipients: ['ann'] },
          data: { orderId: '77', items: [] },
        },
      },
    ])
  })
})

describe('its types', () => {
  type Order = { orderId: string; items: { name: string; 'unit price': number }[] }
  const kit = new Inboxkit({ baseUrl: 'https://inbox.test', apiKey: 'key', apiSecret: 'secret' })
  const untyped = defineWorkflow({ identifier: 'untyped', steps: [{ type: 'delay', for: 1 }] })
  const lenient = defineWorkflow({
    identifier: 'lenient',
    payload: z.object({ note: z.string().optional() }),
    steps: [{ type: 'delay', for: 1 }],
  })
  const delay = (span: string): DelayStep => ({ type: 'delay', for: span })
  /** Compiled, and never called. */
  const compiled = (_: () => unknown): void => undefined

  it('carry the payload', () => {
    expectTypeOf<PayloadOf<typeof orderShipped>>().toEqualTypeOf<z.input<typeof order>>()
    expectTypeOf<PayloadOf<typeof untyped>>().toBeUnknown()
    expectTypeOf(orderShipped).toExtend<WorkflowDefinition>()
    expectTypeOf<Order>().toExtend<PayloadOf<typeof orderShipped>>()
  })

  it('hold data against it', () => {
    const data: Order = { orderId: '77', items: [] }
    const attachments = [{ name: 'a.pdf', url: 'https://shop.test/a.pdf' }]
    compiled(() => kit.workflows.trigger(orderShipped, { recipients: ['ann'], data }))
    compiled(() =>
      kit.workflows.trigger(orderShipped, { recipients: ['ann'], data: { ...data, attachments } }),
    )
    compiled(() => kit.workflows.trigger(lenient, { recipients: ['ann'] }))
    compiled(() => kit.workflows.trigger(untyped, { recipients: ['ann'], data: { any: 'thing' } }))
    compiled(() => kit.workflows.trigger('by-name', { recipients: ['ann'], data: { any: 'thing' } }))
    // @ts-expect-error data is missing
    compiled(() => kit.workflows.trigger(orderShipped, { recipients: ['ann'] }))
    compiled(() =>
      // @ts-expect-error orderId is text
      kit.workflows.trigger(orderShipped, { recipients: ['ann'], data: { orderId: 77, items: [] } }),
    )
    // @ts-expect-error there is no such key
    compiled(() => kit.workflows.trigger(lenient, { recipients: ['ann'], data: { notes: 'one' } }))
    // @ts-expect-error everyone is true or nothing
    compiled(() => kit.workflows.trigger('by-name', { everyone: 'all' }))
  })

  it('hold each record of a bulk against its own workflow', () => {
    const data: Order = { orderId: '77', items: [] }
    const many: { id: string }[] = []
    compiled(() =>
      kit.workflows.bulkTrigger([
        { workflow: orderShipped, recipients: ['ann'], data },
        { workflow: 'by-name', everyone: true, data: { any: 'thing' } },
        new WorkflowTrigger({ workflow: orderShipped, recipients: ['ann'], data }),
      ]),
    )
    compiled(() =>
      kit.workflows.bulkTrigger(
        many.map(({ id }) => ({
          workflow: orderShipped,
          recipients: [id],
          data,
          idempotencyKey: `shipped-${id}`,
        })),
      ),
    )
    compiled(() =>
      kit.workflows.bulkTrigger([
        { workflow: 'by-name', recipients: ['ann'] },
        // @ts-expect-error items are missing
        { workflow: orderShipped, recipients: ['ann'], data: { orderId: '77' } },
      ]),
    )
    const mixed: (TriggerRecord | WorkflowTrigger)[] = [
      { workflow: orderShipped, recipients: ['ann'], data },
      new WorkflowTrigger({ workflow: orderShipped, recipients: ['ann'], data }),
      { workflow: 'by-name', everyone: true },
    ]
    compiled(() => kit.workflows.bulkTrigger(mixed))
    compiled(
      // @ts-expect-error orderId is text
      () => new WorkflowTrigger({ workflow: orderShipped, everyone: true, data: { orderId: 1, items: [] } }),
    )
  })

  it('know the values of texts and rules', () => {
    const identifier = 'wrong'
    compiled(() =>
      // @ts-expect-error there is no such value
      defineWorkflow({ identifier, payload: order, steps: ({ data }) => [delay(`${data.hours}h`)] }),
    )
    compiled(() =>
      // @ts-expect-error nor this one
      defineWorkflow({ identifier, payload: order, steps: ({ data }) => [delay(`${data.address.zip}h`)] }),
    )
    compiled(() =>
      // @ts-expect-error a value is no text yet
      defineWorkflow({ identifier, payload: order, steps: ({ data }) => [delay(data.orderId)] }),
    )
    // @ts-expect-error there is no such step
    compiled(() => defineWorkflow({ identifier, steps: () => [{ type: 'dance' }] }))
  })
})
