import { beforeAll, describe, expect, it } from 'vitest'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

interface Sent {
  channel: string
  address: unknown
  state: string
}

/** Without providers every channel writes to the log: what has an address, and chats without one. */
describe('what SuprSend’s triggers send', () => {
  let door: SuprsendTest
  const lines: string[] = []
  beforeAll(async () => {
    door = await openSuprsend({
      writeLine: (line) => void lines.push(line),
      publicUrl: 'https://inbox.test',
    })
    const text = '{{amount}} for {{$recipient.name}} by {{$actor.name}}'
    await door.test.call('PUT', '/v3/templates/all', door.test.asApp, {
      name: 'All',
      channels: {
        inApp: { title: text },
        email: { subject: text, text },
        sms: { text },
        whatsapp: { text },
        slack: { text },
        mobilePush: { title: text, body: text },
      },
      locales: { de: { email: { subject: 'Rechnung {{amount}}' } } },
    })
    await door.work.publish('all', [
      {
        type: 'send',
        channels: ['inApp', 'email', 'sms', 'whatsapp', 'slack', 'mobilePush'],
        template: 'all',
      },
    ])
  })
  /** Once every delivery of a message is over. */
  const sent = async (messageId: string): Promise<Sent[]> => {
    const read = () => door.test.db.many<Sent>`
      select d.channel, d.address, d.state from delivery d join trigger t on t.id = d.trigger_id
      where t.request_id = ${messageId}::uuid and d.address <> 'null' order by d.channel, d.address::text`
    const isSettled = async (): Promise<boolean> => {
      const { body } = await door.test.call('GET', `/v3/requests/${messageId}`, door.test.asApp)
      return body['state'] === 'done' && (await read()).every(({ state }) => state !== 'pending')
    }
    await expect.poll(isSettled).toBe(true)
    return read()
  }
  const trigger = (fields: object) => door.trigger({ workflow: 'all', data: { amount: 12 }, ...fields })
  const addresses = async (messageId: string) =>
    (await sent(messageId)).map(({ channel, address }) => ({ channel, address }))

  it('goes to the addresses that come along, and to no others that are known', async () => {
    await door.test.call('PUT', '/v3/users/ann', door.test.asApp, {
      name: 'Ann',
      email: 'old@shop.test',
      phoneNumber: '+14155550100',
    })
    const messageId = await trigger({
      recipients: [
        {
          distinct_id: 'ann',
          $email: ['new@shop.test', 'too@shop.test'],
          $slack: { user_id: 'U1', access_token: 'xoxb-1' },
          $androidpush: { token: 'android', provider: 'fcm' },
        },
      ],
      actor: { is_transient: true, name: 'Bob' },
    })
    expect(await addresses(messageId)).toEqual([
      { channel: 'email', address: { email: 'new@shop.test' } },
      { channel: 'email', address: { email: 'too@shop.test' } },
      { channel: 'mobilePush', address: { token: 'android', provider: 'fcm' } },
      { channel: 'slack', address: { userId: 'U1', accessToken: 'xoxb-1' } },
    ])
    expect(lines.some((line) => line.includes('12 for Ann by Bob'))).toBe(true)
    expect(await door.work.titles('ann')).toEqual(['12 for Ann by Bob'])
    // The next time, all that are known.
    const emails = (await addresses(await trigger({ recipients: ['ann'] }))).filter(
      ({ channel }) => channel === 'email',
    )
    expect(emails.map(({ address }) => address)).toEqual([
      { email: 'new@shop.test' },
      { email: 'old@shop.test' },
      { email: 'too@shop.test' },
    ])
  })

  it('goes over the channels that are named, and no others', async () => {
    const who = { distinct_id: 'cy', $email: 'cy@shop.test', $sms: '+14155550101' }
    const over = async (...channels: string[]) =>
      (await addresses(await trigger({ recipients: [{ ...who, $channels: channels }] }))).map(
        ({ channel }) => channel,
      )
    expect(await over('sms')).toEqual(['sms'])
    expect(await over('email', 'inbox')).toEqual(['email'])
    expect(await over()).toEqual([])
    expect(await door.work.titles('cy')).toHaveLength(1)
  })

  it('reaches passers-by at what comes along, and leaves nobody behind', async () => {
    const messageId = await trigger({
      recipients: [
        { is_transient: true, $email: ['passer@shop.test'], name: 'Passer' },
        { distinct_id: 'unknown', $skip_create: true, $sms: '+14155550102' },
      ],
    })
    expect(await sent(messageId)).toEqual([
      { channel: 'email', address: { email: 'passer@shop.test' }, state: 'sent' },
      { channel: 'sms', address: { phoneNumber: '+14155550102' }, state: 'sent' },
    ])
    expect(lines.some((line) => line.includes('12 for Passer by'))).toBe(true)
    expect((await door.test.call('GET', '/v3/users/unknown', door.test.asApp)).status).toBe(404)
  })

  it('has links to preferences for users, and none for passers-by, who have none', async () => {
    const text =
      '{{recipient.name}}: {{#if preferencesUrl}}some{{/if}} {{preferencesUrl}} {{unsubscribeUrl}}.'
    await door.work.publish('linked', [{ type: 'send', channel: 'sms', template: { text } }])
    await sent(
      await trigger({
        workflow: 'linked',
        recipients: [
          { is_transient: true, $sms: '+14155550103', name: 'Walker' },
          { distinct_id: 'linda', $sms: '+14155550104', name: 'Linda' },
        ],
      }),
    )
    expect(lines.some((line) => line.includes(`'Walker: .'`))).toBe(true)
    expect(lines.some((line) => line.includes(`'Linda: some https://inbox.test/preferences?token=`))).toBe(
      true,
    )
  })

  it('is in the language that the recipient is said to read', async () => {
    await sent(
      await trigger({
        recipients: [{ distinct_id: 'dirk', $email: 'dirk@shop.test', $preferred_language: 'de' }],
      }),
    )
    expect(lines.some((line) => line.includes('Rechnung 12'))).toBe(true)
  })

  it('is what a dynamic workflow’s template has for each channel, after its delay', async () => {
    const dynamic = {
      name: 'Dynamic',
      template: 'all',
      notification_category: 'system',
      delay: '10m',
      users: [{ distinct_id: 'eve', $email: 'eve@shop.test', $channels: ['email', 'inbox'], name: 'Eve' }],
      data: { amount: 99 },
    }
    expect((await door.call('POST', '/shop/trigger/', dynamic)).text).toBe('OK')
    const row = await door.test.db.one<{ id: string }>`
      select request_id::text id from trigger order by trigger.id desc limit 1`
    const messageId = String(row?.id)
    await door.work.reach(messageId, ['waiting'])
    expect(await door.work.titles('eve')).toEqual([])
    await door.test.advance('11m')
    expect(await addresses(messageId)).toEqual([{ channel: 'email', address: { email: 'eve@shop.test' } }])
    expect(await door.work.titles('eve')).toEqual(['99 for Eve by '])
  })
})
