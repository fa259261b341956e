import { expect } from '@playwright/test'
import type { DemoPage } from './demo-page.js'
import { notify } from './notify.js'

/** Uses everything that draws something, so that whoever watches for faults has seen all of it. */
export const useEveryCorner = async (tab: DemoPage, url: string, user: string): Promise<void> => {
  const { page, panel } = tab
  await notify(url, user, ...Array.from({ length: 30 }, (_, n) => `Item ${n}`))
  await tab.openPanel()
  await tab.act('Item 29', 'Mark as read')
  await tab.act('Item 28', 'Delete')
  await tab.item('Item 27').hover()
  await notify(url, user, 'Late')
  await expect(panel.getByRole('button', { name: '1 new' })).toBeVisible()
  await expect
    .poll(async () => {
      await tab.items.last().scrollIntoViewIfNeeded()
      return tab.item('Item 5').count()
    })
    .toBe(1)
  await panel.getByRole('tab', { name: /^Unread/ }).click()
  await panel.getByRole('button', { name: 'Mark all as read' }).click()
  await tab.expectBadge(0)
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)

  await page.getByRole('button', { name: 'Use the dark theme' }).click()
  await page.getByRole('button', { name: /^You are/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Send a notification' }).click()
  await page
    .getByRole('radio', { name: 'Node' })
    .or(page.getByRole('button', { name: 'Node' }))
    .first()
    .click()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('link', { name: '#1042' }).click()

  await page.setViewportSize({ width: 360, height: 640 })
  await page.keyboard.press('Escape')
  await tab.openPanel()
  await panel.getByRole('button', { name: 'Close' }).click()
  await expect(panel).toHaveCount(0)
}
