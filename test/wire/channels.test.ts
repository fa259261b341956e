import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Delivery, defineWorkflow, Inboxkit } from '@inboxkit/node'
import type { RunEntry } from '@inboxkit/protocol'
import type { Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey, apiSecret, type ServerProcess, startServer } from '../kit/server-process.js'
import { type Mailbox, openMailbox, openPost, type Post, type Posted, signatureOf } from './receivers.js'

const publicUrl = 'https://inbox.shop.test/notify'
const webhookSecret = 'whsec_c2hvcC1zaG9wLXNob3Atc2hvcA=='
const smsToken = 'sms-token-0123456789'

let server: ServerProcess & { url: string }
let main: Mailbox
let spare: Mailbox
let phones: Post
let hooks: Post
let slack: Post
let statuses: Post
const opened: { close(): Promise<void> }[] = []
const opening = async <T extends { close(): Promise<void> }>(opens: Promise<T>): Promise<T> => {
  const one = await opens
  opened.push(one)
  return one
}

beforeAll(async () => {
  main = await opening(openMailbox((recipient) => recipient.startsWith('strict')))
  spare = await opening(openMailbox())
  phones = await opening(openPost())
  hooks = await opening(openPost())
  slack = await opening(openPost())
  statuses = await opening(openPost())
  const config = {
    publicUrl,
    outbound: { allowPrivate: ['127.0.0.1'] },
    providers: {
      email: [
        { type: 'smtp', name: 'main', url: main.url, from: 'Shop <shop@shop.test>' },
        { type: 'smtp', name: 'spare', url: 'env:SPARE_SMTP', from: 'shop@shop.test' },
      ],
      sms: [
        {
          type: 'twilio',
          accountSid: 'AC1',
          authToken: 'env:SMS_TOKEN',
          from: '+15005550006',
          baseUrl: phones.url,
        },
      ],
      webhook: [{ type: 'webhook', url: `${hooks.url}/inboxkit`, secret: 'env:WEBHOOK_SECRET' }],
      slack: [{ type: 'slack', webhookUrl: `${slack.url}/services/T0/B0/x` }],
    },
  }
  server = await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'inboxkit.config.json')
    await writeFile(file, JSON.stringify(config))
    const env = { SPARE_SMTP: spare.url, SMS_TOKEN: smsToken, WEBHOOK_SECRET: webhookSecret }
    return startServer({ args: ['--config', file], env })
  })
  const { templates, workflows } = shop()
  await templates.publish('order-shipped', orderShippedTexts)
  await workflows.publish(orderShipped)
})
afterAll(async () => {
  await server?.kill()
  await Promise.all(opened.map((one) => one.close()))
})

const shop = (): Inboxkit => new Inboxkit({ baseUrl: server.url, apiKey, apiSecret })
const orderShippedTexts = {
  name: 'Order shipped',
  channels: {
    inApp: { title: 'Order {{data.order}} is on its way' },
    email: {
      subject: 'Order {{data.order}} is on its way',
      html: '<p>Hello {{recipient.firstName}}</p>',
      text: 'Hello {{recipient.firstName}}',
    },
    sms: { text: 'Order {{data.order}} is on its way' },
  },
  locales: {
    de: {
      inApp: { title: 'Bestellung {{data.order}} ist unterwegs' },
      email: {
        subject: 'Bestellung {{data.order}} für {{recipient.firstName}}',
        html: '<p>Grüße an {{recipient.firstName}}</p>',
        text: 'Grüße an {{recipient.firstName}}',
      },
      sms: { text: 'Bestellung {{data.order}} ist unterwegs' },
    },
  },
}

const orderShipped = defineWorkflow({
  identifier: 'order-shipped',
  category: 'orders',
  payload: z.object({ order: z.number(), total: z.number(), seconds: z.number().optional() }),
  steps: ({ data }) => [
    { type: 'send', id: 'bell', channel: 'inApp', template: 'order-shipped' },
    { type: 'delay', for: `{{default data.seconds 1}}s` },
    { type: 'send', channel: 'email', template: 'order-shipped', onlyIf: { step: 'bell', is: 'unseen' } },
    {
      type: 'branch',
      when: { '>': [data.total, 100] },
      then: [
        { type: 'send', channel: 'sms', template: 'order-shipped' },
        { type: 'send', channel: 'webhook', template: { body: `{ "order": {{json data.order}} }` } },
      ],
      else: [{ type: 'send', channel: 'slack', template: { text: `Small order ${data.order}` } }],
    },
  ],
})

