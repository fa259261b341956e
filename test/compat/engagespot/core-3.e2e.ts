import type { CategoryDetails } from '@inboxkit/protocol'
import { expect, test } from './fixtures.js'
import type { Heard } from './pages/core-3.js'
import { asApp, type Person, unique } from './people.js'

const titles = async (person: Person): Promise<string[]> =>
  (await person.inbox()).data.map(({ title }) => title)

test('connects with a device of its own, and is told badge and app', async ({ person, openCore }) => {
  const ann = await person('ann')
  await ann.notify('One', 'Two')
  const core = await openCore(ann)
  const info = await core.evaluate(async ({ client }) => {
    const { data, error } = await client.app.getInfo()
    return { data, error, deviceId: localStorage.getItem('_engagespotDeviceId') }
  })
  expect(info).toMatchObject({
    data: {
      unreadCount: 2,
      app: {
        id: expect.any(String),
        name: 'My app',
        hideBranding: true,
        channels: expect.arrayContaining(['inApp']),
      },
    },
  })
  expect(info.deviceId).toMatch(/^[0-9a-f-]{36}$/)
})

test('lists pages of 15, by category and by state', async ({ person, openCore }) => {
  const ann = await person('ann')
  const category = unique('orders')
  await ann.notify(...Array.from({ length: 16 }, (_, n) => `Item ${n + 1}`))
  await ann.send({ title: 'Ordered' }, { category })
  await expect.poll(() => titles(ann)).toContain('Ordered')
  const core = await openCore(ann)
  const list = (query: object) =>
    core.evaluate(
      async ({ client }, given) =>
        (await client.notification.getByPage(given as { pageNo: number; limit: number })).data,
      query,
    )
  expect(await list({})).toMatchObject({ unreadCount: 17, pagination: { totalCount: 17 } })
  expect((await list({}))?.data).toHaveLength(15)
  expect(await list({ tenantIdentifier: 'acme' })).toMatchObject({ pagination: { totalCount: 17 } })
  expect((await list({ pageNo: 2 }))?.data?.map(({ title }) => title)).toEqual(['Item 2', 'Item 1'])
  expect((await list({ category }))?.data).toMatchObject([
    { title: 'Ordered', category: { id: expect.any(Number), identifier: category } },
  ])
  const [first] = (await ann.inbox()).data
  await ann.ask('POST', `/notifications/${first?.id}/click`)
  expect((await list({ filter: 'read' }))?.data?.map(({ title }) => title)).toEqual(['Ordered'])
  expect((await list({ filter: 'unread', limit: 1 }))?.data?.map(({ title }) => title)).toEqual(['Item 16'])
  expect(await list({ filter: 'unread' })).toMatchObject({ pagination: { totalCount: 16 } })
})

test('gets one item, which marks it seen', async ({ person, openCore }) => {
  const ann = await person('ann')
  const [sent] = await ann.notify('One')
  const core = await openCore(ann)
  const id = String(sent?.id)
  const got = await core.evaluate(
    async ({ client }, given) => (await client.notification.getById(given)).data,
    id,
  )
  expect(got).toMatchObject({ id: sent?.id, title: 'One', seenAt: expect.any(String), clickedAt: null })
  expect(await ann.item(sent?.id ?? 0)).toMatchObject({ seenAt: expect.any(String), clickedAt: null })
})

test('hears of a new item once', async ({ person, openCore }) => {
  const ann = await person('ann')
  const [here, there] = [await openCore(ann), await openCore(ann)]
  await ann.send(
    {
      title: 'Rich',
      message: 'With everything',
      icon: 'https://shop.test/i.png',
      url: 'https://shop.test/o/1',
      blocks: [
        { id: 'b1', type: 'button', variant: 'primary', text: 'Track', link: '/t/1', externalLink: true },
      ],
    },
    { data: { order: 1 }, category: 'orders' },
  )
  await expect.poll(() => titles(ann)).toEqual(['Rich'])
  const [item] = (await ann.inbox()).data
  await ann.notify('Second')
  for (const core of [here, there]) {
    const heard = (): Promise<readonly Heard[]> => core.evaluate(({ heard }) => heard)
    await expect.poll(async () => (await heard()).length).toBe(2)
    const { seq: _, sort: __, readAt: ___, ...asTheirs } = item ?? { seq: 0, sort: 0, readAt: null }
    expect(await heard()).toMatchObject([
      ['notificationReceive', { notification: asTheirs }],
      ['notificationReceive', { notification: { title: 'Second' } }],
    ])
  }
})

