import { looks, violations } from './axe-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

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
