import type { AppSettings, CategoryDetails, Notification } from '@inboxkit/protocol'
import { afterEach, expect, it } from 'vitest'
import { connectVendor } from '../../kit/vendor-client.js'
import { type Core1Page, Engagespot, openCore1 } from './core-1-client.js'
import { inEveryMode } from './in-every-mode.js'
import { asApp, credentialsOf, type Person, unique } from './people.js'

inEveryMode('@engagespot/core 1.3.8', ({ world, person }) => {
  const opened: Core1Page[] = []
  const open = async (user: Person, more?: { profile?: object }): Promise<Core1Page> => {
    const page = await openCore1(world, user, more)
    opened.push(page)
    return page
  }
  afterEach(() => {
    for (const page of opened.splice(0)) page.close()
  })

  /** Two open pages of one user, and some items. */
  const withItems = async (
    ...titles: string[]
  ): Promise<{ ann: Person; here: Core1Page; there: Core1Page; items: Notification[] }> => {
    const ann = await person('ann')
    const items = await ann.notify(...titles)
    return { ann, items, here: await open(ann), there: await open(ann) }
  }

  it('connects, and takes over badge, channels and branding', async () => {
    const ann = await person('ann')
    await ann.notify('One', 'Two')
    const { client } = await open(ann)
    expect(client).toMatchObject({ instanceState: 'connected', unreadCount: 2, hideBranding: true })
    const { channels } = await asApp<AppSettings>(world, 'GET', '/app')
    expect(client.enabledChannels).toEqual(channels)
    expect(client.deviceId).toEqual(expect.any(String))
  })

  it('is pointed here by its other options as well', async () => {
    const ann = await person('ann')
    const { apiKey, ...user } = ann.credentials
    const client = new Engagespot(apiKey, {
      ...user,
      endPointOverride: `${world.url}/v3`,
      rtmService: 'self',
      rtmServer: world.url,
    })
    const heard: unknown[] = []
    client.onNotificationReceive((item: unknown) => heard.push(item))
    expect(await client.isReady()).toBe(true)
    await expect.poll(() => client.rtmClient.connected).toBe(true)
    await ann.notify('Live')
    await expect.poll(() => heard).toMatchObject([{ title: 'Live' }])
    client.rtmClient.disconnect()
  })

  it('is not ready without what the mode wants, and its socket is refused', async () => {
    const ann = await person('ann')
    const { apiKey, userId } = ann.credentials
    const unproven = { apiKey: world.mode === 'open' ? 'no-such-key' : apiKey }
    const client = new Engagespot(unproven.apiKey, { userId, baseURL: world.url })
    expect(await client.isReady()).toBe(false)
    await expect(client.getPreferences()).rejects.toThrow(/^Unexpected status code 401: .+, .+/)
    await expect(connectVendor(world.url, userId, unproven)).rejects.toThrow()
    // What proves the namesake in the other app proves nothing here.
    const { userSignature, userToken } = credentialsOf(world, world.other, userId)
    if (userSignature !== undefined)
      await expect(connectVendor(world.url, userId, { apiKey, userSignature })).rejects.toThrow()
    if (userToken !== undefined) {
      await ann.notify('Ours')
      const theirs = new Engagespot(apiKey, { userId, userToken, baseURL: world.url })
      const { data } = await theirs.getNotificationList().fetch()
      expect(data.map(({ title }) => title)).toEqual(['Theirs'])
      theirs.rtmClient.disconnect()
    }
  })

  it('makes a user known by connecting in open mode alone', async () => {
    const userId = unique('newcomer')
    const { apiKey, ...user } = credentialsOf(world, world.shop, userId)
    const client = new Engagespot(apiKey, { ...user, baseURL: world.url })
    expect(await client.isReady()).toBe(world.mode === 'open')
    const find = asApp(world, 'GET', `/users/${userId}`)
    if (world.mode === 'open') {
      expect(await find).toMatchObject({ identifier: userId })
      client.rtmClient.disconnect()
    } else await expect(find).rejects.toMatchObject({ status: 404 })
  })

  it('lists pages as its own objects', async () => {
    const ann = await person('ann')
    await ann.send(
      {
        title: 'Rich',
        message: 'With everything',
        icon: 'https://shop.test/i.png',
        url: 'https://shop.test/o/1',
        blocks: [{ id: 'b1', type: 'button', variant: 'primary', text: 'Track' }],
      },
      { data: { order: 1 } },
    )
    await expect.poll(async () => (await ann.inbox()).counts.total).toBe(1)
    await ann.notify('Plain')
    const { client } = await open(ann)
    const list = await client.getNotificationList().fetch(1, 1)
    expect(list).toMatchObject({ unreadCount: 2, totalCount: 2, totalPages: 2, currentPage: 1 })
    expect(list.data.map(({ title }) => title)).toEqual(['Plain'])
    const [rich] = (await client.getNotificationList().fetch(2, 1)).data
    expect(rich).toMatchObject({
      id: expect.any(Number),
      title: 'Rich',
      message: 'With everything',
      icon: 'https://shop.test/i.png',
      url: 'https://shop.test/o/1',
      data: { order: 1 },
      seenAt: null,
      clickedAt: null,
      createdAt: expect.any(String),
      blocks: [{ id: 'b1', type: 'button', variant: 'primary', text: 'Track' }],
    })
  })

  it('hears of a new item once on each page, in its own words', async () => {
    const { ann, here, there } = await withItems()
    const [live] = await ann.notify('Live', 'Second')
    for (const page of [here, there]) {
      await expect.poll(() => page.of('onNotificationReceive').length).toBe(2)
      expect(page.of('onNotificationReceive')[0]).toMatchObject([
        { id: live?.id, title: 'Live', message: 'About Live', createdAt: live?.createdAt, blocks: [] },
      ])
      expect(page.heard).toHaveLength(2)
    }
  })

  it('marks items read, by list and by id; the other page hears which', async () => {
    const { ann, here, there, items } = await withItems('One', 'Two')
    const [listed] = (await here.client.getNotificationList().fetch()).data
    expect(await listed?.markAsRead()).toBe(listed)
    expect(await here.client.markAsRead(String(items[0]?.id))).toMatchObject({ id: String(items[0]?.id) })
    for (const { id } of items) expect(await ann.item(id)).toMatchObject({ clickedAt: expect.any(String) })
    for (const page of [here, there])
      await expect.poll(() => page.of('onNotificationRead')).toEqual([[items[1]?.id], [items[0]?.id]])
    // A new session begins with the badge that is left.
    expect((await open(ann)).client.unreadCount).toBe(0)
  })

  it('makes items unread and unseen again', async () => {
    const { ann, here, items } = await withItems('One')
    const id = items[0]?.id ?? 0
    const [item] = (await here.client.getNotificationList().fetch()).data
    await item?.markAsClicked()
    expect(await ann.item(id)).toMatchObject({ seenAt: expect.any(String), clickedAt: expect.any(String) })
    expect(await item?.markAsUnRead()).toBe(item)
    expect(await ann.item(id)).toMatchObject({ seenAt: expect.any(String), clickedAt: null })
    expect(await item?.markAsUnSeen()).toBe(item)
    expect(await ann.item(id)).toMatchObject({ seenAt: null, clickedAt: null })
  })

  it('marks one page seen, and the other page’s badge goes with it', async () => {
    const { ann, here, there } = await withItems('One', 'Two', 'Three')
    await here.client.markAllAsSeen(1, 2)
    expect((await ann.inbox()).counts.unseen).toBe(1)
    await expect.poll(() => there.of('onNotificationSee').length).toBeGreaterThan(0)
    expect(there.of('onMarkAllNotificationsAsSeen')).toEqual([])
    // Its React part has no other event that takes the badge away.
    await here.client.getNotificationList().markAllAsSeen(2, 2)
    expect((await ann.inbox()).counts).toEqual({ unseen: 0, unread: 3, total: 3 })
    for (const page of [here, there])
      await expect.poll(() => page.of('onMarkAllNotificationsAsSeen').length).toBe(1)
  })

  it('changes the state of an item with whatever the page gives', async () => {
    const { ann, here, there, items } = await withItems('Approve?')
    const id = items[0]?.id ?? 0
    const changed = await here.client.changeNotificationState(String(id), {
      state: 'accepted',
      data: { by: 'ann' },
    })
    expect(changed).toMatchObject({ id, title: 'Approve?', state: 'accepted' })
    expect(await ann.item(id)).toMatchObject({ state: 'accepted' })
    for (const page of [here, there]) {
      await expect.poll(() => page.of('onNotificationStateChange').length).toBe(1)
      expect(page.of('onNotificationStateChange')).toMatchObject([[id, { id, state: 'accepted' }]])
    }
  })

  it('deletes items, by list and by id', async () => {
    const { ann, here, there, items } = await withItems('One', 'Two', 'Three')
    const [newest] = (await here.client.getNotificationList().fetch()).data
    await newest?.delete()
    await here.client.deleteNotification(String(items[0]?.id))
    expect((await ann.inbox()).data.map(({ title }) => title)).toEqual(['Two'])
    for (const page of [here, there])
      await expect.poll(() => page.of('onNotificationDelete')).toEqual([[items[2]?.id], [items[0]?.id]])
    await expect(here.client.deleteNotification(String(items[0]?.id))).rejects.toThrow(
      /^Unexpected status code 404: .+, .+/,
    )
  })

  it('marks all read and deletes all', async () => {
    const { ann, here, there } = await withItems('One', 'Two')
    await here.client.markAllAsRead()
    expect((await ann.inbox()).counts).toEqual({ unseen: 0, unread: 0, total: 2 })
    await here.client.deleteAllNotifications()
    expect((await ann.inbox()).data).toEqual([])
    for (const page of [here, there]) {
      await expect.poll(() => page.of('onAllNotificationsDelete').length).toBe(1)
      expect(page.of('onMarkAllNotificationsAsRead')).toHaveLength(1)
    }
  })

  it('fetches one item, which marks it seen; of the answer it expects another shape than the reference has', async () => {
    const { ann, here, items } = await withItems('One')
    const [item] = (await here.client.getNotificationList().fetch()).data
    // It reads `data.title` of the answer. The reference, core 3 and we answer with the item itself, whose `data` is null.
    await expect(item?.fetch()).rejects.toThrow(TypeError)
    expect(await ann.item(items[0]?.id ?? 0)).toMatchObject({ seenAt: expect.any(String), clickedAt: null })
  })

  it('reads and sets preferences, which deliveries obey', async () => {
    const ann = await person('ann')
    const identifier = unique('offers')
    const { id } = await asApp<CategoryDetails>(world, 'POST', '/categories', { identifier, name: 'Offers' })
    const { client } = await open(ann)
    expect(await client.getCategories()).toContainEqual(
      expect.objectContaining({ id, identifier, name: 'Offers' }),
    )
    expect(await client.getPreferences()).toEqual([])
    const off = [{ channel: 'inApp' as const, enabled: false }]
    // Its types have the id as text.
    expect(await client.setPreferences([{ categoryId: String(id), channels: off }])).toBe(client)
    const set = await client.getPreferences()
    expect(set).toMatchObject([{ category: { id, identifier }, channelPreferences: off }])
    await ann.send({ title: 'Unwanted' }, { category: identifier })
    await ann.notify('Wanted')
    expect((await ann.inbox()).data.map(({ title }) => title)).toEqual(['Wanted'])
  })

  it('sets profile attributes, also with its option', async () => {
    const ann = await person('ann')
    const { client } = await open(ann, { profile: { plan: 'pro' } })
    await expect.poll(() => ann.profile()).toEqual({ plan: 'pro' })
    expect(await client.setProfileAttributes({ email: 'ann@shop.test' })).toBe(client)
    expect(await ann.profile()).toEqual({ plan: 'pro', email: 'ann@shop.test' })
  })

  it('stores a push subscription for its device', async () => {
    const ann = await person('ann')
    const { client } = await open(ann)
    const subscription = {
      endpoint: 'https://push.test/send/1',
      expirationTime: null,
      keys: { p256dh: p256dh, auth: 'AAAAAAAAAAAAAAAAAAAAAA' },
    }
    expect(await client.attachPushSubscription(subscription as unknown as PushSubscription)).toBe(true)
    expect(await ann.ask('GET', '/devices')).toEqual([
      expect.objectContaining({ id: client.deviceId, deviceType: 'browser', hasWebPush: true }),
    ])
  })

  it('is told plainly that there is no Ably', async () => {
    const ann = await person('ann')
    const { client } = await open(ann)
    // What `rtmService: 'ably'` asks first. Whatever is not an error would send it to Ably's own servers.
    await expect(client['_createTokenRequest']()).rejects.toThrow(/^Unexpected status code 4\d\d: .*self/s)
  })
})

/** A point on P-256, uncompressed, as browsers give it. */
const p256dh = 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM'
