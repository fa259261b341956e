import { expect, it } from 'vitest'
import { onBoth } from './on-both.js'

const iso = expect.stringMatching(/^2030-01-01T/)

onBoth('what users set', (world) => {
  it('is a profile: merged, patched, and without an identifier', async () => {
    const ann = await world().person()
    expect(await ann.call('GET', '/profile')).toEqual({ status: 200, body: {} })
    await ann.call('PUT', '/profile', { firstName: 'Ann', plan: { name: 'gold' } })
    expect((await ann.call('PUT', '/profile', { email: 'ann@shop.test' })).body).toEqual({
      firstName: 'Ann',
      plan: { name: 'gold' },
      email: 'ann@shop.test',
    })
    expect((await ann.call('PATCH', '/profile', { firstName: null })).body.firstName).toBeNull()
    const patch = [
      { op: 'replace', path: '/plan/name', value: 'free' },
      { op: 'add', path: '/seats', value: [1] },
      { op: 'add', path: '/seats/-', value: 2 },
      { op: 'copy', from: '/seats/0', path: '/first' },
      { op: 'move', from: '/first', path: '/one' },
      { op: 'remove', path: '/firstName' },
      { op: 'test', path: '/one', value: 1 },
    ]
    const patched = { plan: { name: 'free' }, email: 'ann@shop.test', seats: [1, 2], one: 1 }
    expect((await ann.call('PATCH', '/profile', patch)).body).toEqual(patched)
    expect(await ann.call('PATCH', '/profile', [{ op: 'remove', path: '/none' }])).toMatchObject({
      status: 422,
      body: { code: 'unprocessable', fields: [{ field: '[0].path', message: 'must exist' }] },
    })
    expect(await ann.call('PUT', '/profile', { identifier: 'bob' })).toMatchObject({
      status: 422,
      body: { code: 'unprocessable', fields: [{ field: 'identifier' }] },
    })
    expect((await ann.call('GET', '/profile')).body).toEqual(patched)
  })

  it('is a choice per category and channel, which can be forgotten', async () => {
    const ann = await world().person()
    const orders = await world().addCategory('orders')
    const bills = await world().addCategory('bills', true)
    const choose = (categoryId: number | string, channels: object[]) =>
      ann.call('PATCH', '/preferences', { preference: [{ categoryId, channels }] })
    expect(await ann.call('GET', '/preferences')).toEqual({ status: 200, body: [] })
    const off = { channel: 'email', enabled: false }
    const category = { id: orders, identifier: 'orders', name: 'orders' }
    expect(await choose(String(orders), [off, { channel: 'inApp', enabled: 1 }])).toEqual({
      status: 200,
      body: [{ category, channelPreferences: [{ channel: 'inApp', enabled: true }, off] }],
    })
    expect((await choose(orders, [{ channel: 'inApp', enabled: null }])).body).toEqual([
      { category, channelPreferences: [off] },
    ])
    expect((await choose(orders, [{ channel: 'email', enabled: null }])).body).toEqual([])
    expect(await choose(999_999, [off])).toMatchObject({
      status: 404,
      body: {
        code: 'category_not_found',
        message: ['preference[0].categoryId must be the id of a category'],
      },
    })
    expect(await choose(bills, [off])).toMatchObject({
      status: 422,
      body: {
        code: 'unprocessable',
        message: ['preference[0].channels[0] must not be turned off: the category is required'],
      },
    })
    expect((await ann.call('GET', '/preferences')).body).toEqual([])
  })

  it('is a choice per channel, and quiet hours', async () => {
    const ann = await world().person()
    expect((await ann.call('GET', '/preferences/channels')).body).toEqual([])
    const channels = [
      { channel: 'sms', enabled: false },
      { channel: 'email', enabled: true },
    ]
    expect(await ann.call('PATCH', '/preferences/channels', { channels })).toEqual({
      status: 200,
      body: channels.toReversed(),
    })
    expect((await ann.call('GET', '/preferences/quiet-hours')).body).toEqual({
      timeZone: null,
      schedule: {},
      enabled: false,
    })
    const schedule = { mon: [{ from: '22:00', to: '06:00' }] }
    const set = { timeZone: null, schedule, enabled: true }
    expect((await ann.call('PUT', '/preferences/quiet-hours', { schedule })).body).toEqual(set)
    expect((await ann.call('GET', '/preferences/quiet-hours')).body).toEqual(set)
  })

  it('belongs to categories, which all see in full', async () => {
    const ann = await world().person()
    await world().addCategory('news')
    const { body } = await ann.call('GET', '/categories')
    expect(Object.values(body).at(-1)).toEqual({
      id: expect.any(Number),
      identifier: 'news',
      name: 'news',
      description: null,
      hideInApp: false,
      hideInInApp: false,
      hideInPreferenceManager: false,
      isRequired: false,
      createdAt: iso,
      updatedAt: iso,
    })
  })

  it('is devices, with a push subscription or without, each the last one’s who connected with it', async () => {
    const [ann, bob] = [await world().person(), await world().person()]
    const connect = (who: typeof ann, deviceId: string) =>
      who.call('POST', '/sdk/connect', { deviceType: 'browser', browserType: 'Chrome', deviceId })
    await connect(ann, `${ann.id}-phone`)
    const device = {
      id: `${ann.id}-phone`,
      deviceType: 'browser',
      browserType: 'Chrome',
      hasWebPush: false,
      createdAt: iso,
      lastSeenAt: iso,
    }
    expect(await ann.call('GET', '/devices')).toEqual({ status: 200, body: [device] })
    const subscription = { endpoint: 'https://push.test/1', keys: { p256dh: 'a_b-', auth: 'cd' } }
    const subscribe = (who: typeof ann, body: object = subscription) =>
      who.call('POST', `/devices/${ann.id}-phone/webPushSubscription`, body)
    expect(await subscribe(ann)).toEqual({ status: 200, body: { ...device, hasWebPush: true } })
    expect(await subscribe(bob)).toMatchObject({ status: 404, body: { code: 'device_not_found' } })
    expect(await subscribe(ann, { ...subscription, endpoint: 'http://push.test' })).toMatchObject({
      status: 400,
      body: { message: ['endpoint must be an https address'] },
    })
    await connect(bob, `${ann.id}-phone`)
    expect((await ann.call('GET', '/devices')).body).toEqual([])
    expect((await bob.call('GET', '/devices')).body).toMatchObject([{ hasWebPush: false }])
    expect(await bob.call('DELETE', `/devices/${ann.id}-phone`)).toEqual({
      status: 200,
      body: { message: 'Device removed' },
    })
    expect(await bob.call('DELETE', `/devices/${ann.id}-phone`)).toMatchObject({
      status: 404,
      body: { code: 'device_not_found' },
    })
  })

  it('is told to the sockets of its user', async () => {
    const [ann, bob] = [await world().person(), await world().person()]
    const [ear, other] = [await ann.listen(), await bob.listen()]
    await ann.call('PUT', '/profile', { firstName: 'Ann' })
    await ann.call('PATCH', '/preferences/channels', { channels: [{ channel: 'sms', enabled: false }] })
    await ann.call('PUT', '/preferences/quiet-hours', { schedule: {} })
    await expect
      .poll(() => ear.events.filter(([name]) => name === 'settings'))
      .toEqual(['profile', 'preferences', 'preferences'].map((changed) => ['settings', { changed }]))
    expect(other.events.map(([name]) => name)).toEqual(['beacon'])
    for (const one of [ear, other]) one.close()
  })
})
