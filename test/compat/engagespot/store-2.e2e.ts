import type { AppSettings, CategoryDetails } from '@inboxkit/protocol'
import { expect, test } from './fixtures.js'
import { asApp, unique } from './people.js'

test('starts with the badge, the list, the branding and the channels', async ({
  person,
  openStore,
  world,
}) => {
  const ann = await person('ann')
  await ann.notify(...Array.from({ length: 16 }, (_, n) => `Item ${n + 1}`))
  const store = await openStore(ann)
  const snapshot = () => store.evaluate(({ snapshot }) => snapshot())
  await expect
    .poll(snapshot)
    .toMatchObject({ unreadCount: 16, hasMore: true, hideBranding: true, error: null })
  expect((await snapshot()).notifications.map(({ title }) => title)).toEqual(
    Array.from({ length: 15 }, (_, n) => `Item ${16 - n}`),
  )
  const { channels } = await asApp<AppSettings>(world, 'GET', '/app')
  await expect.poll(async () => (await snapshot()).channels).toEqual(channels)
  await store.evaluate(({ feed }) => feed.actions.loadMore())
  await expect.poll(async () => (await snapshot()).notifications.length).toBe(16)
  expect(await snapshot()).toMatchObject({ hasMore: false })
})

test('puts what arrives in front, once, and counts it', async ({ person, openStore }) => {
  const ann = await person('ann')
  await ann.notify('Before')
  const store = await openStore(ann)
  const snapshot = () => store.evaluate(({ snapshot }) => snapshot())
  // The store takes its badge from the answers of connect and list, whichever comes last: both have to be there.
  await expect
    .poll(snapshot)
    .toMatchObject({ unreadCount: 1, hideBranding: true, notifications: [{ title: 'Before' }] })
  await ann.notify('Live', 'Second')
  await expect.poll(async () => (await snapshot()).notifications.length).toBe(3)
  expect(await snapshot()).toMatchObject({
    unreadCount: 3,
    notifications: [
      { title: 'Second', createdAtRelative: expect.any(String) },
      { title: 'Live', message: 'About Live' },
      { title: 'Before' },
    ],
  })
})

test('marks read, changes state and deletes: here at once, on the other page by events', async ({
  person,
  openStore,
}) => {
  const ann = await person('ann')
  const [one, two, three] = await ann.notify('One', 'Two', 'Three')
  const [here, there] = [await openStore(ann), await openStore(ann)]
  for (const store of [here, there])
    await expect.poll(() => store.evaluate(({ snapshot }) => snapshot().notifications.length)).toBe(3)
  const shown = await here.evaluate(
    async ({ store, snapshot }, [read, removed]) => {
      const { actions } = store
      const acts = [actions.markAsRead(read), actions.deleteNotification(removed)]
      const { unreadCount, notifications } = snapshot()
      await Promise.all(acts)
      return { unreadCount, notifications }
    },
    [one?.id ?? 0, three?.id ?? 0] as const,
  )
  expect(shown).toMatchObject({
    unreadCount: 1,
    notifications: [{ title: 'Two' }, { title: 'One', clickedAt: expect.any(String) }],
  })
  // Of an item that nobody has seen it would lower its own badge; the server counts what was seen.
  await here.evaluate(({ store }, id) => store.actions.changeState({ id, state: 'accepted' }), one?.id ?? 0)
  for (const store of [here, there])
    await expect
      .poll(() => store.evaluate(({ snapshot }) => snapshot()))
      .toMatchObject({
        unreadCount: 1,
        notifications: [
          { id: two?.id, title: 'Two', clickedAt: null },
          { id: one?.id, title: 'One', clickedAt: expect.any(String), state: 'accepted' },
        ],
      })
  expect(await ann.inbox()).toMatchObject({
    counts: { unseen: 1, unread: 1, total: 2 },
    data: [{ clickedAt: null }, { state: 'accepted', clickedAt: expect.any(String) }],
  })
})

