import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the whole page, once nothing moves any more. */
const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
  await page.evaluate(axe)
  const found = await page.evaluate<AxeResults>('axe.run()')
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

const looks = [
  { name: 'light', query: '', colorScheme: 'light' },
  { name: 'dark', query: '', colorScheme: 'dark' },
  { name: 'right-to-left', query: '&dir=rtl', colorScheme: 'light' },
  { name: 'dark, right-to-left', query: '&dir=rtl', colorScheme: 'dark' },
] as const

for (const { name, query, colorScheme } of looks)
  test.describe(name, () => {
    test.use({ colorScheme })

    test(`axe finds nothing on the closed and the open inbox, ${name}`, async ({ server, open }) => {
      const tab = await open('ann', query)
      await notify(server.url, 'ann', 'One', 'Two', 'Three')
      await tab.expectBadge(3)
      expect(await violations(tab.page)).toEqual([])

      await tab.openPanel()
      await tab.act('Two', 'Mark as read')
      expect(await violations(tab.page)).toEqual([])
      await tab.panel.getByRole('tab', { name: /^Unread/ }).click()
      await tab.panel.getByRole('button', { name: 'Mark all as read' }).click()
      await tab.panel.getByRole('tab', { name: 'All' }).click()
      expect(await violations(tab.page)).toEqual([])
    })

    test(`axe finds nothing on the empty inbox and on the sheet of a narrow screen, ${name}`, async ({
      server,
      open,
    }) => {
      const tab = await open('ann', query)
      await tab.openPanel()
      await expect(tab.panel.getByText("You're all caught up")).toBeVisible()
      expect(await violations(tab.page)).toEqual([])
      await tab.page.setViewportSize({ width: 360, height: 640 })
      await notify(server.url, 'ann', 'One')
      await expect(tab.item('One')).toBeVisible()
      expect(await violations(tab.page)).toEqual([])
    })
  })
