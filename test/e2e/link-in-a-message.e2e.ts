import { createHmac, hkdfSync } from 'node:crypto'
import { asApp, ask } from '../kit/api.js'
import { type ServerProcess, startServer } from '../kit/server-process.js'
import { withPage } from '../kit/static-server.js'
import { violations } from './axe-page.js'
import { expect } from './fixtures.js'
import { watched } from './watched.js'

const encryptionKey = Buffer.alloc(32, 7)

/** As messages carry it: ids of app, user, category and tenant in base 36, signed. */
const tokenOf = (...ids: [app: number, user: number, category: number, tenant: number]): string => {
  const text = ['1', ...ids.map((id) => id.toString(36))].join('.')
  const key = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'inboxkit preference links', 32))
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}

interface Opened {
  server: ServerProcess & { url: string }
  /** Of a message about orders. */
  link: string
}

const test = watched.extend<object, { opened: Opened }>({
  opened: [
    async ({}, use) => {
      const server = await startServer({
        env: { INBOXKIT_ENCRYPTION_KEY: encryptionKey.toString('base64') },
      })
      const call = <Body>(method: string, path: string, body: object) =>
        ask<Body>(`${server.url}/v3`, method, path, asApp, body)
      await call('PATCH', '/app', { name: 'Harbor' })
      await call('PUT', '/users/ann', {})
      const { body } = await call<{ id: number }>('POST', '/categories', {
        identifier: 'orders',
        name: 'Orders',
        description: 'What you bought, and where it is',
      })
      await use({ server, link: `${server.url}/preferences?token=${tokenOf(1, 1, body.id, 0)}` })
      await server.kill()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

test.describe('without any script', () => {
  test.use({ javaScriptEnabled: false })

  test('one click unsubscribes, and another takes it back', async ({ page, opened: { link } }) => {
    await page.goto(link)
    await expect(page.getByText('You get e-mail about Orders from Harbor.')).toBeVisible()
    await page.getByRole('button', { name: 'Unsubscribe' }).click()
    await expect(page.getByText('Done. You get no more e-mail about Orders from Harbor.')).toBeVisible()
    await page.reload()
    await expect(page.getByText('You get no more e-mail')).toBeVisible()
    await page.getByRole('button', { name: 'Turn it back on' }).click()
    await expect(page.getByText('Done. You get e-mail about Orders from Harbor again.')).toBeVisible()
    await expect(page.locator('noscript > p')).toBeVisible()
  })

  test('the keyboard is enough', async ({ page, opened: { link } }) => {
    await page.goto(`${link}&locale=de`)
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Abbestellen' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Sie erhalten keine E-Mails zu Orders von Harbor mehr.')).toBeVisible()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Sie erhalten wieder E-Mails zu Orders von Harbor.')).toBeVisible()
  })
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const locale of ['en', 'ar'] as const)
    test(`the page is for everybody, and fits: ${colorScheme}, ${locale}`, async ({
      browser,
      faults,
      opened: { link },
    }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
      await faults.watch(context)
      const page = await context.newPage()
      await page.goto(`${link}&locale=${locale}`)
      await expect(page.getByRole('button').first()).toBeVisible()
      expect(await violations(page)).toEqual([])
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(wider).toBeLessThanOrEqual(0)
      const style = await page.evaluate(() => {
        const { backgroundColor: background, direction } = getComputedStyle(document.body)
        return { background, direction }
      })
      expect(style).toEqual({
        background: colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(24, 24, 27)',
        direction: locale === 'ar' ? 'rtl' : 'ltr',
      })
      await context.close()
    })

test('the element shows what is behind the link, on any page', async ({
  context,
  opened: { server, link },
}) => {
  const html = `<!doctype html><html lang="en"><head><link rel="icon" href="data:," /><title>Settings</title>
    <script src="${server.url}/inboxkit.js"></script></head>
    <body><main><h1>Harbor</h1><inbox-kit-preferences></inbox-kit-preferences></main></body></html>`
  await withPage(html, async (url) => {
    const page = await context.newPage()
    await page.goto(url)
    await page
      .locator('inbox-kit-preferences')
      .evaluate(
        (element, token) => Object.assign(element, { token }),
        new URL(link).searchParams.get('token'),
      )
    const email = page.getByRole('switch', { name: 'Orders, Email', exact: true })
    const before = await email.isChecked()
    await email.click()
    await expect(email).toBeChecked({ checked: !before })
    await page.reload()
    await expect(page.getByRole('switch')).toHaveCount(0)
  })
})
