import { settled, type TestNetwork } from '@inboxkit/testing'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it } from 'vitest'
import type { UndoneAct } from './inbox.js'
import { createFakeBrowser, type FakeBrowser, type FakePage } from './testing/fake-browser.js'
import { type Opened, openInbox, type Setting, type World } from './testing/open-inbox.js'

let browser: FakeBrowser
let databases: IDBFactory
beforeEach(() => {
  databases = new IDBFactory()
  browser = createFakeBrowser(() => databases)
})

interface Page extends Opened {
  page: FakePage
  undone: UndoneAct[]
}

/** Databases and locks answer in turns of their own. */
const quiet = async ({ clock }: World, ms = 0): Promise<void> => {
  await clock.advance(ms)
  for (let turn = 0; turn < 60; turn++) await settled()
  await clock.advance(0)
}

const open = async (
  setting: Setting & { isOffline?: boolean; userId?: string; persist?: boolean } = {},
): Promise<Page> => {
  const page = browser.openPage()
  const { userId = 'ann', persist = true, isOffline, ...rest } = setting
  const opened = openInbox({ ...rest, options: { browser: page, userId, persist, ...rest.options } })
  if (isOffline) goOffline(opened)
  const undone: UndoneAct[] = []
  opened.inbox.feed().subscribe(() => {})
  opened.inbox.counts.subscribe(() => {})
  opened.inbox.onUndone((act) => undone.push(act))
  await quiet(opened)
  return { ...opened, page, undone }
}
const goOffline = ({ network, platform }: Pick<Opened, 'network' | 'platform'>): void => {
  network.setDown(true)
  platform.setOnline(false)
}
const goOnline = async (opened: Opened): Promise<void> => {
  opened.network.setDown(false)
  opened.platform.setOnline(true)
  await quiet(opened, 1)
}
/** The page dies; the user opens it again. */
const reload = async (before: Page, setting: Parameters<typeof open>[0] = {}): Promise<Page> => {
  before.network.setDown(true)
  before.page.crash()
  return open({ world: before, ...setting })
}
const paths = ({ requests }: TestNetwork): string[] => requests.map(({ path }) => path)
const connect = '/v3/sdk/connect'
const batch = '/v3/notifications/batch'
const titles = ({ inbox }: Opened): (string | undefined)[] =>
  inbox
    .feed()
    .get()
    .ids.map((id) => inbox.item(id).get()?.title)
const ignore = (): void => {}

