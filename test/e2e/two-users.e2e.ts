import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { DemoPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

const openOrder = async (page: Page, id: number, customer: string): Promise<void> => {
  await page.getByRole('link', { name: `#${id}` }).click()
  await expect(page.getByRole('dialog', { name: customer })).toBeVisible()
}

const comment = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Comment' }).fill(text)
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
}

test('two users talk in the demo, each sees what the other wrote without a reload', async ({
  server,
  open,
  anotherContext,
}) => {
  const ann = await open('ann')
  const bob = await DemoPage.open(await anotherContext(), server.url, 'bob')
  const [question, answer] = [`Ready? @bob ${randomUUID()}`, `On its way @ann ${randomUUID()}`]

  await openOrder(ann.page, 1042, 'Priya Raman')
  await comment(ann.page, question)
  await bob.expectBadge(1)
  await bob.openPanel()
  await expect(bob.item('Ann Keller mentioned you on #1042').getByText(question)).toBeVisible()
  await bob.item('Ann Keller mentioned you on #1042').getByRole('link').click()
  await expect(bob.page).toHaveURL(/user=bob.*order=1042|order=1042.*user=bob/)
  await expect(bob.page.getByRole('listitem').getByText(question)).toBeVisible()
  await bob.expectBadge(0)

  await comment(bob.page, answer)
  await ann.expectBadge(1)
  await expect(ann.page.getByRole('listitem').getByText(answer)).toBeVisible()
  await ann.openPanel()
  await ann.expectTitles(['Bob Okafor mentioned you on #1042'])
})

test('the user menu opens a second window as somebody else, and each has their own bell', async ({
  context,
  open,
}) => {
  const ann = await open('ann')
  await ann.page.getByRole('button', { name: 'You are Ann Keller' }).click()
  const opened = context.waitForEvent('page')
  await ann.page.getByRole('link', { name: 'Open a second window as Bob Okafor' }).click()
  const bob = new DemoPage(await opened)
  await expect(bob.page.getByRole('button', { name: 'You are Bob Okafor' })).toBeVisible()
  await bob.expectBadge(0)

  await ann.page.getByRole('link', { name: 'Send a notification' }).click()
  await ann.page.getByRole('group', { name: 'To' }).getByText('Bob').click()
  await ann.page.getByRole('textbox', { name: 'Title' }).fill('Lunch at noon')
  await ann.page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(ann.page.getByText(/^Accepted as/)).toBeVisible()
  await ann.expectBadge(1)
  await bob.expectBadge(1)
  await bob.openPanel()
  await bob.expectTitles(['Lunch at noon'])
})

test('changing the user in the demo shows that user’s inbox and nothing of the one before', async ({
  open,
  server,
}) => {
  await notify(server.url, 'ann', 'For Ann')
  await notify(server.url, 'chen', 'For Chen', 'Also for Chen')
  const tab = await open('ann')
  await tab.expectBadge(1)
  await tab.page.getByRole('button', { name: 'You are Ann Keller' }).click()
  await tab.page.getByRole('link', { name: /^Chen Wei/ }).click()
  await tab.expectBadge(2)
  await tab.openPanel()
  await tab.expectTitles(['Also for Chen', 'For Chen'])
})
