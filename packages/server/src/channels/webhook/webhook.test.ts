import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createOutbound } from '../../outbound/outbound.js'
import { openReceiver, type Reply } from '../testing/receiver.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import { configWebhook } from './config.js'
import { createWebhook } from './webhook.js'

const outbound = createOutbound({ allowPrivate: true })
const secret = 'a-very-secret-signing-key'
const path = '/hooks/a-very-secret-path'
const secrets = [secret, 'a-very-secret-path']
const now = () => new Date('2026-05-01T12:00:00.999Z')

interface Opening {
  own?: boolean
  reply?: Reply | 'never'
  timeoutMs?: number
}

const openWebhook = async ({ own = false, reply = {}, timeoutMs = 30_000 }: Opening = {}) => {
  const receiver = await openReceiver(() => reply)
  const to = { url: `${receiver.url}${path}` }
  const config = configWebhook.parse({ secret, ...(own && to) })
  const webhook = createWebhook({ ...config, name: 'main' }, { outbound, timeoutMs, now })
  return { receiver, webhook, to }
}

describe('the webhook', () => {
  it('posts what the template says, for whom and about what, signed', async () => {
    const { receiver, webhook, to } = await openWebhook({ reply: { status: 204 } })
    const about = { requestId: 'r1', workflow: 'order', category: 'news', recipient: 'ada', tenant: 'acme' }
    const message = { ...aMessage('webhook', to, { body: '{ "order": 17, "é": [true] }' }), about }
    expect(await webhook.send(message)).toEqual({ kind: 'sent', providerId: null, answer: { status: 204 } })

    const [request] = receiver.received
    expect(JSON.parse(request?.body ?? '')).toEqual({
      id: 'delivery:17',
      recipient: 'ada',
      about: { requestId: 'r1', workflow: 'order', category: 'news', tenant: 'acme' },
      body: { order: 17, é: [true] },
    })
    const signed = `delivery:17.${Date.parse('2026-05-01T12:00:00Z') / 1_000}.${request?.body}`
    expect(request).toMatchObject({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'delivery:17',
        'webhook-id': 'delivery:17',
        'webhook-timestamp': '1777636800',
        'webhook-signature': `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
      },
    })
  })

  it.each([
    ['plain text', 'plain text'],
    ['{"broken":', '{"broken":'],
    ['', ''],
    ['null', null],
    ['"text"', 'text'],
  ])('posts the body %j as %j', async (body, expected) => {
    const { receiver, webhook, to } = await openWebhook()
    await webhook.send(aMessage('webhook', to, { body }))
    expect(JSON.parse(receiver.received[0]?.body ?? '').body).toEqual(expected)
  })

  it('reaches recipients without a URL by the configured one only', async () => {
    const { webhook, to } = await openWebhook()
    expect(webhook).toMatchObject({ hasOwnAddress: false })
    expect([webhook.accepts?.(null), webhook.accepts?.(to)]).toEqual([false, true])
    expect((await failureFrom(webhook.send(aMessage('webhook', null, { body: '' })))).kind).toBe('refused')

    const own = await openWebhook({ own: true })
    expect(own.webhook).toMatchObject({ hasOwnAddress: true })
    expect(own.webhook.accepts?.(null)).toBe(true)
    await own.webhook.send(aMessage('webhook', null, { body: '' }))
    expect(own.receiver.received).toHaveLength(1)
  })

  it.each([
    [{ status: 410 }, 'gone', null],
    [{ status: 429, headers: { 'retry-after': '7' } }, 'retry', 7_000],
    [{ status: 500, body: `no ${secret}` }, 'retry', null],
    [{ status: 503, headers: { 'retry-after': 'Fri, 01 May 2026 12:01:00 GMT' } }, 'retry', 59_001],
    [{ status: 302, headers: { location: '/elsewhere' } }, 'refused', null],
    [{ status: 400, body: 'bad' }, 'refused', null],
    [{ status: 404 }, 'refused', null],
  ] as const)('takes %j as %s', async (reply, kind, retryAfterMs) => {
    const { webhook, to, receiver } = await openWebhook({ reply })
    const failure = await failureFrom(webhook.send(aMessage('webhook', to, { body: '' })), secrets)
    expect(failure).toMatchObject({ kind, retryAfterMs, answer: { status: reply.status } })
    expect(receiver.received).toHaveLength(1)
  })

  it('does not take the configured one for gone', async () => {
    const { webhook } = await openWebhook({ own: true, reply: { status: 410 } })
    expect((await failureFrom(webhook.send(aMessage('webhook', null, { body: '' })))).kind).toBe('refused')
  })

  it('tries again after no answer, and not at addresses that may not be called', async () => {
    const { webhook, to } = await openWebhook({ reply: 'never', timeoutMs: 40 })
    expect((await failureFrom(webhook.send(aMessage('webhook', to, { body: '' })), secrets)).kind).toBe(
      'retry',
    )
    const strict = createWebhook(
      { name: 'main', secret },
      { outbound: createOutbound({ allowPrivate: false }) },
    )
    for (const url of [to.url, 'file:///etc/passwd', 'nowhere'])
      expect((await failureFrom(strict.send(aMessage('webhook', { url }, { body: '' })), secrets)).kind).toBe(
        'refused',
      )
  })
})