describe('a snapshot', () => {
  it('P5: is on the screen before anything has answered, and offline it stays', async () => {
    const first = await open({ notifications: 30 })
    await quiet(first, 1100)
    const next = await reload(first, { isOffline: true })
    const { ids, status, hasMore } = next.inbox.feed().get()
    expect([ids.length, ids[0], status, hasMore]).toEqual([25, 1030, { kind: 'ready' }, true])
    expect(next.inbox.counts.get()).toEqual({ unseen: 30, unread: 30, total: 30 })
    expect(next.inbox.app.get()?.name).toBe('Shop')
    expect(next.inbox.connection.get()).toMatchObject({ kind: 'waiting', reason: { code: 'offline' } })
  })

  it('fills other lists, too, as far as it goes', async () => {
    const first = await open({ notifications: 3 })
    await first.inbox.markRead(1002)
    await quiet(first, 1100)
    first.page.crash()
    const page = browser.openPage()
    const opened = openInbox({ world: first, options: { browser: page } })
    goOffline(opened)
    const unread = opened.inbox.feed({ state: 'unread' })
    const archive = opened.inbox.feed({ state: 'archived' })
    unread.subscribe(() => {})
    archive.subscribe(() => {})
    await quiet(opened)
    expect(unread.get()).toMatchObject({ status: { kind: 'ready' }, ids: [1003, 1001] })
    expect(archive.get().status).toMatchObject({ kind: 'failed', problem: { code: 'offline' } })
  })

  it('is confirmed by the one request that a start takes', async () => {
    const first = await open({ notifications: 3 })
    await quiet(first, 1100)
    first.feed.create({ title: 'Meanwhile' })
    const next = await reload(first)
    expect(titles(next)[0]).toBe('Meanwhile')
    expect(next.inbox.counts.get()?.total).toBe(4)
    await quiet(next, 60_000)
    expect(paths(next.network)).toEqual([connect])
  })

  it('of a feed that was made anew meanwhile gives way to it', async () => {
    const first = await open({ notifications: 3 })
    await quiet(first, 1100)
    first.network.setDown(true)
    first.feed.renew()
    first.feed.create({ title: 'New' })
    const next = await reload(first)
    expect(titles(next)[0]).toBe('New')
    expect(next.inbox.counts.get()?.total).toBe(4)
  })

  it('does not overtake the server: what it answered first stays', async () => {
    const first = await open({ notifications: 2 })
    await quiet(first, 1100)
    first.page.crash()
    first.feed.create({ title: 'Newer' })
    const page = browser.openPage()
    const opened = openInbox({ world: first, options: { browser: page } })
    opened.inbox.feed().subscribe(() => {})
    await opened.pass()
    expect(titles(opened)[0]).toBe('Newer')
    await quiet(opened, 10)
    expect(titles(opened)[0]).toBe('Newer')
  })

  it('is at most 100 items, with those under the pill', async () => {
    const first = await open({ notifications: 150 })
    await first.inbox.feed().loadMore()
    await first.inbox.feed().loadMore()
    await first.inbox.feed().loadMore()
    first.inbox.feed().hold(true)
    first.feed.create({ title: 'Waits' })
    await quiet(first, 1100)
    expect(first.inbox.feed().get().waiting).toBe(1)
    const next = await reload(first, { isOffline: true })
    expect(titles(next).slice(0, 2)).toEqual(['Waits', 'Notification 150'])
    expect(next.inbox.feed().get()).toMatchObject({ hasMore: true, ids: { length: 100 } })
  })

  it('is written when the page is put away, however soon', async () => {
    const first = await open({ notifications: 2 })
    first.feed.create({ title: 'Just now' })
    await first.pass()
    first.page.setShown(false)
    await quiet(first)
    const next = await reload(first, { isOffline: true })
    expect(titles(next)[0]).toBe('Just now')
  })
})

