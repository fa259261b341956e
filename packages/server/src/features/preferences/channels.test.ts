import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
  for (const user of ['ann', 'bob']) await test.call('PUT', `/v3/users/${user}`, test.asApp)
})
afterAll(() => test.close())

const url = '/v3/preferences/channels'
const get = async (headers = test.asUser('ann')) => (await test.call('GET', url, headers)).body as unknown
const patch = (channels: unknown, headers = test.asUser('ann'), at = url) =>
  test.call('PATCH', at, headers, { channels })

describe('channels as a whole', () => {
  it('are as they are for a user who never chose', async () => {
    expect(await get(test.asUser('new'))).toEqual([])
  })

  it('change where they are named, in the order of screens, and the later of two counts', async () => {
    const chosen = [
      { channel: 'inApp', enabled: true },
      { channel: 'email', enabled: false },
    ]
    expect(await patch([{ channel: 'email', enabled: true }, ...chosen.toReversed()])).toMatchObject({
      status: 200,
      body: chosen,
    })
    expect(await get()).toEqual(chosen)
    expect((await patch([{ channel: 'email', enabled: 1 }])).body).toEqual([
      chosen[0],
      { channel: 'email', enabled: true },
    ])
    expect((await patch([])).body).toHaveLength(2)
  })

  it('leave the list of categories as clients know it', async () => {
    const user = test.asUser('carl')
    await patch([{ channel: 'email', enabled: false }], user)
    expect((await test.call('GET', '/v3/preferences', user)).body).toEqual([])
  })

  it('are read and changed by the app for a user, and by no other app or user', async () => {
    const ofBob = '/v3/users/bob/preferences/channels'
    const off = [{ channel: 'sms', enabled: false }]
    expect(await patch(off, test.asApp, ofBob)).toMatchObject({ status: 200, body: off })
    expect((await test.call('GET', ofBob, test.asApp)).body).toEqual(off)
    expect(await get(test.asUser('bob'))).toEqual(off)
    const missing = { status: 404, body: { code: 'user_not_found' } }
    expect(await patch(off, test.asOtherApp, ofBob)).toMatchObject(missing)
    expect(await test.call('GET', ofBob, test.asOtherApp)).toMatchObject(missing)
    await patch([{ channel: 'sms', enabled: true }], test.asOtherUser('bob'))
    expect(await get(test.asUser('bob'))).toEqual(off)
  })

  it.each([
    [undefined, 'channels', /must be an array/],
    [{}, 'channels', /must be an array/],
    [[{ channel: 'push', enabled: true }], 'channels[0].channel', /must be one of inApp/],
    [[{ channel: 'sms', enabled: 'no' }], 'channels[0].enabled', /must be a boolean or one of 0, 1/],
    [Array.from({ length: 11 }, () => ({ channel: 'sms', enabled: true })), 'channels', /at most 10/],
  ])('that are not valid are refused (%#)', async (channels, field, message) => {
    expect(await patch(channels, test.asUser('dora'))).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', fields: [{ field, message: expect.stringMatching(message) }] },
    })
    expect(await get(test.asUser('dora'))).toEqual([])
  })
})

describe('P8: the inbox turned off as a whole', () => {
  it('keeps everything out but what was chosen one by one and what is required', async () => {
    const create = async (identifier: string, isRequired = false) =>
      (await test.call('POST', '/v3/categories', test.asApp, { identifier, name: identifier, isRequired }))
        .body['id']
    await create('news')
    await create('security', true)
    const orders = await create('orders')
    const user = test.asUser('eve')
    await test.call('PUT', '/v3/users/eve', test.asApp)
    await test.call('PATCH', '/v3/preferences', user, {
      preference: [{ categoryId: orders, channels: [{ channel: 'inApp', enabled: true }] }],
    })
    const send = async () => {
      for (const category of ['news', 'security', 'orders', undefined])
        await test.send(['eve'], { title: String(category), ...(category ? { category } : {}) })
      const page = await test.call('GET', '/v3/notifications', user)
      const titles = (page.body.data ?? []).map(({ title }) => title)
      await test.call('POST', '/v3/notifications/markAllNotificationsAsDeleted', user)
      return titles
    }
    expect(await send()).toEqual(['undefined', 'orders', 'security', 'news'])
    await patch([{ channel: 'inApp', enabled: false }], user)
    expect(await send()).toEqual(['orders', 'security'])
    await patch([{ channel: 'inApp', enabled: true }], user)
    expect(await send()).toHaveLength(4)
  })
})
