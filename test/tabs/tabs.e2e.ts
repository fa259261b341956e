import { expect, type Tab, type Tabs, tabsTest as test } from './fixtures.js'

const openLive = async (tabs: Tabs, count: number): Promise<Tab[]> => {
  const opened: Tab[] = []
  for (let made = 0; made < count; made++) opened.push(await tabs.open())
  for (const tab of opened) await tab.waitUntilLive()
  return opened
}

/** The one that has the socket, and the others. */
const split = async (opened: readonly Tab[]): Promise<[Tab, Tab[]]> => {
  await expect.poll(() => opened.filter(({ sockets }) => sockets > 0)).toHaveLength(1)
  const leader = opened.find(({ sockets }) => sockets > 0) as Tab
  return [leader, opened.filter((tab) => tab !== leader)]
}

const expectAll = async (opened: readonly Tab[], titles: readonly string[]): Promise<void> => {
  for (const tab of opened) await expect.poll(() => tab.titles()).toEqual(titles)
}

test('P6: five tabs have one socket, and all show what comes', async ({ tabs }) => {
  const opened = await openLive(tabs, 5)
  expect(tabs.gate.sockets()).toBe(1)
  await tabs.send('One', 'Two')
  await expectAll(opened, ['Two', 'One'])
  expect(tabs.gate.sockets()).toBe(1)
  // Each has asked once, when it opened.
  expect(tabs.gate.requests).toEqual(opened.map(() => 'POST /v3/sdk/connect'))
})

test('P6: another tab takes over when the one that leads is closed', async ({ tabs }) => {
  const [leader, others] = await split(await openLive(tabs, 3))
  await leader.page.close()
  await split(others)
  await tabs.send('After')
  await expectAll(others, ['After'])
  expect(tabs.gate.sockets()).toBe(1)
})

test('P6: another tab takes over when the one that leads crashes', async ({ tabs }) => {
  const [leader, others] = await split(await openLive(tabs, 3))
  const crashed = leader.page.waitForEvent('crash')
  leader.devtools.send('Page.crash').catch(() => {})
  await crashed
  await split(others)
  await tabs.send('After')
  await expectAll(others, ['After'])
  await expect.poll(() => tabs.gate.sockets()).toBe(1)
})

test('P6: a tab that is looked at robs a frozen one, which follows when it wakes', async ({ tabs }) => {
  const [leader, others] = await split(await openLive(tabs, 3))
  await leader.freeze()
  await tabs.send('While frozen')
  await others[0]?.look()
  await split(others)
  await expectAll(others, ['While frozen'])
  await leader.thaw()
  await expect.poll(() => leader.sockets).toBe(0)
  await tabs.send('After')
  await expectAll([leader, ...others], ['After', 'While frozen'])
  await expect.poll(() => tabs.gate.sockets()).toBe(1)
})

test('P6: a page that leads goes into the back/forward cache, lets others lead, and comes back by seq', async ({
  tabs,
}) => {
  const [leader, others] = await split(await openLive(tabs, 2))
  await leader.page.goto(`${tabs.gate.url}/other`)
  await split(others)
  await tabs.send('Meanwhile')
  await expectAll(others, ['Meanwhile'])
  const before = tabs.gate.requests.length
  await leader.page.goBack({ waitUntil: 'commit' })
  await expect.poll(() => leader.page.evaluate(() => globalThis.test.shows)).toEqual([false, true])
  await expectAll([leader, ...others], ['Meanwhile'])
  expect(tabs.gate.requests.slice(before)).toEqual(['GET /v3/notifications/changes'])
  await leader.waitUntilLive()
  expect(tabs.gate.sockets()).toBe(1)
})

test('P4 P6: 50 hand-overs during 1,000 notifications: every tab shows 1,000, none twice', async ({
  tabs,
}) => {
  test.setTimeout(300_000)
  let opened = await openLive(tabs, 5)
  const titles = Array.from({ length: 1000 }, (_, index) => `Number ${index + 1}`)
  const sending = (async () => {
    for (let at = 0; at < titles.length; at += 10)
      await Promise.all(titles.slice(at, at + 10).map((title) => tabs.send(title)))
  })()
  for (let turn = 0; turn < 50; turn++) {
    const [leader, others] = await split(opened)
    if (turn % 3 === 0) {
      await leader.page.close()
      opened = [...others, await tabs.open()]
    } else if (turn % 3 === 1) await leader.page.reload()
    else {
      await leader.page.goto(`${tabs.gate.url}/other`)
      await leader.page.goBack({ waitUntil: 'commit' })
    }
  }
  await sending
  for (const tab of opened) {
    await tab.waitUntilLive()
    await expect.poll(async () => (await tab.titles()).length).toBe(1000)
    expect((await tab.titles()).toSorted()).toEqual(titles.toSorted())
    expect(await tab.counts()).toEqual({ unseen: 1000, unread: 1000, total: 1000 })
  }
  await expect.poll(() => tabs.gate.sockets()).toBe(1)
})

test('P4: after a sleep of ten minutes what was missed is there at once', async ({ tabs, context }) => {
  const page = await tabs.open()
  await page.waitUntilLive()
  await page.page.clock.install()
  await page.page.reload()
  await page.waitUntilLive()
  await tabs.send('Before')
  await expectAll([page], ['Before'])
  tabs.gate.setDeaf(true)
  await tabs.send('While asleep')
  await page.page.clock.fastForward('10:00')
  tabs.gate.setDeaf(false)
  await page.page.clock.runFor(1000)
  await expectAll([page], ['While asleep', 'Before'])
  await page.waitUntilLive()
  expect(context.pages()).toHaveLength(1)
})
