import { describe, expect, it } from 'vitest'
import { createOutbound } from '../../outbound/outbound.js'
import { openReceiver, type Reply } from '../testing/receiver.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import { configDiscord } from './config.js'
import { createDiscord } from './discord.js'

const path = '/api/webhooks/1234567890/a-very-secret-webhook-token'
const secrets = ['a-very-secret-webhook-token']
const outbound = createOutbound({ allowPrivate: true })

interface Opening {
  own?: boolean
  reply?: Reply | 'never'
  timeoutMs?: number
}

const openDiscord = async ({ own = false, reply = {}, timeoutMs = 30_000 }: Opening = {}) => {
  const receiver = await openReceiver(() => reply)
  const to = { webhookUrl: `${receiver.url}${path}` }
  const config = configDiscord.parse({ username: 'Shop', ...(own && to) })
  const discord = createDiscord({ ...config, name: 'main' }, { outbound, timeoutMs })
  return { receiver, discord, to }
}

describe('discord', () => {
  it('posts the text to the webhook of the recipient, mentions nobody and tells repeats apart', async () => {
    const { receiver, discord, to } = await openDiscord({ reply: { body: { id: '99' } } })
    const sent = await discord.send(aMessage('discord', to, { text: '**Hi** @everyone' }))
    await discord.send(aMessage('discord', to, { text: '**Hi** @everyone' }))

    expect(sent).toMatchObject({ kind: 'sent', providerId: '99', answer: { status: 200 } })
    const [first, repeat] = receiver.received
    expect(first).toMatchObject({
      method: 'POST',
      path: `${path}?wait=true`,
      headers: { 'idempotency-key': 'delivery:17', 'content-type': 'application/json' },
    })
    const body = JSON.parse(first?.body ?? '')
    expect(body).toEqual({
      content: '**Hi** @everyone',
      allowed_mentions: { parse: [] },
      username: 'Shop',
      nonce: expect.stringMatching(/^[0-9a-f]{25}$/),
      enforce_nonce: true,
    })
    expect(JSON.parse(repeat?.body ?? '').nonce).toBe(body.nonce)
  })

  it('keeps what the webhook asks for, such as a thread', async () => {
    const { receiver, discord, to } = await openDiscord()
    await discord.send(aMessage('discord', { webhookUrl: `${to.webhookUrl}?thread_id=5` }, { text: 'Hi' }))
    expect(receiver.received[0]?.path).toBe(`${path}?thread_id=5&wait=true`)
  })

  it('cuts what is longer than 2,000 characters', async () => {
    const { receiver, discord, to } = await openDiscord()
    await discord.send(aMessage('discord', to, { text: 'x'.repeat(2_001) }))
    expect(JSON.parse(receiver.received[0]?.body ?? '').content).toBe(`${'x'.repeat(1_999)}…`)
  })

  it('reaches recipients without a webhook by the configured one only', async () => {
    const without = await openDiscord()
    expect(without.discord).toMatchObject({ hasOwnAddress: false })
    expect(without.discord.accepts?.(null)).toBe(false)
    expect(without.discord.accepts?.(without.to)).toBe(true)
    const failure = await failureFrom(without.discord.send(aMessage('discord', null, { text: 'Hi' })))
    expect(failure.kind).toBe('refused')

    const { receiver, discord } = await openDiscord({ own: true })
    expect(discord).toMatchObject({ hasOwnAddress: true })
    expect(discord.accepts?.(null)).toBe(true)
    await discord.send(aMessage('discord', null, { text: 'Hi' }))
    expect(receiver.received).toHaveLength(1)
  })

  it.each([
    [{ status: 400, body: { code: 50006, message: 'Cannot send an empty message' } }, 'refused', null],
    [{ status: 401, body: { code: 50027, message: 'Invalid Webhook Token' } }, 'gone', null],
    [{ status: 404, body: { code: 10015, message: 'Unknown Webhook' } }, 'gone', null],
    [{ status: 403, body: 'no' }, 'refused', null],
    [{ status: 429, body: { retry_after: 0.25, global: false } }, 'retry', 250],
    [{ status: 429, headers: { 'retry-after': '2' }, body: 'slow' }, 'retry', 2_000],
    [{ status: 502 }, 'retry', null],
  ] as const)('takes %j as %s', async (reply, kind, retryAfterMs) => {
    const { discord, to } = await openDiscord({ reply })
    const failure = await failureFrom(discord.send(aMessage('discord', to, { text: 'Hi' })), secrets)
    expect(failure).toMatchObject({ kind, retryAfterMs, answer: { status: reply.status } })
  })

  it('does not take the configured webhook for gone', async () => {
    const { discord } = await openDiscord({ own: true, reply: { status: 404 } })
    expect((await failureFrom(discord.send(aMessage('discord', null, { text: 'Hi' })))).kind).toBe('refused')
  })

  it('shows the webhook nowhere, not even where the answer repeats it', async () => {
    const { discord, to } = await openDiscord({ reply: { status: 400, body: { message: `${path} is odd` } } })
    const failure = await failureFrom(discord.send(aMessage('discord', to, { text: 'Hi' })), secrets)
    expect(failure.message).toContain('is odd')
  })

  it('tries again after no answer, and not at what is no web address', async () => {
    const { discord, to } = await openDiscord({ reply: 'never', timeoutMs: 40 })
    expect((await failureFrom(discord.send(aMessage('discord', to, { text: 'Hi' })), secrets)).kind).toBe(
      'retry',
    )
    const nowhere = aMessage('discord', { webhookUrl: 'file:///etc/passwd' }, { text: 'Hi' })
    expect((await failureFrom(discord.send(nowhere))).kind).toBe('refused')
  })

  it('does not post into the private network unless that is allowed', async () => {
    const receiver = await openReceiver()
    const guarded = createOutbound({ allowPrivate: false })
    const discord = createDiscord({ name: 'main' }, { outbound: guarded })
    const to = { webhookUrl: `${receiver.url}${path}` }
    const failure = await failureFrom(discord.send(aMessage('discord', to, { text: 'Hi' })), secrets)
    expect(failure.kind).toBe('refused')
    expect(receiver.received).toHaveLength(0)
  })
})
