import { asUser, send } from '../kit/api.js'
import { withPage } from '../kit/static-server.js'
import { inWholeBrowser } from '../kit/whole-browser.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

// A link that opens beside the page opens a window.
test.use(inWholeBrowser)

test('what is archived leaves the list, and comes back when that is undone', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One', 'Two')
  const tab = await open('ann')
  await tab.openPanel()
  await tab.item('One').hover()
  await tab.item('One').getByRole('button', { name: 'Archive' }).click()
  await tab.expectTitles(['Two'])
  await tab.page.getByRole('button', { name: 'Undo' }).last().click()
  await tab.expectTitles(['Two', 'One'])

  await tab.item('One').hover()
  await tab.item('One').getByRole('button', { name: 'Archive' }).click()
  await tab.expectTitles(['Two'])
  await tab.panel.getByRole('tab', { name: 'Archived' }).click()
  await tab.expectTitles(['One'])
  await expect
    .poll(async () => (await asUser(server.url, 'ann').list()).data.map(({ title }) => title))
    .toEqual(['Two'])
})

test('what is snoozed waits in a tab of its own', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One', 'Two')
  const tab = await open('ann')
  await tab.openPanel()
  await tab.item('Two').hover()
  await tab.item('Two').getByRole('button', { name: 'Snooze' }).click()
  await tab.page.getByRole('menuitem', { name: 'Tomorrow' }).click()
  await tab.expectTitles(['One'])
  await tab.panel.getByRole('tab', { name: /^Snoozed/ }).click()
  await tab.expectTitles(['Two'])
})

test('several are deleted at once', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One', 'Two', 'Three', 'Four')
  const tab = await open('ann')
  await tab.openPanel()
  await tab.item('Four').focus()
  await tab.page.keyboard.press('x')
  await expect(tab.panel.getByText('1 selected')).toBeVisible()
  await tab
    .item('Two')
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] })
  await expect(tab.panel.getByText('3 selected')).toBeVisible()
  await tab.panel.getByRole('button', { name: 'Delete', exact: true }).click()
  await tab.expectTitles(['One'])
  await expect.poll(async () => (await asUser(server.url, 'ann').list()).counts.total).toBe(1)
})

test('tabs show what they name, and begin anew with the panel', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One', 'Two')
  const tab = await open('ann')
  await tab.openPanel()
  await tab.act('One', 'Mark as read')
  await tab.panel.getByRole('tab', { name: /^Unread/ }).click()
  await tab.expectTitles(['Two'])
  await tab.panel.getByRole('tab', { name: /^Snoozed/ }).click()
  await expect(tab.items).toHaveCount(0)
  await tab.bell.click()
  await expect(tab.panel).toHaveCount(0)
  await tab.openPanel()
  await expect(tab.panel.getByRole('tab', { name: 'All' })).toHaveAttribute('aria-selected', 'true')
  await tab.expectTitles(['Two', 'One'])
})

test('a press outside closes the panel, and the bell opens and closes it', async ({ open }) => {
  const tab = await open('ann')
  await tab.openPanel()
  await tab.page.mouse.click(20, 700)
  await expect(tab.panel).toHaveCount(0)
  await tab.openPanel()
  await tab.bell.click()
  await expect(tab.panel).toHaveCount(0)
  await expect(tab.bell).toHaveAttribute('aria-expanded', 'false')
})

const outside =
  '<!doctype html><html lang="en"><head><link rel="icon" href="data:," /><title>Outside</title></head></html>'

test('a link to the own origin is followed without loading a page, and another opens where it leads', async ({
  server,
  open,
}) => {
  await withPage(outside, async (elsewhere) => {
    const sendLink = (title: string, url: string): Promise<unknown> =>
      send(server.url, { notification: { title, url }, sendTo: { recipients: ['ann'] } })
    await sendLink('Inside', '/?order=1048')
    await sendLink('Outside', elsewhere)
    const tab = await open('ann')
    await tab.expectBadge(2)
    await tab.openPanel()
    let loads = 0
    tab.page.on('domcontentloaded', () => loads++)
    await tab.item('Inside').getByRole('link').click()
    await expect(tab.page).toHaveURL(/order=1048/)
    await expect(tab.panel).toHaveCount(0)
    expect(loads).toBe(0)

    await tab.openPanel()
    const [opened] = await Promise.all([
      tab.page.context().waitForEvent('page'),
      tab
        .item('Outside')
        .getByRole('link')
        .click({ modifiers: ['ControlOrMeta'] }),
    ])
    await expect(opened).toHaveTitle('Outside')
    await expect(tab.page).toHaveURL(/order=1048/)
    await expect.poll(async () => (await asUser(server.url, 'ann').list()).counts.unread).toBe(0)
  })
})
