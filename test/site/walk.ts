import { expect, type Locator, type Page } from '@playwright/test'
import type { InboxOnPage } from '../e2e/demo-page.js'
import type { Stage } from './page/scene.js'

/** Something comes for Ann, whose inbox is live. */
export async function deliver(page: Page, title: string): Promise<void> {
  await page.waitForFunction(() => stage.inboxes.ann.connection.get().kind === 'live')
  await page.evaluate((said) => {
    const { server }: Stage = stage
    server.deliver('ann', { title: said, message: 'Just now.' })
  }, title)
}

const comment = 'Marta Nowak commented on invoice 2041'
const order = (number: number): string => `Order ${number} was shipped`

const button = (inside: Locator | Page, name: string): Locator =>
  inside.getByRole('button', { name, exact: true })

/** Menus of one notification: acts, snoozing, and a time of one's own. */
async function useMenus({ page, panel, item }: Use): Promise<void> {
  await item(comment).hover()
  await button(item(comment), 'More actions').click()
  await page.getByRole('menuitem', { name: 'Pin', exact: true }).click()
  await item(comment).hover()
  await button(item(comment), 'Snooze').click()
  await page.getByRole('menuitem', { name: 'Pick a day and time' }).click()
  await expect(page.locator('input[type=datetime-local]')).toBeVisible()
  await page.keyboard.press('Escape')
  await item(order(3318)).hover()
  await button(item(order(3318)), 'Snooze').click()
  await page.getByRole('menuitem', { name: 'Tomorrow' }).click()
  await expect(panel.getByText('Snoozed', { exact: true }).last()).toBeVisible()
}

/** What can be undone says so. */
async function useUndo({ page, item }: Use): Promise<void> {
  await item(order(3317)).hover()
  await button(item(order(3317)), 'Archive').click()
  await button(page, 'Undo').last().click()
  await expect(item(order(3317))).toBeVisible()
}

/** A form, sent: its fields are gone. */
async function answer({ item }: Use): Promise<void> {
  const stay = item('How was your stay?')
  await stay.getByRole('textbox', { name: 'Tell us more' }).fill('Quiet, and close to the harbour.')
  await stay.getByRole('radio', { name: '4 stars' }).click()
  await expect(stay.getByRole('textbox')).toHaveCount(0)
}

/** Several at once, categories, keys and tabs. */
async function useBars({ page, panel, item }: Use): Promise<void> {
  await item(order(3316)).focus()
  await page.keyboard.press('x')
  await expect(panel.getByText('1 selected')).toBeVisible()
  await button(panel, 'Mark as read').first().click()
  await button(panel, 'Done').click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await button(panel, 'Filter by category').click()
  await page.getByRole('menuitemradio', { name: 'Orders' }).click()
  await button(panel, 'Only Orders. Show all categories').click()
  for (const name of ['Unread', 'Snoozed', 'Archived', 'All'])
    await panel.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
}

/** What comes while somebody reads, and a network that goes away. */
async function haveNews({ page, panel, item }: Use): Promise<void> {
  await item(comment).hover()
  await deliver(page, 'While you read')
  await button(panel, '1 new').click()
  await expect(item('While you read')).toBeVisible()
  await page.evaluate(() => stage.server.goOffline())
  await expect(panel.getByText(/offline|Connection lost/)).toBeVisible()
  await page.evaluate(() => stage.server.goOnline())
  await expect(panel.getByText(/offline|Connection lost/)).toHaveCount(0)
  await button(panel, 'Mark all as read').click()
}

interface Use {
  page: Page
  panel: Locator
  item: (title: string) => Locator
}

/** Uses everything that an open inbox holds. @param panel the dialog, or where the page's column is */
export async function useEverySurface({ page }: InboxOnPage, panel: Locator): Promise<void> {
  const item = (title: string) => panel.getByRole('article', { name: title })
  const use = { page, panel, item }
  await expect(item(comment)).toBeVisible()
  await useMenus(use)
  await useUndo(use)
  await answer(use)
  await useBars(use)
  await haveNews(use)
}
