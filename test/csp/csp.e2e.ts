import { expectViolation } from '../e2e/faults.js'
import { expect, test, type Visit } from '../site/fixtures.js'
import { openSettings, useEverySetting } from '../site/settings.js'
import { deliver, useEverySurface } from '../site/walk.js'

const drawn = {
  'on React 19': { react: 19 },
  'on React 18': { react: 18 },
  'as an element': { as: 'element' },
} as const satisfies Record<string, Visit>

for (const [how, by] of Object.entries(drawn))
  test(`P12: nothing behind the bell violates the strict policy, ${how}`, async ({ visit }) => {
    const inbox = await visit({ ...by, props: { pageUrl: '/all', arrivals: 'toast' } })
    const { page, panel, bell } = inbox
    await bell.click()
    await useEverySurface(inbox, panel)
    await page.keyboard.press('Escape')
    await expect(panel).toHaveCount(0)

    await deliver(page, 'While it is closed')
    await expect(page.getByText('While it is closed', { exact: true })).toBeVisible()
  })

test('P12: the page, the side sheet and the sheet on a phone do not either', async ({ visit }) => {
  const column = await visit({ props: { layout: 'page', preset: 'soft' } })
  await useEverySurface(column, column.page.locator('.inbox-panel'))

  const side = await visit({ props: { layout: 'side', preset: 'dense', theme: 'dark' } })
  await side.openPanel()
  await side.panel.getByRole('button', { name: 'Close' }).click()
  await expect(side.panel).toHaveCount(0)

  const phone = await visit()
  await phone.page.setViewportSize({ width: 360, height: 640 })
  await phone.openPanel()
  await phone.items.first().getByRole('button', { name: 'More actions' }).click()
  await phone.page.getByRole('menuitem').first().click()
  await phone.page.keyboard.press('Escape')
  await expect(phone.panel).toHaveCount(0)
})

for (const [how, by] of Object.entries(drawn))
  test(`P12: nor does the preference center, ${how}`, async ({ visit }) => {
    const { page } = await visit({ ...by, show: 'preferences' })
    await useEverySetting(page, page.locator('.inbox-panel'))
    await page.setViewportSize({ width: 320, height: 640 })
    await expect(page.locator('.inbox-heads')).toBeHidden()

    const narrow = await visit({
      ...by,
      show: 'preferences',
      props: { layout: 'panel', theme: 'dark', locale: 'ar' },
    })
    await expect(narrow.page.getByRole('switch').first()).toBeVisible()
  })

test("P12: nor do the panel's settings", async ({ visit }) => {
  const { page, bell } = await visit()
  const panel = await openSettings(page)
  await useEverySetting(page, panel)
  await panel.getByRole('button', { name: 'Back to notifications' }).click()
  await expect(panel.getByRole('article').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(bell).toBeFocused()
})

test('the policy is in force, and a violation would be seen', async ({ visit, faults }) => {
  const { page } = await visit()
  await page.evaluate(() => document.body.setAttribute('style', 'color: red'))
  await expectViolation(faults, 'style-src')
  await page.evaluate(() => {
    try {
      document.body.innerHTML = '<p></p>'
    } catch {
      // Told below.
    }
  })
  await expectViolation(faults, 'require-trusted-types-for')
})