describe('acts', () => {
  const actOffline = async (): Promise<Page> => {
    const first = await open({ notifications: 4 })
    await quiet(first, 1100)
    goOffline(first)
    first.inbox.markRead(1001).catch(ignore)
    first.inbox.remove(1002).catch(ignore)
    first.inbox.archive(1003).catch(ignore)
    await quiet(first)
    return first
  }

  it('P5: made offline survive a reload, show at once, and take effect once, at their time', async () => {
    const first = await actOffline()
    const next = await reload(first, { isOffline: true })
    expect(next.inbox.feed().get().ids).toEqual([1004, 1001])
    expect(next.inbox.item(1001).get()?.readAt).not.toBeNull()
    expect(next.inbox.counts.get()).toEqual({ unseen: 1, unread: 1, total: 2 })
    expect(next.inbox.isPending(1001).get()).toBe(true)
    await quiet(next, 5000)
    await goOnline(next)
    expect(next.network.requests.filter(({ path }) => path === batch)).toHaveLength(1)
    const sent = next.network.requests.find(({ path }) => path === batch)?.body as {
      operations: { verb: string; ageMs: number }[]
    }
    expect(sent.operations.map(({ verb }) => verb)).toEqual(['read', 'delete', 'archive'])
    for (const { ageMs } of sent.operations) expect(ageMs).toBeGreaterThanOrEqual(5000)
    expect(next.inbox.isPending(1001).get()).toBe(false)
    expect(next.inbox.counts.get()).toEqual(next.feed.head().counts)
    await quiet(next, 1100)
    const last = await reload(next)
    expect(paths(last.network)).toEqual([connect])
    expect([next.undone, last.undone]).toEqual([[], []])
  })

  it('P5: that the server has taken over though the page did not hear it take effect once', async () => {
    const first = await open({ notifications: 2 })
    first.network.isInstant = false
    first.inbox.markRead(1001).catch(ignore)
    await quiet(first)
    first.network.calls[0]?.arrive()
    const { seq } = first.feed.head()
    const next = await reload(first)
    await quiet(next, 1000)
    expect(paths(next.network)).toEqual([connect, batch])
    expect([next.feed.head().seq, next.inbox.isPending(1001).get()]).toEqual([seq, false])
  })

  it('on all survive a reload, unless the feed was made anew meanwhile', async () => {
    for (const isRenewed of [false, true]) {
      databases = new IDBFactory()
      browser = createFakeBrowser(() => databases)
      const first = await open({ notifications: 3 })
      await quiet(first, 1100)
      goOffline(first)
      first.inbox.markAllRead().catch(ignore)
      await quiet(first)
      if (isRenewed) first.feed.renew()
      const next = await reload(first)
      await quiet(next, 1000)
      expect(next.inbox.counts.get()?.unread).toBe(isRenewed ? 3 : 0)
      expect(next.undone).toMatchObject(
        isRenewed ? [{ verb: 'readAll', id: undefined, reason: { code: 'refused' } }] : [],
      )
    }
  })

  it('that are refused are undone, with the reason', async () => {
    const first = await actOffline()
    first.feed.refuse = (operation) => (operation.verb === 'delete' ? 'Not this one' : undefined)
    const next = await reload(first)
    await quiet(next, 1000)
    expect(next.undone).toMatchObject([{ verb: 'delete', id: 1002, reason: { message: 'Not this one' } }])
    expect(next.inbox.feed().get().ids).toEqual([1004, 1002, 1001])
  })

  it('that are too old are undone; on what is gone they are nothing', async () => {
    const first = await actOffline()
    const day = 24 * 3_600_000
    first.feed.batch([{ operationId: 'elsewhere', verb: 'delete', id: 1001 }])
    first.clock.sleep(31 * day)
    const next = await reload(first)
    await quiet(next, 1000)
    expect(next.undone.map(({ id }) => id)).toEqual([1001, 1002, 1003].slice(0, next.undone.length))
    expect(next.undone.length).toBeGreaterThan(0)
    expect(next.inbox.counts.get()).toEqual(next.feed.head().counts)
    expect(next.inbox.feed().get().ids).toEqual([1004, 1003, 1002])
  })

  it('that were overtaken elsewhere show what is so now', async () => {
    const first = await actOffline()
    await quiet(first, 1000)
    first.feed.batch([{ operationId: 'read elsewhere', verb: 'read', id: 1003 }])
    first.feed.batch([{ operationId: 'unread elsewhere', verb: 'unread', id: 1003 }])
    const next = await reload(first)
    await quiet(next, 1000)
    expect(next.undone).toEqual([])
    expect(next.inbox.item(1003).get()).toMatchObject({ readAt: null })
    expect(next.inbox.counts.get()).toEqual(next.feed.head().counts)
  })

  it('of a tab that died are sent by one that lives', async () => {
    const [first, other] = [await open({ notifications: 2 }), undefined]
    expect(other).toBeUndefined()
    const second = await open({ world: first })
    goOffline(first)
    first.inbox.markRead(1001).catch(ignore)
    await quiet(first)
    expect(second.inbox.item(1001).get()?.readAt).toBeNull()
    first.page.crash()
    await quiet(second, 41_000)
    await quiet(second, 1000)
    expect(second.inbox.item(1001).get()?.readAt).not.toBeNull()
    expect(second.feed.head().counts.unread).toBe(1)
  })

  it('that were undone before anybody heard of them stay undone', async () => {
    const first = await open({ notifications: 2 })
    await quiet(first, 1100)
    goOffline(first)
    const removal = first.inbox.remove(1002)
    removal.catch(ignore)
    removal.undo().catch(ignore)
    await quiet(first)
    const next = await reload(first, { isOffline: true })
    expect(next.inbox.feed().get().ids).toEqual([1002, 1001])
    await goOnline(next)
    await quiet(next, 1000)
    expect(next.feed.head().counts.total).toBe(2)
  })

  it('that could not be sent when the inbox was closed are for the next page', async () => {
    const first = await open({ notifications: 2 })
    goOffline(first)
    const read = first.inbox.markRead(1001)
    await quiet(first)
    first.inbox.close()
    await expect(read).rejects.toMatchObject({ code: 'closed' })
    await quiet(first)
    const next = await reload(first)
    await quiet(next, 1000)
    expect(next.feed.head().counts.unread).toBe(1)
  })
})

