import { describe, expect, it } from 'vitest'
import { createOutbound } from '../../outbound/outbound.js'
import { openReceiver, type Reply } from '../testing/receiver.js'
import { aMessage, failureFrom } from '../testing/sending.js'
import { configTwilio } from './config.js'
import { createTwilio } from './twilio.js'

const outbound = createOutbound({ allowPrivate: true })
const authToken = 'very-secret-auth-token'
const basic = Buffer.from(`AC123:${authToken}`).toString('base64')
const secrets = [authToken, basic]
const to = { phoneNumber: '+4915112345678' }

interface Opening<Channel> {
  channel: Channel
  from?: string
  apiKeySid?: string
  reply?: Reply | 'never'
  timeoutMs?: number
}

const openTwilio = async <Channel extends 'sms' | 'whatsapp'>({
  channel,
  from = '+15005550006',
  reply = { status: 201, body: { sid: 'SM1', status: 'queued' } },
  timeoutMs = 30_000,
  ...rest
}: Opening<Channel>) => {
  const receiver = await openReceiver(() => reply)
  const config = configTwilio.parse({ accountSid: 'AC123', authToken, from, baseUrl: receiver.url, ...rest })
  const now = () => new Date('2026-05-01T12:00:00Z')
  const twilio = createTwilio({ ...config, name: 'main', channel }, { outbound, timeoutMs, now })
  return { receiver, twilio, form: () => new URLSearchParams(receiver.received[0]?.body) }
}

describe('twilio', () => {
  it('sends a text message', async () => {
    const { receiver, twilio, form } = await openTwilio({ channel: 'sms' })
    expect(twilio).toMatchObject({ name: 'main', channel: 'sms' })
    expect(await twilio.send(aMessage('sms', to, { text: 'Grüße & 1+1' }))).toMatchObject({
      kind: 'sent',
      providerId: 'SM1',
      answer: { status: 201 },
    })
    expect(receiver.received[0]).toMatchObject({
      method: 'POST',
      path: '/2010-04-01/Accounts/AC123/Messages.json',
      headers: {
        authorization: `Basic ${basic}`,
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': 'delivery:17',
        'i-twilio-idempotency-token': 'delivery:17',
      },
    })
    expect([...form()]).toEqual([
      ['To', '+4915112345678'],
      ['From', '+15005550006'],
      ['Body', 'Grüße & 1+1'],
    ])
  })

  it('sends by a messaging service and signs in with an API key', async () => {
    const { receiver, twilio, form } = await openTwilio({ channel: 'sms', from: 'MG77', apiKeySid: 'SK5' })
    await twilio.send(aMessage('sms', to, { text: 'Hi' }))
    expect(form().get('MessagingServiceSid')).toBe('MG77')
    expect(form().has('From')).toBe(false)
    expect(receiver.received[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from(`SK5:${authToken}`).toString('base64')}`,
    )
  })

  it('addresses WhatsApp once', async () => {
    const { twilio, form } = await openTwilio({ channel: 'whatsapp', from: 'whatsapp:+15005550006' })
    await twilio.send(aMessage('whatsapp', to, { text: 'Hi' }))
    expect(form().get('To')).toBe('whatsapp:+4915112345678')
    expect(form().get('From')).toBe('whatsapp:+15005550006')
  })

  it('cuts what is longer than 1,600 characters', async () => {
    const { twilio, form } = await openTwilio({ channel: 'sms' })
    await twilio.send(aMessage('sms', to, { text: 'x'.repeat(1_601) }))
    expect(form().get('Body')).toBe(`${'x'.repeat(1_599)}…`)
  })

  it.each([
    [400, 21211, 'gone'],
    [400, 21610, 'gone'],
    [400, 21614, 'gone'],
    [400, 63003, 'gone'],
    [400, 21408, 'refused'],
    [400, 21612, 'refused'],
    [401, 20003, 'refused'],
    [404, 20404, 'refused'],
    [429, 20429, 'retry'],
    [400, 21611, 'retry'],
    [429, 63018, 'retry'],
    [500, 20500, 'retry'],
    [503, undefined, 'retry'],
  ])('takes %i with code %j as %s', async (status, code, kind) => {
    const body = code ? { code, message: `no, ${authToken}`, status } : '<html>'
    const { twilio } = await openTwilio({ channel: 'sms', reply: { status, body } })
    const failure = await failureFrom(twilio.send(aMessage('sms', to, { text: 'Hi' })), secrets)
    expect(failure).toMatchObject({ kind, answer: { status } })
    expect(failure.message).toBe(`Twilio answered ${status}${code ? `: ${code} no, [secret]` : ''}`)
  })

  it('waits as long as Twilio asks for', async () => {
    for (const [asked, retryAfterMs] of [
      ['3', 3_000],
      ['Fri, 01 May 2026 12:00:07 GMT', 7_000],
    ] as const) {
      const reply = { status: 429, headers: { 'retry-after': asked } }
      const { twilio } = await openTwilio({ channel: 'sms', reply })
      const failure = await failureFrom(twilio.send(aMessage('sms', to, { text: 'Hi' })))
      expect(failure).toMatchObject({ kind: 'retry', retryAfterMs })
    }
  })

  it('tries again after no answer, and needs a number', async () => {
    const { twilio } = await openTwilio({ channel: 'sms', reply: 'never', timeoutMs: 40 })
    const unanswered = await failureFrom(twilio.send(aMessage('sms', to, { text: 'Hi' })), secrets)
    expect(unanswered).toMatchObject({ kind: 'retry', answer: {} })
    expect(twilio.accepts?.(null)).toBe(false)
    expect((await failureFrom(twilio.send(aMessage('sms', null, { text: 'Hi' })))).kind).toBe('refused')
  })

  it('says which setting is wrong', () => {
    const wrong = configTwilio.safeParse({ accountSid: 'me', authToken: '', from: '', baseUrl: 'nowhere' })
    expect(wrong.error?.issues.map(({ path }) => path[0])).toEqual([
      'accountSid',
      'authToken',
      'from',
      'baseUrl',
    ])
  })
})
