import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { asUser } from '../kit/api.js'
import { DemoPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'
import { countRequests } from './requests.js'

const run = promisify(execFile)

/** The command that the server printed for its user to paste. */
const printedCurl = (output: string): string => {
  const [command] = /^ {2}curl (.*\\\n)*.*$/m.exec(output) ?? []
  if (command === undefined) throw new Error(`No curl in what the server printed:\n${output}`)
  return command
}

test('P1: what the printed curl sends is in the open page within one second, in both tabs', async ({
  server,
  open,
}) => {
  const [first, second] = [await open('ann'), await open('ann')]
  await first.openPanel()
  await second.openPanel()
  await run('sh', ['-c', printedCurl(server.output())])
  await Promise.all(
    [first, second].map((tab) =>
      expect(tab.item('Hello from your terminal')).toBeVisible({ timeout: 1_000 }),
    ),
  )
  await first.expectBadge(1)
  await second.expectBadge(1)
  await notify(server.url, 'ann', 'And another')
  await second.expectTitles(['And another', 'Hello from your terminal'])
})

test('what is read in one tab shows as read in the other', async ({ server, open }) => {
  const [first, second] = [await open('ann'), await open('ann')]
  await notify(server.url, 'ann', 'One', 'Two')
  await first.openPanel()
  await second.openPanel()
  await first.act('One', 'Mark as read')
  await expect(second.item('One')).not.toHaveAttribute('data-unread')
  await expect(second.item('Two')).toHaveAttribute('data-unread', '')
  await second.panel.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(first.item('Two')).not.toHaveAttribute('data-unread')
  await first.expectBadge(0)
  await second.expectBadge(0)
})

test('P3: shows the same after a reload', async ({ server, open }) => {
  const tab = await open('ann')
  await notify(server.url, 'ann', 'One', 'Two', 'Three')
  await tab.expectBadge(3)
  await tab.openPanel()
  await tab.act('Two', 'Delete')
  await expect(tab.item('Two')).toHaveCount(0)
  await tab.item('One').getByRole('button', { name: 'One' }).click()
  await expect(tab.item('One')).not.toHaveAttribute('data-unread')
  await tab.page.reload()
  await tab.openPanel()
  await tab.expectTitles(['Three', 'One'])
  await expect(tab.item('Three')).toHaveAttribute('data-unread', '')
  await expect(tab.item('One')).not.toHaveAttribute('data-unread')
})

test('lets arrivals wait under the pill while a row has the pointer', async ({ server, open }) => {
  const tab = await open('ann')
  await notify(server.url, 'ann', 'First')
  await tab.openPanel()
  await tab.item('First').hover()
  await notify(server.url, 'ann', 'Second', 'Third')
  await expect(tab.panel.getByRole('button', { name: '2 new' })).toBeVisible()
  expect(await tab.titles()).toEqual(['First'])
  await tab.page.mouse.move(0, 0)
  await tab.expectTitles(['Third', 'Second', 'First'])
})

test('keeps its place in the list when something arrives above, until the pill is pressed', async ({
  server,
  open,
}) => {
  await notify(server.url, 'ann', ...Array.from({ length: 20 }, (_, n) => `Item ${n}`))
  const tab = await open('ann')
  await tab.openPanel()
  await tab.item('Item 0').scrollIntoViewIfNeeded()
  const topOf = async (title: string): Promise<number> => (await tab.item(title).boundingBox())?.y ?? 0
  const before = await topOf('Item 0')
  await notify(server.url, 'ann', 'Above')
  const pill = tab.panel.getByRole('button', { name: '1 new' })
  await expect(pill).toBeVisible()
  expect(Math.abs((await topOf('Item 0')) - before)).toBeLessThan(1)
  await pill.click()
  await expect(tab.item('Above')).toBeInViewport()
  await expect(pill).toHaveCount(0)
})

test('loads older notifications as one scrolls, each once', async ({ server, open }) => {
  const titles = Array.from({ length: 60 }, (_, n) => `Item ${n + 1}`)
  await notify(server.url, 'ann', ...titles)
  const tab = await open('ann')
  await tab.expectBadge(60)
  await tab.openPanel()
  const shown = new Set<string>()
  await expect
    .poll(async () => {
      for (const title of await tab.titles()) shown.add(title)
      await tab.items.last().scrollIntoViewIfNeeded()
      return shown.size
    })
    .toBe(60)
  await expect(tab.items.last()).toHaveAttribute('aria-posinset', '60')
  await expect(tab.items.last()).toHaveAttribute('aria-setsize', '60')
})

test('P3: what was on screen for a second is seen, in both tabs', async ({ server, open }) => {
  const [first, second] = [await open('ann'), await open('ann')]
  await notify(server.url, 'ann', 'One', 'Two')
  await second.expectBadge(2)
  await first.page.bringToFront()
  await first.openPanel()
  await first.expectBadge(0)
  await second.expectBadge(0)
  await expect(first.item('One')).toHaveAttribute('data-unread', '')
  expect((await asUser(server.url, 'ann').list()).counts).toEqual({ unseen: 0, unread: 2, total: 2 })
})

test('asks once: one connect brings counts and the first page, and opening asks for no list', async ({
  context,
  server,
  home,
}) => {
  await notify(server.url, 'ann', 'One', 'Two')
  const tab = new DemoPage(await context.newPage())
  const requests = countRequests(tab.page)
  const greeted = tab.greeting()
  await tab.page.goto(`${home}/?user=ann`)
  await greeted
  await tab.expectBadge(2)
  expect({ connects: requests.connects(), lists: requests.lists(), changes: requests.changes() }).toEqual({
    connects: 1,
    lists: 0,
    changes: 0,
  })
  await tab.openPanel()
  await tab.expectTitles(['Two', 'One'])
  // What is snoozed is counted for its tab, which is not a list.
  expect({ connects: requests.connects(), lists: requests.lists() }).toEqual({ connects: 1, lists: 0 })
})
