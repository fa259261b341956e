import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutsideChannel } from '../../channels/types.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'
import { findAddresses, forgetAddress, saveAddresses } from './service.js'

const push = (name: string) => ({
  endpoint: `https://push.test/${name}`,
  keys: { p256dh: 'BNcRdreALRFXTkOOUHK1EtK2', auth: 'tBHItJI5svbpez7K' },
})

describe('addresses', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asOtherApp, {})
  })
  afterAll(() => test.close())

  const url = (user: string, channel: string) => `/v3/users/${user}/channels/${channel}`
  const get = (user: string, channel: string, as = test.asApp) => test.call('GET', url(user, channel), as)
  const put = (user: string, channel: string, addresses: unknown, as = test.asApp) =>
    test.call('PUT', url(user, channel), as, { addresses })
  const user = async (identifier: string, profile: object = {}): Promise<number> => {
    await test.call('PUT', `/v3/users/${identifier}`, test.asApp, profile)
    const row = await test.db.one<{ id: number }>`
      select u.id from app_user u join app a on a.id = u.app_id
      where a.api_key = 'shop' and u.identifier = ${identifier}`
    return row?.id ?? 0
  }
  const subscribe = async (identifier: string, device: string) => {
    const as = { ...test.asUser(identifier), 'x-engagespot-device-id': device }
    await test.call('POST', '/v3/sdk/connect', as)
    await test.call('POST', `/v3/devices/${device}/webPushSubscription`, as, push(device))
  }
  const of = async (userId: number, ...channels: OutsideChannel[]) =>
    (await findAddresses(test.db, [userId], channels)).get(userId)
  const appId = async () =>
    (await test.db.one<{ id: number }>`select id from app where api_key = 'shop'`)?.id ?? 0

  it('of profile and devices are there without being saved', async () => {
    const id = await user('ann', { email: 'ann@shop.test', phoneNumber: '+16020000000' })
    await subscribe('ann', 'anns-laptop')
    expect(await of(id, 'email', 'sms', 'whatsapp', 'webPush', 'slack')).toEqual({
      email: [{ email: 'ann@shop.test' }],
      sms: [{ phoneNumber: '+16020000000' }],
      whatsapp: [{ phoneNumber: '+16020000000' }],
      webPush: [push('anns-laptop')],
    })
    expect(await of(id, 'email')).toEqual({ email: [{ email: 'ann@shop.test' }] })
    expect((await get('ann', 'email')).body).toEqual({
      channel: 'email',
      addresses: [],
      others: [{ from: 'profile', address: { email: 'ann@shop.test' } }],
    })
  })

  it('of a profile that holds something else are none', async () => {
    const id = await user('bea', { email: null })
    await test.db.run`update app_user set profile = '{"email": 7, "phoneNumber": ""}' where id = ${id}`
    expect(await of(id, 'email', 'sms')).toBeUndefined()
  })

  it('come after the profile’s, without twins, the newest first', async () => {
    const id = await user('cleo', { email: 'Cleo@shop.test' })
    await put('cleo', 'email', [{ email: 'cleo@home.test' }, { email: 'cleo@SHOP.test' }])
    expect(await of(id, 'email')).toEqual({
      email: expect.arrayContaining([{ email: 'Cleo@shop.test' }, { email: 'cleo@home.test' }]),
    })
    expect((await of(id, 'email'))?.email).toHaveLength(2)
    expect((await of(id, 'email'))?.email?.[0]).toEqual({ email: 'Cleo@shop.test' })
  })

  it('are replaced by what is put, and removed by nothing', async () => {
    await user('dan')
    await put('dan', 'sms', [{ phoneNumber: '+16020000000' }])
    expect((await put('dan', 'sms', [{ phoneNumber: '+16020000001' }])).body).toMatchObject({
      addresses: [{ phoneNumber: '+16020000001' }],
    })
    expect((await put('dan', 'sms', [])).body).toEqual({ channel: 'sms', addresses: [], others: [] })
  })

  it('never show an access token in full, and take back what they showed', async () => {
    const id = await user('eve')
    const address = { userId: 'U123', accessToken: 'xoxb-a-long-secret' }
    const shown = { userId: 'U123', accessToken: '…cret' }
    expect((await put('eve', 'slack', [address])).body).toMatchObject({ addresses: [shown] })
    expect((await get('eve', 'slack')).body).toMatchObject({ addresses: [shown] })
    await put('eve', 'slack', [shown, { channelId: 'C1' }])
    expect((await of(id, 'slack'))?.slack).toEqual(expect.arrayContaining([address, { channelId: 'C1' }]))
    await subscribe('eve', 'eves-phone')
    expect(JSON.stringify((await get('eve', 'webPush')).body)).not.toContain(push('x').keys.auth)
  })

  it('are kept as the ten newest of a channel', async () => {
    const id = await user('fay')
    for (let n = 0; n < 12; n++) {
      const address = { webhookUrl: `https://discord.test/${n}` }
      const at = new Date(test.clock.now().getTime() + n)
      await saveAddresses(test.db, await appId(), [{ userId: id, channel: 'discord', address }], at)
    }
    const kept = (await of(id, 'discord'))?.discord ?? []
    expect(kept).toHaveLength(10)
    expect(kept[0]).toEqual({ webhookUrl: 'https://discord.test/11' })
    expect(kept[9]).toEqual({ webhookUrl: 'https://discord.test/2' })
  })

  it('are not saved for users of another app', async () => {
    const other = await test.db.one<{ id: number }>`
      select u.id from app_user u join app a on a.id = u.app_id where a.api_key = 'other'`
    const row = { userId: other?.id ?? 0, channel: 'webhook' as const, address: { url: 'https://x.test' } }
    await saveAddresses(test.db, await appId(), [row], test.clock.now())
    expect(await of(row.userId, 'webhook')).toBeUndefined()
  })

  it('are forgotten one by one; a device’s subscription too, and the profile’s never', async () => {
    const id = await user('gus', { email: 'gus@shop.test' })
    await subscribe('gus', 'gus-1')
    await subscribe('gus', 'gus-2')
    await put('gus', 'email', [{ email: 'gus@home.test' }])
    const forget = (channel: OutsideChannel, address: object) =>
      forgetAddress(test.db, { userId: id, channel, address: address as never })
    await forget('webPush', push('gus-1'))
    await forget('email', { email: 'gus@home.test' })
    await forget('email', { email: 'gus@shop.test' })
    expect(await of(id, 'webPush', 'email')).toEqual({
      webPush: [push('gus-2')],
      email: [{ email: 'gus@shop.test' }],
    })
    const devices = (await test.call('GET', '/v3/devices', test.asUser('gus'))).body as unknown as object[]
    expect(devices).toHaveLength(2)
  })

  it.each([
    ['email', { email: 'no address' }, 'addresses[0].email'],
    ['sms', { phoneNumber: '0602000000' }, 'addresses[0].phoneNumber'],
    ['whatsapp', {}, 'addresses[0].phoneNumber'],
    ['webPush', { endpoint: 'http://push.test', keys: { p256dh: 'x', auth: 'x' } }, 'addresses[0].endpoint'],
    ['mobilePush', { token: 'x', provider: 'pigeon' }, 'addresses[0].provider'],
    ['slack', { name: 'x' }, 'addresses[0].email'],
    ['slack', { channelId: 7 }, 'addresses[0].channelId'],
    ['slack', { webhookUrl: 'http://slack.test' }, 'addresses[0].webhookUrl'],
    ['chat', { webhookUrl: 'ftp://teams.test' }, 'addresses[0].webhookUrl'],
    ['discord', { webhookUrl: 7 }, 'addresses[0].webhookUrl'],
    ['webhook', { url: 'file:///etc/passwd' }, 'addresses[0].url'],
  ])('of %s have to be such', async (channel, address, field) => {
    await user('hal')
    expect(await put('hal', channel, [address])).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: expect.arrayContaining([expect.objectContaining({ field })]) },
    })
    expect((await get('hal', channel)).body).toMatchObject({ addresses: [] })
  })

  it('take what each channel asks for', async () => {
    await user('ida')
    const good: [string, object][] = [
      ['webPush', { ...push('x'), expirationTime: null }],
      ['mobilePush', { token: 'abc', provider: 'apns', bundleId: 'test.shop' }],
      ['slack', { webhookUrl: 'https://hooks.slack.test/x' }],
      ['chat', { tenantId: 't', serviceUrl: 'https://teams.test', conversationId: 'c' }],
      ['webhook', { url: 'http://shop.test/hook' }],
    ]
    for (const [channel, address] of good)
      expect(await put('ida', channel, [address]), channel).toMatchObject({ status: 200 })
  })

  it('belong to channels outside the inbox, at most ten, of users who are there', async () => {
    await user('jon')
    expect(await put('jon', 'inApp', [])).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
    const eleven = Array.from({ length: 11 }, (_, n) => ({ url: `https://x.test/${n}` }))
    expect(await put('jon', 'webhook', eleven)).toMatchObject({ status: 400 })
    expect(await put('jon', 'webhook', 'x')).toMatchObject({ status: 400 })
    for (const answer of [await get('nobody', 'sms'), await put('nobody', 'sms', [])])
      expect(answer).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
    expect(await get('jon', 'sms', test.asOtherApp)).toMatchObject({ status: 404 })
    expect(await put('jon', 'sms', [], test.asOtherApp)).toMatchObject({ status: 404 })
  })
})
