import { beforeAll, describe, expect, it } from 'vitest'
import { expanded } from '../../testing/test-server.js'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

describe('what SuprSend’s triggers say of users stays with them', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend()
  })
  const trigger = async (fields: object) => {
    const messageId = await door.trigger(fields)
    await expanded(door.test.db, messageId)
    await door.test.settle()
    return messageId
  }
  const user = (identifier: string) => door.test.call('GET', `/v3/users/${identifier}`, door.test.asApp)

  it('with every address, the first e-mail address in the profile', async () => {
    await trigger({
      recipients: [
        {
          distinct_id: 'ann',
          $email: ['one@shop.test', 'two@shop.test'],
          $sms: '+14155552671',
          $androidpush: { token: 'android', provider: 'fcm' },
          $slack: { user_id: 'U1', access_token: 'xoxb-12345' },
          name: 'Ann',
        },
      ],
    })
    expect((await user('ann')).body['profile']).toEqual({ name: 'Ann', email: 'one@shop.test' })
    const saved = await door.test.db.many<{ channel: string; address: unknown }>`
      select a.channel, a.address from address a join app_user u on u.id = a.user_id
      where u.identifier = 'ann' order by a.channel, a.address::text`
    expect(saved).toEqual([
      { channel: 'email', address: { email: 'one@shop.test' } },
      { channel: 'email', address: { email: 'two@shop.test' } },
      { channel: 'mobilePush', address: { token: 'android', provider: 'fcm' } },
      { channel: 'slack', address: { userId: 'U1', accessToken: 'xoxb-12345' } },
      { channel: 'sms', address: { phoneNumber: '+14155552671' } },
    ])
  })

  it('and changes no e-mail address that the profile has', async () => {
    await door.test.call('PUT', '/v3/users/bob', door.test.asApp, { email: 'bob@shop.test' })
    await trigger({ recipients: [{ distinct_id: 'bob', $email: 'other@shop.test' }] })
    expect((await user('bob')).body['profile']).toEqual({ email: 'bob@shop.test' })
  })

  it('but not with a passer-by', async () => {
    await trigger({
      recipients: [{ is_transient: true, distinct_id: 'cy', $email: 'cy@shop.test' }],
    })
    expect((await user('cy')).status).toBe(404)
  })

  it('also with an actor who is described, and is no recipient', async () => {
    const messageId = await trigger({
      actor: { distinct_id: 'act', name: 'Actor' },
      recipients: [{ distinct_id: 'dan', name: 'Dan' }],
      data: { amount: 3 },
    })
    expect((await user('act')).body['profile']).toEqual({ name: 'Actor' })
    expect(await door.work.titles('act')).toEqual([])
    expect(await door.work.runs(messageId)).toHaveLength(1)
  })

  it('and templates see of an actor what is known and what is said', async () => {
    await door.test.call('PUT', '/v3/users/boss', door.test.asApp, { name: 'Boss', room: 5 })
    const said = async (actor: unknown) => {
      const name = `dan-${JSON.stringify(actor)}`
      await trigger({ recipients: [name], actor, data: { amount: '/' } })
      const { body } = await door.test.call(
        'GET',
        `/v3/notifications?${new URLSearchParams({ userIdentifier: name })}`,
        door.test.asApp,
      )
      return body.data?.[0]?.['message']
    }
    expect(await said('boss')).toBe('Boss /')
    expect(await said({ distinct_id: 'boss', name: 'Chief' })).toBe('Chief /')
    expect(await said({ is_transient: true, name: 'Passer-by' })).toBe('Passer-by /')
    expect(await said('nobody')).toBe(' /')
    expect((await user('nobody')).status).toBe(404)
  })
})
