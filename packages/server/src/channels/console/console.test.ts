import { describe, expect, it } from 'vitest'
import { aMessage } from '../testing/sending.js'
import type { AddressOf, ContentOf, Message, OutsideChannel } from '../types.js'
import { createConsole } from './console.js'

const write = async (message: Message): Promise<string> => {
  const lines: string[] = []
  const sent = await createConsole(message.channel, (line) => lines.push(line)).send(message)
  expect(sent).toMatchObject({ kind: 'sent', providerId: null })
  expect(lines).toHaveLength(1)
  return lines[0] ?? ''
}

const token = 'dGhpc2lzYXZlcnlsb25ndG9rZW5vZmFwaG9uZQ'
type Case = { [C in OutsideChannel]: [C, AddressOf[C] | null, ContentOf[C], string] }[OutsideChannel]
const push = { title: 'Hi', body: 'there', url: null, icon: null }
const cases: Case[] = [
  [
    'email',
    { email: 'ada@shop.test' },
    { subject: 'Hi', html: '<p>Hello <b>Ada</b>', text: null },
    `email to ada (ada@shop.test): 'Hi' – 'Hello Ada'`,
  ],
  [
    'email',
    { email: 'ada@shop.test' },
    { subject: 'Hi', html: '<p>x', text: 'Hello' },
    `email to ada (ada@shop.test): 'Hi' – 'Hello'`,
  ],
  ['sms', { phoneNumber: '+49151' }, { text: 'Code' }, `sms to ada (+49151): 'Code'`],
  ['whatsapp', null, { text: 'Code' }, `whatsapp to ada (no address): 'Code'`],
  [
    'webPush',
    { endpoint: `https://push.test/${token}`, keys: { p256dh: token, auth: token } },
    push,
    `webPush to ada (https://push.test/…): 'Hi' – 'there'`,
  ],
  ['mobilePush', { token, provider: 'fcm' }, push, `mobilePush to ada (fcm dGhpc2…): 'Hi' – 'there'`],
  ['slack', { userId: 'U1', accessToken: `xoxb-${token}` }, { text: 'Hi' }, `slack to ada (user U1): 'Hi'`],
  ['slack', { channelId: 'C1' }, { text: 'Hi' }, `slack to ada (channel C1): 'Hi'`],
  [
    'chat',
    { webhookUrl: `https://teams.test/${token}` },
    { text: 'Hi' },
    `chat to ada (https://teams.test/…): 'Hi'`,
  ],
  [
    'chat',
    { tenantId: 't', serviceUrl: 's', conversationId: 'c1' },
    { text: 'Hi' },
    `chat to ada (conversation c1): 'Hi'`,
  ],
  [
    'discord',
    { webhookUrl: `https://discord.test/${token}` },
    { text: 'Hi' },
    `discord to ada (https://discord.test/…): 'Hi'`,
  ],
  [
    'webhook',
    { url: 'no url' },
    { body: '{"a":1}' },
    `webhook to ada (an address that cannot be read): '{"a":1}'`,
  ],
]

describe('the console', () => {
  it.each(cases)('tells in one line what would have gone out by %s', async (channel, to, content, start) => {
    const line = await write(aMessage(channel, to as never, content as never))
    expect(line).toBe(`${start} [request r; no provider is configured]`)
    expect(line).not.toContain(token)
  })

  it('shortens what is long, and shows no tokens in links', async () => {
    const text = `Log in: https://shop.test/login?token=${token} ${'word '.repeat(100)}`
    const line = await write(aMessage('sms', { phoneNumber: '+49151' }, { text }))
    expect(line).toContain('https://shop.test/login?token=dGhpc2… word')
    expect(line).toMatch(/…' \[request r/)
    expect(line).not.toContain(token)
    expect(line.length).toBeLessThan(300)
  })

  it('stays one line, whatever the texts hold', async () => {
    const message = aMessage('sms', { phoneNumber: '+49\n151' }, { text: 'a\r\nb\u001b[2Jc\u2028d' })
    const about = { ...message.about, recipient: 'ada\nroot', workflow: 'order\u0007' }
    const line = await write({ ...message, about })
    expect(line).toBe(`sms to ada root (+49 151): 'a b [2Jc d' [order, request r; no provider is configured]`)
  })

  it('counts files', async () => {
    const file = { name: 'a.pdf', contentType: 'application/pdf', content: Buffer.alloc(1) }
    const message = aMessage('email', null, { subject: 'Hi', html: null, text: null })
    expect(await write({ ...message, files: [file] })).toContain(`'Hi', 1 file [`)
    expect(await write({ ...message, files: [file, file] })).toContain(`'Hi', 2 files [`)
  })

  it('needs an address where a real provider would', () => {
    const of = (channel: OutsideChannel) => createConsole(channel, () => undefined)
    expect(of('email')).toMatchObject({ name: 'console', channel: 'email', hasOwnAddress: false })
    expect(of('slack')).toMatchObject({ name: 'console', channel: 'slack', hasOwnAddress: true })
  })
})