test('marks seen, all read and deletes all, on both pages', async ({ person, openStore }) => {
  const ann = await person('ann')
  await ann.notify('One', 'Two')
  const [here, there] = [await openStore(ann), await openStore(ann)]
  const both = async (wanted: Record<string, unknown>): Promise<void> => {
    for (const store of [here, there])
      await expect.poll(() => store.evaluate(({ snapshot }) => snapshot())).toMatchObject(wanted)
  }
  await both({ unreadCount: 2, notifications: [{ title: 'Two' }, { title: 'One' }] })
  await here.evaluate(({ store }) => store.actions.markAsSeen({ pageNo: 1, limit: 15 }))
  await both({ unreadCount: 0 })
  expect((await ann.inbox()).counts).toEqual({ unseen: 0, unread: 2, total: 2 })
  await here.evaluate(({ store }) => store.actions.markAllAsRead())
  await both({ notifications: [{ clickedAt: expect.any(String) }, { clickedAt: expect.any(String) }] })
  expect((await ann.inbox()).counts).toEqual({ unseen: 0, unread: 0, total: 2 })
  await here.evaluate(({ store }) => store.actions.deleteAllNotifications())
  await both({ unreadCount: 0, notifications: [] })
  expect((await ann.inbox()).data).toEqual([])
})

test('goes back when a change is refused', async ({ person, openStore, faults }) => {
  const ann = await person('ann')
  const [one] = await ann.notify('One')
  const store = await openStore(ann, { disableRealTimeStoreUpdates: true })
  const snapshot = () => store.evaluate(({ snapshot }) => snapshot())
  await expect.poll(snapshot).toMatchObject({ unreadCount: 1, notifications: [{ title: 'One' }] })
  await ann.ask('DELETE', `/notifications/${one?.id}`)
  await store.evaluate(({ store }, id) => store.actions.markAsRead(id), one?.id ?? 0)
  expect(await snapshot()).toMatchObject({
    unreadCount: 1,
    notifications: [{ title: 'One', clickedAt: null }],
  })
  expect(faults.take()).toEqual([expect.stringMatching(/^Console: Failed to load resource.*404/)])
})

test('has a list per category', async ({ person, openStore }) => {
  const ann = await person('ann')
  const category = unique('orders')
  await ann.send({ title: 'Ordered' }, { category })
  await expect.poll(async () => (await ann.inbox()).counts.total).toBe(1)
  await ann.notify('Plain')
  const store = await openStore(ann, {}, category)
  await expect
    .poll(() => store.evaluate(({ snapshot }) => snapshot()))
    .toMatchObject({ notifications: [{ title: 'Ordered', category: { identifier: category } }] })
})

test('makes a preference screen of categories, channels and choices', async ({
  person,
  openStore,
  world,
}) => {
  const ann = await person('ann')
  await asApp(world, 'PATCH', '/app', { channels: ['inApp', 'email'] })
  const identifier = unique('offers')
  const { id } = await asApp<CategoryDetails>(world, 'POST', '/categories', { identifier, name: 'Offers' })
  const open = async () => {
    const store = await openStore(ann)
    const row = async () => {
      const { preferences } = await store.evaluate(({ snapshot }) => snapshot())
      return preferences.categories?.find((one) => one.id === id)
    }
    return { store, row }
  }
  const { store, row } = await open()
  const everything = { id: 'inApp', name: 'In-App', enabled: true }
  await expect.poll(row).toMatchObject({
    name: 'Offers',
    hideInPreferenceManager: false,
    hideInInApp: false,
    channels: [everything, { id: 'email', name: 'Email', enabled: true }],
  })
  await store.evaluate(
    ({ store }, categoryId) =>
      store.preferences.actions.setPreferences([
        { categoryId, channels: [{ channel: 'email', enabled: false }] },
      ]),
    id,
  )
  const channels = [everything, { id: 'email', name: 'Email', enabled: false }]
  expect(await row()).toMatchObject({ channels })
  const again = await open()
  await expect.poll(again.row).toMatchObject({ channels })
})

test('sets profile attributes', async ({ person, openStore }) => {
  const ann = await person('ann')
  const store = await openStore(ann)
  await store.evaluate(({ store }) => store.preferences.actions.setProfileAttributes({ plan: 'pro' }))
  await expect.poll(() => ann.profile()).toEqual({ plan: 'pro' })
})

test('knows why it is refused', async ({ person, openStore, faults, world }) => {
  const ann = await person('ann')
  const { apiKey, userId } = ann.credentials
  const credentials = { apiKey: world.mode === 'open' ? 'no-such-key' : apiKey, userId }
  const store = await openStore({ ...ann, credentials }, { disableAutoStart: true })
  await expect
    .poll(() => store.evaluate(({ snapshot }) => snapshot()))
    .toMatchObject({ notifications: [], error: { status: 'error', message: expect.any(String) } })
  await expect.poll(() => faults.all.length).toBeGreaterThanOrEqual(4)
  for (const fault of faults.take()) expect(fault).toMatch(/^Console: Failed to load resource.*401/)
})
