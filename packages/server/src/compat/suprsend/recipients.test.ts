import { beforeAll, describe, expect, it } from 'vitest'
import { expanded } from '../../testing/test-server.js'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

describe('a recipient of SuprSend’s', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend()
  })
  const storedOf = async (...recipients: unknown[]) => door.stored(await door.trigger({ recipients }))
  /** What one recipient's keys become. */
  const restOf = async (keys: object) =>
    (await storedOf({ distinct_id: 'ann', ...keys })).content.perRecipient?.['ann']
  const isUser = async (identifier: string) =>
    (await door.test.call('GET', `/v3/users/${encodeURIComponent(identifier)}`, door.test.asApp)).status ===
    200

  const teams = { tenant_id: 'c1981ab2', service_url: 'https://smba.trafficmanager.net/amer' }
  const teamsOurs = { tenantId: 'c1981ab2', serviceUrl: 'https://smba.trafficmanager.net/amer' }
  const subscription = { endpoint: 'https://push.test/1', keys: { p256dh: 'p', auth: 'a' } }
  const hook = 'https://hooks.slack.com/services/T/B/X'
  it.each<[string, object, object]>([
    ['an e-mail address', { $email: 'a@shop.test' }, { email: [{ email: 'a@shop.test' }] }],
    [
      'e-mail addresses',
      { $email: ['a@shop.test', 'b@shop.test'] },
      { email: [{ email: 'a@shop.test' }, { email: 'b@shop.test' }] },
    ],
    [
      'phone numbers',
      { $sms: ['+15555555555'], $whatsapp: '+15555555555' },
      { sms: [{ phoneNumber: '+15555555555' }], whatsapp: [{ phoneNumber: '+15555555555' }] },
    ],
    [
      'phones of both kinds',
      {
        $androidpush: [{ token: 'android', provider: 'fcm', device_id: '' }],
        $iospush: { token: 'ios', provider: 'apns', device_id: null, bundle_id: 'test.shop' },
      },
      {
        mobilePush: [
          { token: 'android', provider: 'fcm' },
          { token: 'ios', provider: 'apns', bundleId: 'test.shop' },
        ],
      },
    ],
    ['phones nobody reaches', { $androidpush: { token: 'x', provider: 'xiaomi' } }, { mobilePush: [] }],
    ['a browser', { $webpush: subscription }, { webPush: [subscription] }],
    [
      'Slack by e-mail',
      { $slack: [{ email: 'a@shop.test', access_token: 'xoxb-1' }] },
      { slack: [{ email: 'a@shop.test', accessToken: 'xoxb-1' }] },
    ],
    [
      'Slack by member',
      { $slack: { user_id: 'U1', access_token: 'xoxb-1' } },
      { slack: [{ userId: 'U1', accessToken: 'xoxb-1' }] },
    ],
    [
      'Slack by channel',
      { $slack: { channel: 'C1', access_token: 'xoxb-1' } },
      { slack: [{ channelId: 'C1', accessToken: 'xoxb-1' }] },
    ],
    [
      'Slack by channel_id',
      { $slack: { channel_id: 'C1', access_token: 'xoxb-1' } },
      { slack: [{ channelId: 'C1', accessToken: 'xoxb-1' }] },
    ],
    ['a Slack webhook', { $slack: { incoming_webhook: { url: hook } } }, { slack: [{ webhookUrl: hook }] }],
    [
      'a Teams conversation',
      { $ms_teams: { ...teams, conversation_id: '19:c' } },
      { chat: [{ ...teamsOurs, conversationId: '19:c' }] },
    ],
    [
      'a Teams user',
      { $ms_teams: [{ ...teams, user_id: '29:u' }] },
      { chat: [{ ...teamsOurs, userId: '29:u' }] },
    ],
    [
      'a Teams webhook',
      { $ms_teams: { incoming_webhook: { url: 'https://x.webhook.office.com/1' } } },
      { chat: [{ webhookUrl: 'https://x.webhook.office.com/1' }] },
    ],
  ])('may be reached at %s', async (_what, keys, addresses) => {
    expect(await restOf(keys)).toEqual({ addresses })
  })

  it('has its inbox anyway, and no messenger', async () => {
    expect(await restOf({ $inbox: ['some-id'], $messenger: 'some-id' })).toBeUndefined()
  })

  it('says over which channels, in which language, in which time zone', async () => {
    expect(
      await restOf({
        $channels: [
          'androidpush',
          'iospush',
          'webpush',
          'email',
          'sms',
          'whatsapp',
          'slack',
          'inbox',
          'messenger',
          'ms_teams',
        ],
        $preferred_language: 'en',
        $timezone: 'America/Los_Angeles',
      }),
    ).toEqual({
      channels: ['mobilePush', 'webPush', 'email', 'sms', 'whatsapp', 'slack', 'inApp', 'chat'],
      language: 'en',
      timeZone: 'America/Los_Angeles',
    })
    expect(await restOf({ $locale: 'de_DE' })).toEqual({ language: 'de_DE' })
    expect(await restOf({ $channels: [] })).toEqual({ channels: [] })
  })

  it('is a user with every other key as a property', async () => {
    const { recipients } = await storedOf({
      distinct_id: 'rex',
      name: 'Rex',
      nested: { a: [1] },
      $email: ['rex@shop.test'],
      is_transient: false,
      $skip_create: false,
      identifier: 'somebody-else',
      id: 5,
      object_type: 'dog',
    })
    expect(recipients).toEqual([
      { identifier: 'rex', name: 'Rex', nested: { a: [1] }, id: 5, object_type: 'dog' },
    ])
  })

  it('may be an object of a type', async () => {
    const { recipients } = await storedOf(
      { object_type: 'team', id: 'red', name: 'Red' },
      { object_type: 'team', id: 7 },
    )
    expect(recipients).toEqual([{ identifier: 'team/red', name: 'Red' }, { identifier: 'team/7' }])
  })

  it('who is named twice gets one run, with what both say', async () => {
    const messageId = await door.trigger({
      recipients: [
        { distinct_id: 'id1', $email: ['one@shop.test'], $channels: ['email'], name: 'recipient_1', a: 1 },
        'id2',
        {
          distinct_id: 'id1',
          $email: ['one@shop.test', 'two@shop.test'],
          $channels: ['inbox'],
          name: 'recipient_2',
        },
        'id1',
      ],
    })
    expect(await door.stored(messageId)).toMatchObject({
      recipients: [{ identifier: 'id1', name: 'recipient_2', a: 1 }, { identifier: 'id2' }],
      content: {
        perRecipient: {
          id1: {
            channels: ['inApp'],
            addresses: { email: [{ email: 'one@shop.test' }, { email: 'two@shop.test' }] },
          },
        },
      },
    })
    await expanded(door.test.db, messageId)
    expect(await door.work.runs(messageId)).toHaveLength(2)
  })

  it('who is transient becomes nobody', async () => {
    const transient = { is_transient: true, $email: ['x@shop.test'], name: 'recipient_1' }
    const messageId = await door.trigger({
      recipients: [transient, { ...transient, distinct_id: 'passer-by', name: 'Two' }, 'ann'],
      actor: { is_transient: true, name: 'actor_1' },
    })
    const { content, recipients } = await door.stored(messageId)
    expect(recipients).toEqual([{ identifier: 'ann' }])
    expect(content.transients).toEqual([
      { properties: { name: 'recipient_1' }, addresses: { email: [{ email: 'x@shop.test' }] } },
      { properties: { name: 'Two' }, addresses: { email: [{ email: 'x@shop.test' }] } },
    ])
    expect(content.actor).toEqual({ properties: { name: 'actor_1' } })
    await expanded(door.test.db, messageId)
    expect(await isUser('passer-by')).toBe(false)
  })

  it('who is not to be made is reached as one who is known, or as a passer-by', async () => {
    await door.test.call('PUT', '/v3/users/known', door.test.asApp, {})
    const { content, recipients } = await storedOf(
      { distinct_id: 'known', $skip_create: true, $sms: '+15555555555' },
      { distinct_id: 'unknown', $skip_create: true, $sms: '+15555555555', name: 'U' },
    )
    expect(recipients).toEqual([{ identifier: 'known' }])
    expect(content.perRecipient).toEqual({ known: { addresses: { sms: [{ phoneNumber: '+15555555555' }] } } })
    expect(content.transients).toEqual([
      { properties: { name: 'U' }, addresses: { sms: [{ phoneNumber: '+15555555555' }] } },
    ])
    expect(await isUser('unknown')).toBe(false)
  })

  it.each<[string, object, RegExp]>([
    ['properties with a reserved name', { nested: { constructor: 1 } }, /reserved/],
    ['too much to say', { text: 'x'.repeat(70_000) }, /at most 65536 bytes/],
    [
      'a browser without keys',
      { $webpush: { endpoint: 'https://push.test' } },
      /\$webpush\[0\]\.keys: must be an object/,
    ],
    [
      'a webhook that is no address',
      { $slack: { incoming_webhook: { url: 'hooks' } } },
      /\$slack\[0\]\.incoming_webhook\.url: must be a URL/,
    ],
    [
      'half a Teams user',
      { $ms_teams: { user_id: '29:u' } },
      /\$ms_teams\[0\]: must have incoming_webhook, or tenant_id/,
    ],
    ['an empty list of addresses', { $email: [] }, /\$email: must have at least 1 entry/],
  ])('is refused with %s', async (_what, keys, message) => {
    const answer = await door.call('POST', '/trigger/', {
      workflow: 'hello',
      recipients: [{ distinct_id: 'ann', ...keys }],
    })
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } })
  })
})
