import { describe, expect, it } from 'vitest'
import { createOutbound } from '../outbound/outbound.js'
import { useTestDb } from '../testing/test-db.js'
import { createProviders, webPushKeyOf } from './providers.js'
import { ConfigFault, type ProvidersConfig } from './read-config.js'
import { openReceiver } from './testing/receiver.js'
import { aMessage } from './testing/sending.js'

const encryptionKey = Buffer.alloc(32, 7)
const outbound = createOutbound({ allowPrivate: true })
const now = () => new Date('2026-05-01T12:00:00Z')

const open = async (config: ProvidersConfig, db?: Awaited<ReturnType<typeof useTestDb>>) => {
  const lines: string[] = []
  const means = { outbound, encryptionKey, now, write: (line: string) => void lines.push(line) }
  // What needs no key asks the database nothing.
  const unused = {} as Awaited<ReturnType<typeof useTestDb>>
  return { lines, providers: await createProviders(config, { ...means, db: db ?? unused }) }
}

const webPush = { type: 'web-push', subject: 'mailto:ops@shop.test' }

describe('the providers', () => {
  it('are the console for every channel without one', async () => {
    const { providers, lines } = await open({ email: [] })
    expect([...providers].map(([channel, [first, ...rest]]) => [channel, first?.name, rest])).toEqual(
      [...providers.keys()].map((channel) => [channel, 'console', []]),
    )
    expect([...providers.keys()].sort()).toEqual(
      ['chat', 'discord', 'email', 'mobilePush', 'slack', 'sms', 'webPush', 'webhook', 'whatsapp'].sort(),
    )
    const [sms] = providers.get('sms') ?? []
    await sms?.send(aMessage('sms', { phoneNumber: '+49151' }, { text: 'Hi' }))
    expect(lines).toEqual([expect.stringMatching(/^sms to ada \(\+49151\): 'Hi'/)])
    expect(webPushKeyOf(providers)).toBeNull()
  })

  it('are those of the configuration, in its order and by its names', async () => {
    const receiver = await openReceiver()
    const twilio = { type: 'twilio', accountSid: 'AC1', authToken: 't', from: '+1', baseUrl: receiver.url }
    const { providers } = await open({
      email: [
        { type: 'smtp', name: 'main', url: 'smtp://127.0.0.1:1', from: 'a@b.c' },
        { type: 'smtp', name: 'spare', url: 'smtp://127.0.0.1:1', from: 'a@b.c' },
      ],
      sms: [twilio, { type: 'console' }],
      whatsapp: [twilio],
      webhook: [{ type: 'webhook', secret: 's', url: receiver.url }],
    })
    const named = (channel: 'email' | 'sms' | 'whatsapp') =>
      (providers.get(channel) ?? []).map((provider) => [provider.name, provider.channel])
    expect(named('email')).toEqual([
      ['main', 'email'],
      ['spare', 'email'],
    ])
    expect(named('sms')).toEqual([
      ['twilio', 'sms'],
      ['console', 'sms'],
    ])
    expect(named('whatsapp')).toEqual([['twilio', 'whatsapp']])
    await providers.get('webhook')?.[0]?.send(aMessage('webhook', null, { body: 'x' }))
    expect(receiver.received).toHaveLength(1)
    for (const provider of [...providers.values()].flat()) await provider.close?.()
  })

  it('of push messages tell browsers the key that they sign with', async () => {
    const db = await useTestDb()
    const first = webPushKeyOf((await open({ webPush: [webPush] }, db)).providers)
    expect(first).toMatch(/^[\w-]{87}$/)
    expect(webPushKeyOf((await open({ webPush: [{ type: 'console' }, webPush] }, db)).providers)).toBe(first)
  })

  it('are not made of settings that are wrong', async () => {
    await expect(open({ email: [{ type: 'smtp', url: 'x', from: 'a@b.c' }] })).rejects.toThrow(ConfigFault)
    await expect(open({ email: [{ type: 'fax' }] })).rejects.toThrow(
      '"providers.email[0].type" must be one of "smtp", "console"',
    )
  })
})
