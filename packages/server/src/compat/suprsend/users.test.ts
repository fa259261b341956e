import { beforeAll, describe, expect, it } from 'vitest'
import { openSuprsend, type SuprsendTest } from './testing/open-suprsend.js'

const missing = { status: 404, body: { status: 'fail', code: 404, error: { type: 'not_found' } } }
const theirs = { workspaceKey: 'other', secret: 'other-secret' }

describe('SuprSend’s users', () => {
  let door: SuprsendTest
  beforeAll(async () => {
    door = await openSuprsend()
  })
  const profile = async (name: string) =>
    (await door.test.call('GET', `/v3/users/${encodeURIComponent(name)}`, door.test.asApp)).body['profile']
  const active = (value: unknown) => ({ value, status: 'active', perma_status: 'active' })

  it('are written, read and deleted', async () => {
    const written = await door.call('POST', '/v1/user/ann%40shop%2F1/', {
      name: 'Ann',
      $email: ['one@shop.test'],
      $sms: '+14155552671',
      $androidpush: { token: 'android', provider: 'fcm' },
      $slack: { user_id: 'U1', access_token: 'xoxb-12345678' },
      $preferred_language: 'de',
      $timezone: 'Europe/Berlin',
    })
    expect(written).toMatchObject({
      status: 200,
      body: {
        distinct_id: 'ann@shop/1',
        properties: { name: 'Ann', email: 'one@shop.test' },
        $preferred_language: 'de',
        $timezone: 'Europe/Berlin',
        created_at: expect.any(String),
        $email: [active('one@shop.test')],
        $sms: [active('+14155552671')],
        $whatsapp: [],
        $androidpush: [{ ...active('android'), id_provider: 'fcm' }],
        $slack: [active({ userId: 'U1', accessToken: '…5678' })],
      },
    })
    expect((await door.call('GET', '/v1/user/ann%40shop%2F1/')).body).toEqual(written.body)
    expect(await profile('ann@shop/1')).toEqual({
      name: 'Ann',
      email: 'one@shop.test',
      language: 'de',
      timeZone: 'Europe/Berlin',
    })
    expect((await door.call('DELETE', '/v1/user/ann%40shop%2F1/')).status).toBe(204)
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect(
        await door.call(method, '/v1/user/ann%40shop%2F1/', method === 'PATCH' ? {} : undefined),
      ).toMatchObject(missing)
  })

  it('may say nothing, or something more', async () => {
    expect(await door.call('POST', '/v1/user/bob/', {})).toMatchObject({
      status: 200,
      body: { properties: {} },
    })
    await door.call('POST', '/v1/user/bob/', { plan: 'pro' })
    await door.call('PATCH', '/v1/user/bob/', { name: 'Bob' })
    expect(await profile('bob')).toEqual({ plan: 'pro', name: 'Bob' })
  })

  it('are changed by one operation after the other', async () => {
    await door.call('POST', '/v1/user/cy/', { name: 'Cy', tags: ['a', 'b'], old: 1, $email: ['a@shop.test'] })
    const { status, body } = await door.call('PATCH', '/v1/user/cy/', {
      operations: [
        { $set: { name: 'Cyrus', $preferred_language: 'fr' }, $set_once: { name: 'No', first: 1 } },
        { $add: { visits: 2 } },
        { $add: { visits: 3 }, $append: { tags: 'c' }, $remove: { tags: 'a' } },
        { $unset: ['old'] },
        { $append: { $email: 'b@shop.test' } },
        { $append: { $iospush: 'ios', $id_provider: 'apns', $bundle_id: 'test.shop' } },
        { $append: { $androidpush: 'android', $id_provider: 'fcm' } },
        { $remove: { $email: 'a@shop.test' } },
      ],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      properties: { name: 'Cyrus', first: 1, visits: 5, tags: ['b', 'c'] },
      $preferred_language: 'fr',
      $email: [active('b@shop.test')],
      $iospush: [{ ...active('ios'), id_provider: 'apns' }],
      $androidpush: [{ ...active('android'), id_provider: 'fcm' }],
    })
    const cleared = await door.call('PATCH', '/v1/user/cy/', {
      operations: [{ $unset: ['$email', '$iospush'] }],
    })
    expect(cleared.body).toMatchObject({ $email: [], $iospush: [], $androidpush: [{ value: 'android' }] })
  })

  it('are nobody’s but their app’s', async () => {
    await door.call('POST', '/v1/user/own/', { plan: 'pro' })
    expect(await door.call('GET', '/v1/user/own/', undefined, theirs)).toMatchObject(missing)
    expect(await door.call('DELETE', '/v1/user/own/', undefined, theirs)).toMatchObject(missing)
    await door.call('POST', '/v1/user/own/', { plan: 'free' }, theirs)
    expect(await profile('own')).toEqual({ plan: 'pro' })
  })

  it.each<[string, unknown, RegExp]>([
    ['POST', [], /body: must be an object/],
    ['POST', { $email: [] }, /\$email/],
    ['POST', { constructor: 1 }, /reserved/],
    ['PATCH', { operations: 'x' }, /operations: must be an array/],
    ['PATCH', { operations: [{ $add: { visits: 'x' } }] }, /operations\[0\]\.?\$add\.visits|\$add\.visits/],
    ['PATCH', { operations: [{ $set: { prototype: 1 } }] }, /reserved/],
  ])('refuse what cannot be stored: %s %j', async (method, body, message) => {
    await door.call('POST', '/v1/user/bad/', {})
    expect(await door.call(method, '/v1/user/bad/', body)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) },
    })
  })

  it('refuse whoever has no key', async () => {
    for (const url of ['/v1/user/ann/', '/v1/tenant/north/', '/v1/tenant/'])
      expect((await door.call('GET', url, undefined, { secret: 'x' })).status).toBe(401)
  })
})
