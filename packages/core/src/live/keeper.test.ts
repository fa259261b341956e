import { settled } from '@inboxkit/testing'
import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { createFakeBrowser, type FakeBrowser, type FakePage } from '../testing/fake-browser.js'
import { type Opened, openInbox, type Setting } from '../testing/open-inbox.js'
import { realmOf } from './index.js'
import { openVault } from './vault.js'

const openPage = async (
  browser: FakeBrowser,
  setting: Setting & { isOffline?: boolean },
): Promise<Opened & { page: FakePage; turns(): Promise<void> }> => {
  const page = browser.openPage()
  const opened = openInbox({ ...setting, options: { browser: page } })
  opened.network.setDown(setting.isOffline ?? false)
  opened.network.isInstant = false
  opened.inbox.counts.subscribe(() => {})
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 60; turn++) await settled()
  }
  await turns()
  return { ...opened, page, turns }
}

it('P5: what an earlier page left goes before what is done here, though nobody has said where the feed stands', async () => {
  const databases = new IDBFactory()
  const browser = createFakeBrowser(() => databases)
  const first = await openPage(browser, { notifications: 1, isOffline: true })
  void first.inbox.snooze(1001, new Date(first.clock.now() + 60_000)).catch(() => {})
  await first.turns()
  first.page.crash()
  first.clock.sleep(1)
  const next = await openPage(browser, { world: first })
  const act = next.inbox.unsnooze(1001)
  await next.turns()
  for (const call of [...next.network.calls]) call.answer()
  await act
  await next.turns()
  for (const call of [...next.network.calls]) call.answer()
  await next.turns()
  expect(next.feed.find(1001)).not.toHaveProperty('snoozedUntil')
})

it('P3 P5: a snapshot has the rows that an act on all takes out, as long as nobody has confirmed it', async () => {
  const databases = new IDBFactory()
  const browser = createFakeBrowser(() => databases)
  const first = await openPage(browser, { notifications: 3 })
  first.inbox.feed().subscribe(() => {})
  for (const call of [...first.network.calls]) call.answer()
  await first.turns()
  void first.inbox.archiveAll()
  first.page.setShown(false)
  await first.turns()
  first.page.crash()
  const realm = realmOf('https://inbox.test', 'key')
  const vault = openVault({ browser: browser.openPage(), realm, userId: 'ann', tab: 'another', isOn: true })
  const { snapshot, kept } = await vault.read()
  expect(snapshot?.items.map(({ id }) => id)).toEqual([1003, 1002, 1001])
  expect(kept).toMatchObject([{ operation: { verb: 'archiveAll' } }])
})

it('P3 P5: a snapshot has the rows that are gone already where nobody stands yet', async () => {
  const databases = new IDBFactory()
  const browser = createFakeBrowser(() => databases)
  const first = await openPage(browser, { notifications: 3 })
  first.inbox.feed().subscribe(() => {})
  for (const call of [...first.network.calls]) call.answer()
  await first.turns()
  // The answer speaks of a place behind one that has not been heard of.
  first.feed.act({ verb: 'read', id: 1002 })
  void first.inbox.remove(1001)
  await first.turns()
  for (const call of [...first.network.calls]) call.answer()
  await first.turns()
  first.page.setShown(false)
  await first.turns()
  first.page.crash()
  const realm = realmOf('https://inbox.test', 'key')
  const vault = openVault({ browser: browser.openPage(), realm, userId: 'ann', tab: 'another', isOn: true })
  const { snapshot } = await vault.read()
  const ids = snapshot?.items.map(({ id }) => id) ?? []
  expect([snapshot?.head.counts.total, ids.toSorted()]).toEqual([3, [1001, 1002, 1003]])
})

it('P5: a snapshot is written, too, when the first page came before there was anybody to keep it', async () => {
  const databases = new IDBFactory()
  const browser = createFakeBrowser(() => databases)
  let load = (): void => {}
  const loaded = new Promise<void>((resolve) => {
    load = resolve
  })
  const first = await openPage(browser, { notifications: 2, loaded })
  first.inbox.feed().subscribe(() => {})
  for (const call of [...first.network.calls]) call.answer()
  await first.turns()
  load()
  await first.turns()
  await first.clock.advance(1000)
  await first.turns()
  const realm = realmOf('https://inbox.test', 'key')
  const vault = openVault({ browser: browser.openPage(), realm, userId: 'ann', tab: 'another', isOn: true })
  const { snapshot } = await vault.read()
  expect(snapshot?.items.map(({ id }) => id)).toEqual([1002, 1001])
})
