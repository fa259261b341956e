import type { Locator, Page } from '@playwright/test'
import { apiSecret } from '../kit/server-process.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

/** One operation on the page, opened and carried out. */
const execute = async (page: Page, method: string, path: string, body?: object): Promise<Locator> => {
  const one = page
    .locator('.opblock', { has: page.getByText(method, { exact: true }) })
    .filter({ has: page.locator(`[data-path="${path}"]`) })
  await one.locator('.opblock-summary-control').click()
  if (body) await one.locator('textarea.body-param__text').fill(JSON.stringify(body))
  await one.getByRole('button', { name: 'Execute' }).click()
  return one.locator('.live-responses-table')
}

test('the reference shows every group of the HTTP API and carries out calls, under its own policy', async ({
  server,
  context,
  request,
}) => {
  await notify(server.url, 'ann', 'To be read in the reference')
  const { tags } = (await (await request.get(`${server.url}/openapi.json`)).json()) as {
    tags: { name: string }[]
  }
  const page = await context.newPage()
  await page.goto(`${server.url}/docs`)
  for (const { name } of tags) await expect(page.locator(`[data-tag="${name}"]`)).toBeVisible()
  await expect(page.locator('.servers select')).toHaveValue(server.url)

  // Key and user are filled in; the secret is the reader's to give.
  await expect(await execute(page, 'GET', '/v3/notifications')).toContainText('To be read in the reference')

  await page.locator('.auth-wrapper .authorize').click()
  const dialog = page.locator('.dialog-ux')
  const secret = dialog.locator('.auth-container', { hasText: 'X-ENGAGESPOT-API-SECRET' })
  await secret.locator('input').fill(apiSecret)
  await secret.getByRole('button', { name: 'Apply credentials' }).click()
  await dialog.locator('.close-modal').click()
  const sent = await execute(page, 'POST', '/v3/notifications', {
    notification: { title: 'Sent from the reference' },
    sendTo: { recipients: ['ann'] },
  })
  await expect(sent).toContainText('202')
  await expect(sent).toContainText('requestId')
})

test('the reference fits a narrow screen, light and dark', async ({ server, browser, faults }) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } })
  await faults.watch(context)
  const page = await context.newPage()
  await page.goto(`${server.url}/docs`)
  await page.locator('[data-path="/v3/notifications"]').first().click()
  await expect(page.locator('.opblock-body').first()).toBeVisible()
  for (const [colorScheme, background] of [
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(28, 32, 34)'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('body')).toHaveCSS('background-color', background)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(wider).toBeLessThanOrEqual(0)
  }
  await context.close()
})
