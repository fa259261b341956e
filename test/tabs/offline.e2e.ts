import { asUser, putUser, send } from '../kit/api.js'
import { expect, tabsTest as test } from './fixtures.js'

test('P5: what is done offline is there after a reload, and is applied once when there is a network', async ({
  tabs,
}) => {
  await tabs.send('One', 'Two', 'Three')
  const tab = await tabs.open()
  await tab.waitUntilLive()
  await expect.poll(() => tab.rows()).toEqual(['Three', 'Two', 'One'])
  // The snapshot follows a second after things have settled.
  await expect
    .poll(() =>
      tab.page.evaluate(async () => {
        const [{ name = '' } = {}] = await indexedDB.databases()
        const asked = indexedDB.open(name)
        const db = await new Promise<IDBDatabase>((resolve) =>
          asked.addEventListener('success', () => resolve(asked.result)),
        )
        const got = db.transaction('snapshots').objectStore('snapshots').count()
        await new Promise((resolve) => got.addEventListener('success', resolve))
        db.close()
        return got.result
      }),
    )
    .toBe(1)

  tabs.gate.setOpen(false)
  await tab.page.evaluate(() => {
    const { inbox } = globalThis.test
    const [three = 0, two = 0] = inbox.feed().get().ids
    inbox.markRead(two).catch(() => {})
    inbox.remove(three).catch(() => {})
  })
  await expect.poll(() => tab.rows()).toEqual(['Two', 'One'])
  await tab.page.reload()
  await expect.poll(() => tab.rows()).toEqual(['Two', 'One'])
  await expect(tab.page.locator('#list li').first()).toHaveClass('read')
  await expect(tab.page.locator('#badge')).toHaveText('1')
  expect(await tab.connection()).not.toBe('live')

  const { requests } = tabs.gate
  requests.length = 0
  tabs.gate.setOpen(true)
  await tab.waitUntilLive()
  const user = asUser(tabs.server, tabs.userId)
  await expect.poll(async () => (await user.list()).counts).toEqual({ unseen: 1, unread: 1, total: 2 })
  const { seq } = await user.list()
  expect(requests.filter((path) => path === 'POST /v3/notifications/batch')).toHaveLength(1)
  await tab.page.reload()
  await tab.waitUntilLive()
  await expect.poll(() => tab.rows()).toEqual(['Two', 'One'])
  expect((await user.list()).seq).toBe(seq)
  expect(requests.filter((path) => path === 'POST /v3/notifications/batch')).toHaveLength(1)
  expect(await tab.page.evaluate(() => globalThis.test.undone)).toEqual([])
})

test('a start is one request, and no chunk but the one', async ({ tabs }) => {
  await tabs.send('One')
  const tab = await tabs.open()
  await tab.waitUntilLive()
  tabs.gate.requests.length = 0
  const scripts: string[] = []
  tab.page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname)
  })
  await tab.page.reload()
  await tab.waitUntilLive()
  await expect.poll(() => tab.rows()).toEqual(['One'])
  expect(tabs.gate.requests).toEqual(['POST /v3/sdk/connect'])
  // The page and what it imports, and the chunk that is loaded on demand: no verbs of an account.
  expect(scripts.length).toBeGreaterThan(1)
  expect(scripts.filter((path) => path.includes('verbs'))).toEqual([])
})

test('P7: a second user signs in: nothing of the first remains in databases, page or memory', async ({
  tabs,
}) => {
  const secret = `Secret of ${tabs.userId}`
  const second = `${tabs.userId}-second`
  await putUser(tabs.server, second)
  await send(tabs.server, { notification: { title: 'For the second' }, sendTo: { recipients: [second] } })
  await tabs.send(secret)
  const tab = await tabs.open()
  await tab.waitUntilLive()
  await expect.poll(() => tab.rows()).toEqual([secret])
  await tab.page.evaluate((userId) => globalThis.test.changeUser(userId), second)
  await expect.poll(() => tab.rows()).toEqual(['For the second'])
  await tab.waitUntilLive()

  const names = (): Promise<string[]> =>
    tab.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
  await expect.poll(names).toEqual([expect.stringContaining(second)])
  const kept = await tab.page.evaluate(() => JSON.stringify(Object.entries(localStorage)))
  expect(kept).toContain(second)
  expect(kept).not.toContain(`"${tabs.userId}\\"`)
  expect(await tab.page.content()).not.toContain(secret)

  let heap = ''
  tab.devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    heap += chunk
  })
  await tab.devtools.send('HeapProfiler.collectGarbage')
  await tab.devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  expect(heap).toContain('For the second')
  expect(heap).not.toContain(secret)
})

test('P7: what the first has left when the page went away is gone when a second user opens', async ({
  tabs,
}) => {
  const second = `${tabs.userId}-second`
  await putUser(tabs.server, second)
  await tabs.send('Of the first')
  const tab = await tabs.open()
  await expect.poll(() => tab.rows()).toEqual(['Of the first'])
  tabs.gate.setOpen(false)
  // Else it may still be under way when the gate is open again.
  const broken = tab.page.waitForEvent('requestfailed', (it) => it.url().endsWith('/batch'))
  await tab.page.evaluate(() => {
    const { inbox } = globalThis.test
    inbox.markRead(inbox.feed().get().ids[0] ?? 0).catch(() => {})
  })
  await broken
  await tab.page.close()
  tabs.gate.setOpen(true)
  const other = await tabs.open({ user: second })
  await other.waitUntilLive()
  await expect
    .poll(() => other.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
    .toEqual([expect.stringContaining(second)])
  expect(await other.rows()).toEqual([])
  expect((await asUser(tabs.server, tabs.userId).list()).counts.unread).toBe(1)
})

test('`persist: false` writes nothing, and deletes what was there', async ({ tabs }) => {
  await tabs.send('One')
  const tab = await tabs.open()
  await tab.waitUntilLive()
  await tab.page.close()
  const without = await tabs.open({ persist: 'no' })
  await without.waitUntilLive()
  await without.page.evaluate(() => globalThis.test.inbox.markAllRead())
  const left = (): Promise<unknown> =>
    without.page.evaluate(async () => [(await indexedDB.databases()).length, localStorage.length])
  await expect.poll(left).toEqual([0, 0])
})