const aCustomer = (identifier: string, more: object = {}): Promise<unknown> =>
  shop().users.createOrUpdate(identifier, {
    firstName: 'Dörte <b>',
    locale: 'de',
    email: `${identifier}@shop.test`,
    phoneNumber: '+4915112345678',
    ...more,
  })

const titles = async (identifier: string): Promise<string[]> =>
  (await shop().inbox.list(identifier)).data.map(({ title }) => title)
const mailsTo = (identifier: string, { mails } = main): Email[] =>
  mails.filter(({ to }) => to?.some(({ address }) => address === `${identifier}@shop.test`))
const header = (mail: Email | undefined, name: string): string | undefined =>
  mail?.headers.find(({ key }) => key === name)?.value
const textsFor = (order: number): URLSearchParams[] =>
  phones.posted
    .map(({ body }) => new URLSearchParams(body))
    .filter((form) => form.get('Body')?.includes(`${order}`))
const bodiesOf = ({ posted }: Post): unknown[] => posted.map(({ body }) => JSON.parse(body) as unknown)

const isDone = async (requestId: string): Promise<boolean> =>
  (await shop().requests.get(requestId)).state === 'done' &&
  (await shop().deliveries.list({ requestId, state: 'pending' })).data.length === 0

/** What the one run of a request came to. */
const story = async (
  requestId: string,
): Promise<Pick<RunEntry, 'path' | 'what' | 'channel' | 'reason'>[]> => {
  const [run] = (await shop().requests.get(requestId)).runs.data
  return (run?.timeline ?? []).map(({ path, what, channel, reason }) => ({ path, what, channel, reason }))
}

