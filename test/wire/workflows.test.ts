import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineWorkflow, Inboxkit, type PayloadOf, WorkflowTrigger } from '@inboxkit/node'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey, apiSecret, runWith } from '../kit/server-process.js'
import { useServer } from './server.js'

const server = useServer()
const open = (): Inboxkit => new Inboxkit({ baseUrl: server.url(), apiKey, apiSecret })

/** As in samples/workflows.mjs. */
const orderShipped = defineWorkflow({
  identifier: 'order-shipped',
  category: 'orders',
  payload: z.object({ orderId: z.string(), city: z.string().optional(), 'unit price': z.number() }),
  steps: ({ data, recipient }) => [
    {
      type: 'send',
      channel: 'inApp',
      template: {
        title: `${recipient.firstName}: order ${data.orderId} is on its way to ${data.city}`,
        message: `At ${data['unit price']} each`,
      },
    },
  ],
})

const titles = async (identifier: string): Promise<string[]> =>
  (await open().inbox.list(identifier)).data.map(({ title }) => title)

const data = { orderId: '77', city: 'Oslo', 'unit price': 9 }

describe('a workflow that is defined in code', () => {
  it('is published once, triggered with its data and refused without', async () => {
    const { workflows, users, inbox } = open()
    expect(await workflows.publish(orderShipped)).toMatchObject({ version: 1, name: 'order-shipped' })
    expect((await workflows.publish(orderShipped)).version).toBe(1)
    await users.createOrUpdate('ann', { firstName: 'Ann' })
    await workflows.trigger(orderShipped, { recipients: ['ann'], data })
    await expect.poll(() => titles('ann')).toEqual(['Ann: order 77 is on its way to Oslo'])
    expect((await inbox.list('ann')).data[0]).toMatchObject({
      message: 'At 9 each',
      data,
      category: { identifier: 'orders' },
    })
    const wrong = { ...data, 'unit price': '9' } as unknown as typeof data
    await expect(workflows.trigger(orderShipped, { recipients: ['ann'], data: wrong })).rejects.toMatchObject(
      {
        code: 'invalid_request',
        fields: [{ field: 'data.unit price' }],
      },
    )
    expectTypeOf<PayloadOf<typeof orderShipped>>().toEqualTypeOf<{
      orderId: string
      city?: string | undefined
      'unit price': number
    }>()
  })

  it('may have steps of every kind, whose rules and texts name its values', async () => {
    const { workflows } = open()
    const every = defineWorkflow({
      identifier: 'every-kind',
      payload: z.object({
        'order id': z.string(),
        total: z.number(),
        items: z.array(z.object({ name: z.string() })),
      }),
      steps: ({ data, recipient, batch, steps, event }) => [
        { type: 'throttle', limit: 3, per: '1d', key: `${data['order id']}` },
        { type: 'batch', for: '10m', key: `${data['order id']}`, window: 'sliding', maxWait: '1h', max: 20 },
        { type: 'fetch', method: 'GET', url: `https://shop.test/${data['order id']}`, saveAs: 'order' },
        {
          type: 'branch',
          when: { and: [{ '>': [data.total, 100] }, { '==': [recipient.plan, 'pro'] }] },
          then: [
            {
              type: 'send',
              id: 'told',
              channel: 'inApp',
              template: {
                title: `${batch.total} orders, first ${data.items[0]?.name}, as ${steps.order?.status}`,
              },
            },
            {
              type: 'waitFor',
              event: 'paid',
              timeout: '1d',
              match: { '==': [event.data?.id, data['order id']] },
            },
            { type: 'update', step: 'told', title: `Paid by ${recipient.firstName}` },
          ],
          else: [{ type: 'delay', for: '2h' }],
        },
        {
          type: 'send',
          channel: 'sms',
          template: { text: `Order ${data['order id']}` },
          onlyIf: { when: { '!': [data.total] } },
        },
      ],
    })
    const { version, steps, payload } = await workflows.publish(every)
    expect({ version, steps, payload }).toEqual({ version: 1, steps: every.steps, payload: every.payload })
    expect(await workflows.publish(await workflows.get('every-kind'))).toMatchObject({ version: 1 })
  })

  it('is triggered for many at once, some of whom fail', async () => {
    const { workflows, users } = open()
    await users.bulk(
      ['bea', 'cid', 'dee'].map((identifier) => ({ identifier, profile: { firstName: identifier } })),
    )
    const attached = new WorkflowTrigger({ workflow: orderShipped, recipients: ['dee'], data })
    await attached.addAttachment(fileURLToPath(import.meta.url))
    await attached.addAttachment('https://shop.test/terms.pdf', { ignoreIfError: true })
    const records = [
      { workflow: orderShipped, recipients: ['bea'], data, idempotencyKey: 'shipped-bea' },
      { workflow: 'nowhere', recipients: ['bea'] },
      { workflow: orderShipped, recipients: ['cid'], data },
      attached,
    ] as const
    const answer = await workflows.bulkTrigger(records)
    expect(answer).toMatchObject({ status: 'partial', total: 4, success: 3, failure: 1, warnings: [] })
    expect(answer.failedRecords).toMatchObject([
      { at: 1, record: records[1], code: 404, error: 'No such workflow: nowhere' },
    ])
    for (const identifier of ['bea', 'cid', 'dee'])
      await expect.poll(() => titles(identifier)).toEqual([`${identifier}: order 77 is on its way to Oslo`])
    // The same once more takes effect where there is no key.
    await workflows.bulkTrigger([records[0], records[2]])
    await expect.poll(() => titles('cid')).toHaveLength(2)
    expect(await titles('bea')).toHaveLength(1)
  })
})

describe('inboxkit publish', () => {
  const publish = (file: string, env: Record<string, string> = {}): Promise<string> =>
    runWith(
      { INBOXKIT_URL: server.url(), INBOXKIT_API_KEY: apiKey, INBOXKIT_API_SECRET: apiSecret, ...env },
      'publish',
      file,
    )
  const sample = (name: string): string => fileURLToPath(new URL(`samples/${name}`, import.meta.url))

  it('publishes what a module defines', async () => {
    await open().workflows.publish(orderShipped)
    expect(await publish(sample('workflows.mjs'))).toBe(
      'published order-lost, version 1\nunchanged order-shipped, version 1\n',
    )
  })

  it('takes TypeScript where Node does', async () => {
    const done = publish(sample('workflows.ts'))
    const { typescript } = Object(process.features) as { typescript?: unknown }
    if (typescript) expect(await done).toBe('published typed, version 1\n')
    else
      await expect(done).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /workflows\.ts is TypeScript, which Node v20\S+ does not import: use Node 22\.18/,
        ),
      })
  })

  it('says in one line what is wrong, and exits with 1', () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'wrong.json')
      await writeFile(
        file,
        JSON.stringify({ identifier: 'wrong', name: 'Wrong', steps: [{ type: 'dance' }] }),
      )
      await expect(publish(file)).rejects.toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(
          /^inboxkit: .*wrong\.json: wrong: steps\[0\]\S* must be one of send, delay.*\n$/,
        ),
      })
      await expect(publish(file, { INBOXKIT_API_SECRET: 'another-secret-012' })).rejects.toMatchObject({
        code: 1,
        stderr: 'inboxkit: INBOXKIT_API_KEY and INBOXKIT_API_SECRET must be those of an app on the server\n',
      })
    }))
})