test('changes items, and each change is told on every page', async ({ person, openCore }) => {
  const ann = await person('ann')
  const [one, two, three] = await ann.notify('One', 'Two', 'Three')
  const [here, there] = [await openCore(ann), await openCore(ann)]
  const answers = await here.evaluate(
    async ({ client }, [read, stated, removed]) => [
      (await client.notification.markAsRead(read)).data,
      (await client.notification.changeState({ id: stated, state: 'accepted' })).data,
      (await client.notification.remove(removed)).data,
    ],
    [String(one?.id), String(two?.id), String(three?.id)] as const,
  )
  expect(answers).toMatchObject([
    { id: one?.id, clickedAt: expect.any(String) },
    { id: two?.id, title: 'Two', state: 'accepted' },
    { message: 'Notification deleted successfully' },
  ])
  expect((await ann.inbox()).data).toMatchObject([
    { id: two?.id, state: 'accepted', clickedAt: null },
    { id: one?.id, clickedAt: expect.any(String) },
  ])
  for (const core of [here, there]) {
    const heard = (): Promise<readonly Heard[]> => core.evaluate(({ heard }) => heard)
    await expect.poll(async () => (await heard()).length).toBe(5)
    expect(await heard()).toMatchObject([
      ['notificationRead', { id: one?.id }],
      ['notificationSeen', { unseenCount: 2 }],
      ['notificationStateChange', { notification: { id: two?.id, title: 'Two', state: 'accepted' } }],
      ['notificationDelete', { id: three?.id }],
      ['notificationSeen', { unseenCount: 1 }],
    ])
  }
})

test('marks a page seen, then all read, then deletes all', async ({ person, openCore }) => {
  const ann = await person('ann')
  await ann.notify('One', 'Two', 'Three')
  const [here, there] = [await openCore(ann), await openCore(ann)]
  const outcome = (call: 'markAllAsRead' | 'removeAll') =>
    here.evaluate(async ({ client }, name) => (await client.notification[name]()).response.status, call)

  await here.evaluate(({ client }) => client.notification.markAllAsSeen({ limit: 2, page: 1 }))
  expect((await ann.inbox()).counts).toEqual({ unseen: 1, unread: 3, total: 3 })
  await here.evaluate(({ client }) => client.notification.markAllAsSeen({ limit: 2, page: 2 }))
  expect((await ann.inbox()).counts).toEqual({ unseen: 0, unread: 3, total: 3 })
  expect(await outcome('markAllAsRead')).toBe(200)
  expect((await ann.inbox()).counts).toEqual({ unseen: 0, unread: 0, total: 3 })
  expect(await outcome('removeAll')).toBe(200)
  expect((await ann.inbox()).data).toEqual([])

  for (const core of [here, there]) {
    const heard = (): Promise<readonly Heard[]> => core.evaluate(({ heard }) => heard)
    await expect.poll(async () => (await heard()).map(([name]) => name)).toContain('notificationDeleteAll')
    const all = await heard()
    expect(all.filter(([name]) => name === 'notificationReadAll')).toHaveLength(1)
    expect(all.filter(([name]) => name === 'notificationDeleteAll')).toHaveLength(1)
    const badges = all.flatMap(([name, payload]) =>
      name === 'notificationSeen' ? [(payload as { unseenCount: number }).unseenCount] : [],
    )
    expect([...new Set(badges)]).toEqual([1, 0])
  }
})

