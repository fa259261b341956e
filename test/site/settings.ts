import { expect, type Frame, type Locator, type Page } from '@playwright/test'

/** All of it is there: what is loaded later, and the zones. */
export async function settled(settings: Locator): Promise<void> {
  await expect(settings.getByRole('combobox', { name: 'Time zone' })).toBeVisible()
  await expect(settings.getByRole('combobox', { name: 'Orders' })).toBeVisible()
}

/** Opens the panel of the last bell and the settings in it, by pointer. */
export async function openSettings(page: Page | Frame): Promise<Locator> {
  await page
    .getByRole('button', { name: /^Notifications/ })
    .last()
    .click()
  const panel = page.getByRole('dialog')
  await expect(panel.getByRole('article').first()).toBeVisible()
  await panel.getByRole('button', { name: 'Settings', exact: true }).click()
  await settled(panel)
  return panel
}

const isOn = async (toggle: Locator, on: boolean): Promise<void> => {
  await expect(toggle).toHaveAttribute('aria-checked', String(on))
}

/** Changes all that can be changed, and has one change refused. */
export async function useEverySetting(page: Page, settings: Locator): Promise<void> {
  const toggle = (name: string) => settings.getByRole('switch', { name, exact: true })
  await settled(settings)
  for (const channel of ['Inbox', 'Browser', 'Email', 'SMS']) {
    await toggle(`Orders, ${channel}`).click()
    await isOn(toggle(`Orders, ${channel}`), false)
  }
  await settings.getByRole('button', { name: 'Unmute' }).click()
  await isOn(toggle('Orders, SMS'), true)
  await toggle('All notifications, Email').click()
  await isOn(toggle('Invoices, Email'), false)
  await toggle('Security, Email').click({ force: true })
  await isOn(toggle('Security, Email'), true)

  await settings.getByRole('combobox', { name: 'Orders' }).selectOption({ label: 'Every day' })
  await settings.getByRole('button', { name: 'Sun' }).click()
  await settings.getByLabel('From').fill('23:15')
  await settings.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo')
  await toggle('Quiet hours').click()
  await isOn(toggle('Quiet hours'), false)
  // Changes go one after the other: what is said last is sent last.
  await expect
    .poll(() => page.evaluate(() => stage.server.requests.findLast(({ method }) => method === 'PATCH')?.body))
    .toMatchObject({ quietHours: { enabled: false } })

  await page.evaluate(() => stage.server.goOffline())
  await toggle('Invoices, SMS').click()
  await expect(settings.getByRole('alert')).toContainText('That was not saved.')
  await page.evaluate(() => stage.server.goOnline())
  await toggle('Invoices, SMS').click()
  await expect(settings.getByRole('alert')).toHaveCount(0)
}