describe('a workflow over several channels', () => {
  it('goes from the inbox to an e-mail and a text, in the language of the user', async () => {
    await aCustomer('dora')
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 13, 10, 46, 13, 10, 255])
    const bill = Buffer.from('%PDF-1.7 \r\n.\r\n\0Rechnung')
    hooks.files.set('/picture.png', picture)
    const { requestId } = await shop().workflows.trigger(orderShipped, {
      recipients: ['dora'],
      data: {
        order: 1077,
        total: 250,
        attachments: [
          {
            name: 'Rechnung für Dörte.pdf',
            contentType: 'application/pdf',
            content: bill.toString('base64'),
          },
          { name: 'picture.png', url: `${hooks.url}/picture.png` },
          { name: 'gone.png', url: `${hooks.url}/gone.png`, ignoreIfError: true },
        ],
      },
    })
    await expect.poll(() => titles('dora')).toEqual(['Bestellung 1077 ist unterwegs'])
    await expect.poll(() => isDone(requestId)).toBe(true)

    const [mail] = mailsTo('dora')
    expect(mailsTo('dora')).toHaveLength(1)
    expect(mail).toMatchObject({
      subject: 'Bestellung 1077 für Dörte <b>',
      from: { name: 'Shop', address: 'shop@shop.test' },
    })
    expect(mail?.html?.trim()).toBe('<p>Grüße an Dörte &lt;b&gt;</p>')
    expect(mail?.text?.trim()).toBe('Grüße an Dörte <b>')
    expect(header(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(header(mail, 'list-unsubscribe')).toMatch(
      /^<https:\/\/inbox\.shop\.test\/notify\/v3\/unsubscribe\?token=\S+>$/,
    )
    expect(mail?.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ['Rechnung für Dörte.pdf', 'application/pdf'],
      ['picture.png', 'image/png'],
    ])
    expect(mail?.attachments.map(({ content }) => Buffer.from(content as ArrayBuffer))).toEqual([
      bill,
      picture,
    ])

    const [text] = textsFor(1077)
    expect(text && Object.fromEntries(text)).toEqual({
      To: '+4915112345678',
      From: '+15005550006',
      Body: 'Bestellung 1077 ist unterwegs',
    })
    expect(phones.posted[0]).toMatchObject({
      path: '/2010-04-01/Accounts/AC1/Messages.json',
      headers: { authorization: `Basic ${Buffer.from(`AC1:${smsToken}`).toString('base64')}` },
    })

    const [hook] = hooks.posted as [Posted]
    expect(hook.path).toBe('/inboxkit')
    expect(hook.headers['webhook-signature']).toBe(signatureOf(webhookSecret, hook))
    expect(JSON.parse(hook.body)).toMatchObject({
      id: hook.headers['webhook-id'],
      recipient: 'dora',
      about: { requestId, workflow: 'order-shipped', category: 'orders' },
      body: { order: 1077 },
    })
    expect(slack.posted).toEqual([])
    const said = (path: string, what: string, channel: string | null) => ({
      path,
      what,
      channel,
      reason: null,
    })
    expect(await story(requestId)).toEqual([
      said('steps[0]', 'delivered', 'inApp'),
      said('steps[2]', 'sent', 'email'),
      said('steps[3]', 'then', null),
      said('steps[3].then[0]', 'sent', 'sms'),
      said('steps[3].then[1]', 'sent', 'webhook'),
    ])
  })

  it('sends no e-mail to somebody who has looked, and says so', async () => {
    await aCustomer('elke')
    const { requestId } = await shop().workflows.trigger(orderShipped, {
      recipients: ['elke'],
      data: { order: 2077, total: 5, seconds: 3 },
    })
    await expect.poll(() => titles('elke')).toHaveLength(1)
    const [item] = (await shop().inbox.list('elke')).data
    await shop().inbox.markSeen(item!.id)
    await expect.poll(() => isDone(requestId)).toBe(true)
    expect(mailsTo('elke')).toEqual([])
    expect(bodiesOf(slack)).toEqual([{ text: 'Small order 2077' }])
    expect(await story(requestId)).toContainEqual({
      path: 'steps[2]',
      what: 'skipped',
      channel: 'email',
      reason: expect.stringMatching(/^seen in the inbox after \d+ s$/),
    })
  })

  it('sends no e-mail to somebody who has turned it off by one click, and says so', async () => {
    await aCustomer('finn')
    const ship = (order: number) =>
      shop().workflows.trigger(orderShipped, { recipients: ['finn'], data: { order, total: 250 } })
    const first = await ship(3077)
    await expect.poll(() => isDone(first.requestId)).toBe(true)
    const [mail] = mailsTo('finn')
    const link = new URL(/^<(.*)>$/.exec(header(mail, 'list-unsubscribe') ?? '')?.[1] ?? '')
    // Whatever stands in front of the server takes its own part of the path away.
    const clicked = await fetch(`${server.url}${link.pathname.replace('/notify', '')}${link.search}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    expect({ status: clicked.status, body: await clicked.json() }).toMatchObject({ status: 200 })

    const second = await ship(3078)
    await expect.poll(() => isDone(second.requestId)).toBe(true)
    expect(mailsTo('finn')).toHaveLength(1)
    expect(await titles('finn')).toEqual(['Bestellung 3078 ist unterwegs', 'Bestellung 3077 ist unterwegs'])
    expect(textsFor(3078)).toHaveLength(1)
    expect(await story(second.requestId)).toContainEqual({
      path: 'steps[2]',
      what: 'skipped',
      channel: 'email',
      reason: 'preference_off',
    })
  })
})

describe('a template without a workflow', () => {
  it('goes to every channel that it has texts for', async () => {
    await aCustomer('gabi', { locale: 'en-GB', phoneNumber: null })
    const { requestId } = await shop().send({
      notification: { templateIdentifier: 'order-shipped' },
      sendTo: { recipients: ['gabi'] },
      data: { order: 4077 },
    })
    await expect.poll(() => isDone(requestId)).toBe(true)
    expect(await titles('gabi')).toEqual(['Order 4077 is on its way'])
    expect(mailsTo('gabi')).toMatchObject([{ subject: 'Order 4077 is on its way' }])
    expect(textsFor(4077)).toEqual([])
    expect(await story(requestId)).toContainEqual({
      path: 'steps[0]',
      what: 'skipped',
      channel: 'sms',
      reason: 'no_address',
    })
  })
})

describe('a tenant', () => {
  it('is named in texts, and its defaults count for those who have not chosen', async () => {
    const client = shop()
    await aCustomer('ines')
    await client.tenants.put('acme', { name: 'Acme', preferences: { channels: { sms: false } } })
    await client.templates.publish('from-acme', {
      name: 'From a tenant',
      channels: {
        inApp: { title: '{{actor.firstName}} of {{tenant.name}}' },
        sms: { text: '{{tenant.name}}' },
      },
    })
    const { requestId } = await client.send({
      notification: { templateIdentifier: 'from-acme' },
      sendTo: { recipients: ['ines'] },
      actor: 'ines',
      tenant: 'acme',
    })
    await expect.poll(() => isDone(requestId)).toBe(true)
    expect(await titles('ines')).toEqual(['Dörte <b> of Acme'])
    expect(await story(requestId)).toContainEqual({
      path: 'steps[0]',
      what: 'skipped',
      channel: 'sms',
      reason: 'preference_off',
    })
  })
})

describe('a provider that refuses', () => {
  it('hands a message to the next one, and a signed status says that it went', async () => {
    await aCustomer('strict')
    const { webhooks } = await shop().app.update({ webhooks: [{ url: `${statuses.url}/status` }] })
    const secret = webhooks?.[0]?.secret ?? ''
    const { requestId } = await shop().send({
      notification: { templateIdentifier: 'order-shipped' },
      sendTo: { recipients: ['strict'] },
      override: { channels: ['email'] },
      data: { order: 5077 },
    })
    await expect.poll(() => isDone(requestId)).toBe(true)
    expect(mailsTo('strict')).toEqual([])
    expect(mailsTo('strict', spare)).toMatchObject([{ subject: 'Bestellung 5077 für Dörte <b>' }])
    const [{ id }] = (await shop().deliveries.list({ requestId })).data as [Delivery]
    expect((await shop().deliveries.get(id)).attempts).toMatchObject([
      { provider: 'main', kind: 'refused', status: 554, text: expect.stringContaining('Not from you') },
      { provider: 'spare', kind: 'sent', status: 250 },
    ])
    await expect
      .poll(() => bodiesOf(statuses))
      .toMatchObject([{ type: 'delivery.sent', data: { requestId, recipient: 'strict', channel: 'email' } }])
    const [told] = statuses.posted as [Posted]
    expect(secret).toMatch(/^whsec_/)
    expect(told.headers['webhook-signature']).toBe(signatureOf(secret, told))
    await shop().app.update({ webhooks: null })
  })

  it('leaves a dead letter, which can be sent once that is mended', async () => {
    await aCustomer('hans', { email: null })
    phones.answer = () => ({ status: 401, body: { code: 20_003, message: 'Authenticate' } })
    const { requestId } = await shop().send({
      notification: { templateIdentifier: 'order-shipped' },
      sendTo: { recipients: ['hans'] },
      override: { channels: ['sms'] },
      data: { order: 6077 },
    })
    await expect.poll(() => isDone(requestId)).toBe(true)
    const { data: dead } = await shop().deliveries.list({ state: 'failed' })
    expect(dead).toMatchObject([
      { requestId, channel: 'sms', recipient: 'hans', reason: 'refused', tries: 1 },
    ])
    phones.answer = () => ({ status: 201, body: { sid: 'SM1' } })
    const [{ id }] = dead as [Delivery]
    expect(await shop().deliveries.replay(id)).toMatchObject({ id, state: 'pending', reason: null })
    await expect
      .poll(() => shop().deliveries.get(id))
      .toMatchObject({
        state: 'sent',
        attempts: [
          { kind: 'refused', status: 401, text: expect.stringContaining('20003 Authenticate') },
          { kind: 'sent', status: 201, providerId: 'SM1' },
        ],
      })
    expect(textsFor(6077)).toHaveLength(2)
    expect(JSON.stringify(await shop().deliveries.get(id))).not.toContain(smsToken)
    await expect(shop().deliveries.replay(id)).rejects.toMatchObject({ status: 409, code: 'not_failed' })
  })
})