test('reads and sets preferences, which deliveries obey', async ({ person, openCore, world }) => {
  const ann = await person('ann')
  const identifier = unique('offers')
  const { id } = await asApp<CategoryDetails>(world, 'POST', '/categories', { identifier, name: 'Offers' })
  const core = await openCore(ann)
  const preferences = () =>
    core.evaluate(async ({ client }) => (await client.preferences.getPreferences()).data)
  expect(await preferences()).toEqual([])
  const categories = await core.evaluate(
    async ({ client }) => (await client.preferences.getCategories()).data,
  )
  expect(categories).toContainEqual(
    expect.objectContaining({
      id,
      identifier,
      name: 'Offers',
      hideInApp: false,
      hideInPreferenceManager: false,
    }),
  )
  const set = (channels: { channel: 'inApp' | 'email'; enabled: boolean }[]) =>
    core.evaluate(
      async ({ client }, given) => (await client.preferences.setPreferences([given])).response.status,
      { categoryId: id, channels },
    )
  expect(await set([{ channel: 'inApp', enabled: false }])).toBe(200)
  expect(await set([{ channel: 'email', enabled: true }])).toBe(200)
  expect(await preferences()).toEqual([
    {
      category: { id, identifier, name: 'Offers' },
      channelPreferences: expect.arrayContaining([
        { channel: 'inApp', enabled: false },
        { channel: 'email', enabled: true },
      ]),
    },
  ])
  await ann.send({ title: 'Unwanted' }, { category: identifier })
  await ann.notify('Wanted')
  expect(await titles(ann)).toEqual(['Wanted'])
})

test('sets profile attributes', async ({ person, openCore }) => {
  const ann = await person('ann')
  const core = await openCore(ann)
  const set = (attributes: object) =>
    core.evaluate(({ client }, given) => client.preferences.setProfileAttributes(given), attributes)
  expect(await set({ plan: 'pro', email: 'ann@shop.test' })).toBe(true)
  expect(await set({ plan: 'max' })).toBe(true)
  expect(await ann.profile()).toEqual({ plan: 'max', email: 'ann@shop.test' })
})

test('subscribes to web push, and its device keeps the subscription', async ({
  person,
  openCore,
  context,
}) => {
  const ann = await person('ann')
  const subscription = {
    endpoint: 'https://push.test/send/1',
    expirationTime: null,
    keys: {
      p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
      auth: 'AAAAAAAAAAAAAAAAAAAAAA',
    },
  }
  await context.grantPermissions(['notifications'])
  // There is no push service in this browser.
  await context.addInitScript((given) => {
    PushManager.prototype.subscribe = () =>
      Promise.resolve({ toJSON: () => given } as unknown as PushSubscription)
  }, subscription)
  // An app that has web push on; delivery is not what is tried here.
  await context.route('**/v3/sdk/connect', async (route) => {
    const response = await route.fetch()
    if (route.request().method() === 'OPTIONS') return route.fulfill({ response })
    const { app, ...rest } = await response.json()
    return route.fulfill({
      response,
      json: { ...rest, app: { ...app, enableWebPush: true, publicKey: 'BAAA' } },
    })
  })
  const core = await openCore(ann, { disableAutoStart: true, disableRtm: false })
  await core.evaluate(async ({ client }) => {
    await client.app.connect()
    await client.webPush.connect()
    await client.webPush.subscribe()
  })
  expect(await ann.ask('GET', '/devices')).toEqual([
    expect.objectContaining({ browserType: 'chrome', hasWebPush: true }),
  ])
})

test('is refused without what the mode wants', async ({ person, openCore, faults, world }) => {
  const ann = await person('ann')
  const { apiKey, userId } = ann.credentials
  const credentials = { apiKey: world.mode === 'open' ? 'no-such-key' : apiKey, userId }
  const core = await openCore({ ...ann, credentials }, { disableAutoStart: true })
  const { error, status } = await core.evaluate(async ({ client }) => {
    const { error, response } = await client.app.connect()
    return { error: error as unknown, status: response.status }
  })
  expect(status).toBe(401)
  expect(error).toMatchObject({ status: 'error', message: expect.any(String) })
  // The browser itself notes a refused request.
  expect(faults.take()).toEqual([expect.stringMatching(/^Console: Failed to load resource.*401/)])
})