describe('what is kept', () => {
  const names = async (): Promise<string[]> => (await databases.databases()).map(({ name }) => String(name))

  it('P7: goes when its user signs out', async () => {
    const first = await open({ notifications: 2 })
    await quiet(first, 1100)
    expect(await names()).toHaveLength(1)
    const out = first.inbox.signOut()
    await quiet(first)
    await out
    expect(await names()).toEqual([])
    const next = await reload(first, { isOffline: true })
    expect(next.inbox.feed().get().ids).toEqual([])
  })

  it('P7: goes when another user opens', async () => {
    const first = await open({ notifications: 2 })
    await quiet(first, 1100)
    const bob = await reload(first, { userId: 'bob', isOffline: true })
    expect(bob.inbox.feed().get().ids).toEqual([])
    expect((await names()).filter((name) => name.includes('ann'))).toEqual([])
  })

  it('is nothing with `persist: false`, and what was there goes', async () => {
    const first = await open({ notifications: 2 })
    await quiet(first, 1100)
    const off = await reload(first, { persist: false })
    goOffline(off)
    off.inbox.markRead(1001).catch(ignore)
    await quiet(off, 5000)
    expect(await names()).toEqual([])
  })

  it('is not needed: a browser without databases works as before', async () => {
    const page = { ...browser.openPage(), databases: () => undefined }
    const opened = openInbox({ notifications: 2, options: { browser: page } })
    opened.inbox.feed().subscribe(() => {})
    await quiet(opened)
    const read = opened.inbox.markRead(1001)
    await quiet(opened, 2000)
    await read
    expect(opened.inbox.connection.get().kind).toBe('live')
  })
})

describe('a page in the back/forward cache', () => {
  it('has let go of socket, lock, channel and database, and comes back by seq', async () => {
    const first = await open({ notifications: 1 })
    expect([browser.held().length, first.network.wires.length]).toEqual([2, 1])
    first.page.setShown(false)
    await quiet(first)
    expect([browser.held(), first.network.wires.length, first.clock.timers()]).toEqual([
      [],
      0,
      expect.any(Number),
    ])
    expect(first.inbox.connection.get()).toEqual({ kind: 'idle' })
    first.feed.create()
    await quiet(first, 600_000)
    first.page.setShown(true)
    await quiet(first, 1)
    expect(first.inbox.connection.get().kind).toBe('live')
    expect(first.inbox.counts.get()?.total).toBe(2)
    expect(paths(first.network)).toEqual([connect, '/v3/notifications/changes'])
  })
})

describe('tabs of one user', () => {
  it('P6: share a socket, hand over, and miss nothing', async () => {
    const first = await open({ notifications: 1 })
    const tabs = [first, await open({ world: first }), await open({ world: first })]
    const sockets = (): number => tabs.reduce((sum, { network }) => sum + network.wires.length, 0)
    expect(sockets()).toBe(1)
    first.feed.create()
    await quiet(first, 1000)
    for (const { inbox } of tabs) expect(inbox.counts.get()?.total).toBe(2)
    first.network.wires[0]?.cut()
    first.network.setDown(true)
    first.page.crash()
    first.feed.create()
    await quiet(first, 2000)
    tabs.shift()
    expect(sockets()).toBe(1)
    for (const { inbox } of tabs) {
      expect(inbox.connection.get().kind).toBe('live')
      expect(inbox.counts.get()?.total).toBe(3)
    }
  })

  it('show what one of them does', async () => {
    const first = await open({ notifications: 2 })
    const second = await open({ world: first })
    await first.inbox.markRead(1001)
    await quiet(first, 10)
    expect(second.inbox.item(1001).get()?.readAt).not.toBeNull()
    expect(second.network.requests.map(({ path }) => path)).toEqual([connect])
  })
})
