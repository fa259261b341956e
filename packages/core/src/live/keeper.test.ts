import { beaconIntervalMs } from '@inboxkit/protocol'
import { settled } from '@inboxkit/testing'
import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { createFakeBrowser, type FakeBrowser, type FakePage } from '../testing/fake-browser.js'
import { type Opened, openInbox, type Setting } from '../testing/open-inbox.js'
import { realmOf } from './index.js'
import { type Left, openVault } from './vault.js'

const openBrowser = (): FakeBrowser => {
  const databases = new IDBFactory()
  return createFakeBrowser(() => databases)
}

interface OpenedPage extends Opened {
  page: FakePage
  turns(): Promise<void>
  /** Answers what has been asked so far. */
  answer(): Promise<void>
}

const openPage = async (
  browser: FakeBrowser,
  setting: Setting & { isOffline?: boolean },
): Promise<OpenedPage> => {
  const page = browser.openPage()
  const opened = openInbox({ ...setting, options: { browser: page } })
  opened.network.setDown(setting.isOffline ?? false)
  opened.network.isInstant = false
  opened.inbox.counts.subscribe(() => {})
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 60; turn++) await settled()
  }
  await turns()
  const answer = async (): Promise<void> => {
    for (const call of [...opened.network.calls]) call.answer()
    await turns()
  }
  return { ...opened, page, turns, answer }
}

/** A page that lists the feed, which has come. */
const openList = async (browser: FakeBrowser, setting: Setting): Promise<OpenedPage> => {
  const opened = await openPage(browser, setting)
  opened.inbox.feed().subscribe(() => {})
  await opened.answer()
  return opened
}

/** It is put away, and never comes back. */
const leave = async ({ page, turns }: OpenedPage): Promise<void> => {
  page.setShown(false)
  await turns()
  page.crash()
}

/** What a next page would find. */
const readVault = (browser: FakeBrowser): Promise<Left> => {
  const realm = realmOf('https://inbox.test', 'key')
  return openVault({ browser: browser.openPage(), realm, userId: 'ann', tab: 'another', isOn: true }).read()
}

it('P5: what an earlier page left goes before what is done here, though nobody has said where the feed stands', async () => {
  const browser = openBrowser()
  const first = await openPage(browser, { notifications: 1, isOffline: true })
  void first.inbox.snooze(1001, new Date(first.clock.now() + 60_000)).catch(() => {})
  await first.turns()
  first.page.crash()
  first.clock.sleep(1)
  const next = await openPage(browser, { world: first })
  const act = next.inbox.unsnooze(1001)
  await next.turns()
  await next.answer()
  await act
  await next.answer()
  expect(next.feed.find(1001)).not.toHaveProperty('snoozedUntil')
})

it('P3 P5: a snapshot has the rows that an act on all takes out, as long as nobody has confirmed it', async () => {
  const browser = openBrowser()
  const first = await openList(browser, { notifications: 3 })
  void first.inbox.archiveAll()
  await leave(first)
  const { snapshot, kept } = await readVault(browser)
  expect(snapshot?.items.map(({ id }) => id)).toEqual([1003, 1002, 1001])
  expect(kept).toMatchObject([{ operation: { verb: 'archiveAll' } }])
})

it('P3 P5: a snapshot has the rows that are gone already where nobody stands yet', async () => {
  const browser = openBrowser()
  const first = await openList(browser, { notifications: 3 })
  // The answer speaks of a place behind one that has not been heard of.
  first.feed.act({ verb: 'read', id: 1002 })
  void first.inbox.remove(1001)
  await first.turns()
  await first.answer()
  await leave(first)
  const { snapshot } = await readVault(browser)
  const ids = snapshot?.items.map(({ id }) => id) ?? []
  expect([snapshot?.head.counts.total, ids.toSorted()]).toEqual([3, [1001, 1002, 1003]])
})

it('P5: a snapshot is written, too, when the first page came before there was anybody to keep it', async () => {
  const browser = openBrowser()
  let load = (): void => {}
  const loaded = new Promise<void>((resolve) => {
    load = resolve
  })
  const first = await openList(browser, { notifications: 2, loaded })
  load()
  await first.turns()
  await first.clock.advance(1000)
  await first.turns()
  const { snapshot } = await readVault(browser)
  expect(snapshot?.items.map(({ id }) => id)).toEqual([1002, 1001])
})

it('P5: what was done to all and undone stays undone on the next page, as long as the server knows of neither', async () => {
  const browser = openBrowser()
  const first = await openList(browser, { notifications: 3 })
  const act = first.inbox.markAllRead()
  await first.turns()
  first.clock.sleep(1)
  void act.undo()
  await leave(first)
  const next = await openPage(browser, { world: first, isOffline: true })
  next.inbox.feed().subscribe(() => {})
  await next.turns()
  expect(next.inbox.feed().get().ids).toEqual([1003, 1002, 1001])
  expect(next.inbox.counts.get()).toMatchObject({ unread: 3 })
})

it('P5: of two acts on an item the later one counts, though an earlier page comes with the other one late', async () => {
  const browser = openBrowser()
  const first = await openList(browser, { notifications: 2 })
  void first.inbox.markAllRead()
  await leave(first)
  first.feed.act({ verb: 'read', id: 1001 })
  first.feed.create({})
  first.clock.sleep(1)
  let load = (): void => {}
  const loaded = new Promise<void>((resolve) => {
    load = resolve
  })
  const next = await openList(browser, { world: first, loaded })
  void next.inbox.markUnread(1001)
  load()
  await next.turns()
  expect(next.inbox.item(1002).get()?.readAt).not.toBeNull()
  expect(next.inbox.item(1001).get()?.readAt).toBeNull()
})

it('P5: the acts of a tab that died are sent with the next beacon, though the hello to the one that lives was lost', async () => {
  const browser = openBrowser()
  const first = await openPage(browser, { notifications: 1 })
  await first.answer()
  const [wire] = first.network.wires
  for (const kind of ['connecting', 'live']) {
    wire?.deliver(0)
    await first.turns()
    expect(first.inbox.connection.get().kind).toBe(kind)
  }
  wire?.lose(0)
  first.network.isInstant = true
  const second = await openPage(browser, { world: first, isOffline: true })
  void second.inbox.markRead(1001).catch(() => {})
  await second.turns()
  second.page.crash()
  await first.clock.advance(beaconIntervalMs)
  await first.turns()
  expect(first.feed.find(1001)?.readAt).not.toBeNull()
  expect(first.inbox.counts.get()?.unread).toBe(0)
})

it('P5: what a tab is still putting away is left to the page that comes next, and then sent by the tab that stays', async () => {
  const browser = openBrowser()
  const first = await openPage(browser, { notifications: 1 })
  first.network.isInstant = true
  await first.answer()
  const second = await openPage(browser, { world: first })
  second.network.isInstant = true
  await second.answer()
  first.network.isInstant = false
  void first.inbox.markRead(1001).catch(() => {})
  await leave(first)
  await second.turns()
  const sent = (): string[] =>
    second.network.requests.map(({ path }) => path).filter((path) => path.endsWith('/batch'))
  expect([second.inbox.connection.get().kind, second.network.opened(), sent()]).toEqual(['live', 1, []])
  await second.clock.advance(beaconIntervalMs)
  await second.turns()
  expect(sent()).toHaveLength(1)
  expect(second.feed.find(1001)?.readAt).not.toBeNull()
})
