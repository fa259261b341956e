import type { Locator, Page } from '@playwright/test'
import { asApp, call } from '../kit/api.js'
import { inWholeBrowser } from '../kit/whole-browser.js'
import { looks, violations } from './axe-page.js'
import { DemoPage } from './demo-page.js'
import { expect } from './fixtures.js'
import { type MailingServer, withMailingServer } from './mailing-server.js'
import { tabTo } from './tab-to.js'
import { watched } from './watched.js'

const skipped = { what: 'skipped', reason: 'preference_off' }
const narrow = { width: 320, height: 640 }

interface Center {
  page: Page
  tab: DemoPage
  toggle: (name: string) => Locator
}

const test = watched.extend<
  { openCenter: (user: string, query?: string) => Promise<Center> },
  { server: MailingServer }
>({
  server: [({}, use) => withMailingServer(use), { scope: 'worker', timeout: 60_000 }],
  openCenter: async ({ context, server }, use) => {
    await use(async (user, query = '') => {
      const tab = await DemoPage.open(context, server.url, user, `&panel=preferences${query}`)
      const { page } = tab
      await expect(page.getByRole('heading', { name: 'Notification settings' })).toBeVisible()
      return {
        page,
        tab,
        toggle: (name) => page.getByRole('main').getByRole('switch', { name, exact: true }),
      }
    })
  },
})

// A browser without windows takes what nobody has answered for a no.
test.use(inWholeBrowser)

test('what is turned off in the center is not mailed, arrives in the inbox, and shows in another tab', async ({
  server,
  openCenter,
}) => {
  await server.makeFresh('ann')
  const here = await openCenter('ann')
  const there = await openCenter('ann')
  await expect(there.toggle('Order status, Email')).toBeChecked()
  expect(await server.emailOf(await server.tell('ann', 'Packed'))).toEqual({ what: 'sent', reason: null })
  await here.tab.expectBadge(1)

  await here.toggle('Order status, Email').click()
  await expect(here.toggle('Order status, Email')).not.toBeChecked()
  await expect(there.toggle('Order status, Email')).not.toBeChecked()
  await expect(there.toggle('Order status, Inbox')).toBeChecked()
  await expect(there.toggle('Comments, Email')).toBeChecked()

  expect(await server.emailOf(await server.tell('ann', 'Shipped'))).toEqual(skipped)
  await here.tab.expectBadge(2)
  await here.tab.openPanel()
  await here.tab.expectTitles(['Shipped', 'Packed'])
  expect(server.mails.map(({ subject }) => subject)).toContain('Packed')
  expect(server.mails.map(({ subject }) => subject)).not.toContain('Shipped')

  await there.toggle('Order status, Email').click()
  await expect(here.toggle('Order status, Email')).toBeChecked()
  expect(await server.emailOf(await server.tell('ann', 'Done'))).toEqual({ what: 'sent', reason: null })
})

test.describe('an e-mail that came', () => {
  const received = async (server: MailingServer, user: string, title: string) => {
    await server.emailOf(await server.tell(user, title))
    await expect.poll(() => server.mails.some(({ subject }) => subject === title)).toBe(true)
    const mail = server.mails.find(({ subject }) => subject === title)
    const header = mail?.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
    const [, oneClick = ''] = /<(http[^>]+)>/.exec(header) ?? []
    const [, preferences = ''] = /Choose what you get: (\S+)/.exec(mail?.text ?? '') ?? []
    const [, unsubscribe = ''] = /Unsubscribe: (\S+)/.exec(mail?.text ?? '') ?? []
    return { oneClick, preferences, unsubscribe }
  }

  test('unsubscribes with one click of the mail program, and the open center shows it', async ({
    server,
    openCenter,
  }) => {
    await server.makeFresh('bob')
    const { page, tab, toggle } = await openCenter('bob')
    await expect(toggle('Order status, Email')).toBeChecked()
    const { oneClick } = await received(server, 'bob', 'Packed for Bob')
    const answer = await fetch(oneClick, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    })
    expect(answer.status).toBe(200)
    await expect(toggle('Order status, Email')).not.toBeChecked()
    await expect(toggle('Comments, Email')).toBeChecked()
    expect(await server.emailOf(await server.tell('bob', 'Shipped to Bob'))).toEqual(skipped)
    await tab.expectBadge(2)

    // Opened like any link, the same address is a page.
    await page.goto(oneClick)
    await expect(page).toHaveURL(/\/preferences\?token=/)
    await expect(page.getByText('You get no e-mail about Order status')).toBeVisible()
  })

  test('has links in its text, by which people unsubscribe, and come back', async ({
    server,
    context,
    openCenter,
  }) => {
    await server.makeFresh('bob')
    const { toggle } = await openCenter('bob')
    const { preferences, unsubscribe } = await received(server, 'bob', 'Another for Bob')
    const page = await context.newPage()
    await page.goto(unsubscribe)
    await page.getByRole('button', { name: 'Unsubscribe' }).click()
    await expect(page.getByText('Done. You get no more e-mail about Order status')).toBeVisible()
    await expect(toggle('Order status, Email')).not.toBeChecked()
    await page.goto(preferences)
    await page.getByRole('button', { name: 'Turn it back on' }).click()
    await expect(toggle('Order status, Email')).toBeChecked()
  })
})

test('what is required cannot be turned off, and says so', async ({ server, openCenter }) => {
  await server.makeFresh('chen')
  const { page, toggle } = await openCenter('chen')
  const line = page.getByRole('main').getByRole('group', { name: 'Your account' })
  await expect(line).toContainText('Always on')
  await expect(line).toContainText('Sign-ins, and new devices')
  const changes: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'PATCH') changes.push(request.url())
  })
  await expect(toggle('Your account, Email')).toHaveAttribute('aria-disabled', 'true')
  await toggle('Your account, Email').click({ force: true })
  await toggle('Your account, Email').press('Space')
  await expect(toggle('Your account, Email')).toBeChecked()
  // Another switch's change is the next thing that is said.
  await toggle('Comments, Email').click()
  await expect.poll(() => changes.length).toBe(1)
  await expect(toggle('Comments, Email')).not.toBeChecked()
})

test('quiet hours that are set in the center hold the next e-mail, and not the inbox', async ({
  server,
  openCenter,
}) => {
  await server.makeFresh('chen')
  const { page, tab, toggle } = await openCenter('chen')
  await toggle('Quiet hours').click()
  await expect(toggle('Quiet hours')).toBeChecked()
  // An hour around now, wherever this browser is; over midnight, too.
  const [from = '', to = ''] = await page.evaluate(() =>
    [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toTimeString().slice(0, 5)),
  )
  const section = page.getByRole('group', { name: 'Quiet hours' })
  await section.getByLabel('From', { exact: true }).fill(from)
  await section.getByLabel('To', { exact: true }).fill(to)
  await expect
    .poll(() => call(server.url, 'GET', '/v3/users/chen/preferences/quiet-hours', asApp))
    .toMatchObject({ enabled: true, schedule: { mon: [{ from, to }], sun: [{ from, to }] } })

  const held = await server.emailOf(await server.tell('chen', 'At night'))
  expect(held).toMatchObject({ reason: 'quiet_hours' })
  await tab.expectBadge(1)
  expect(server.mails.map(({ subject }) => subject)).not.toContain('At night')

  await toggle('Quiet hours').click()
  await expect(toggle('Quiet hours')).not.toBeChecked()
  expect(await server.emailOf(await server.tell('chen', 'By day'))).toEqual({ what: 'sent', reason: null })
})

test.describe('the switch for this browser', () => {
  test('says why it is not there where the browser blocks it', async ({ server, openCenter }) => {
    await server.makeFresh('dana')
    const { page } = await openCenter('dana')
    const devices = page.getByRole('main').getByRole('group', { name: 'Devices' })
    await expect(devices).toContainText('Notifications on this device')
    await expect(devices.getByRole('switch')).not.toBeChecked()
    // Whatever is not granted is blocked, as somebody does in the browser's settings.
    await page.context().grantPermissions([], { origin: server.url })
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await expect(devices).toContainText('Blocked by this browser.')
    await expect(devices.getByRole('switch')).toHaveCount(0)
  })

  test('says why it is not there where the browser cannot do it', async ({ server, context, openCenter }) => {
    await server.makeFresh('dana')
    await context.addInitScript(() => Reflect.deleteProperty(window, 'PushManager'))
    const { page } = await openCenter('dana')
    const devices = page.getByRole('main').getByRole('group', { name: 'Devices' })
    await expect(devices).toContainText("This browser can't show notifications.")
    await expect(devices.getByRole('switch')).toHaveCount(0)
  })
})

test('the settings in the panel by keyboard alone', async ({ server, context }) => {
  await server.makeFresh('dana')
  const tab = await DemoPage.open(context, server.url, 'dana')
  const { page, panel } = tab
  const press = (key: string): Promise<void> => page.keyboard.press(key)
  const settings = page.getByRole('dialog', { name: 'Notification settings' })
  const toggle = settings.getByRole('switch', { name: 'Order status, Email' })
  const button = panel.getByRole('button', { name: 'Settings' })
  const openSettings = async (): Promise<void> => {
    await press('Enter')
    await expect(settings.getByRole('heading', { name: 'Notification settings' })).toBeFocused()
    await expect(toggle).toBeVisible()
  }

  await tabTo(page, tab.bell)
  await press('Enter')
  await expect(panel).toBeFocused()
  await tabTo(page, button)
  await openSettings()
  await tabTo(page, toggle)
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await press('Space')
  await expect(toggle).not.toBeChecked()
  await press('Escape')
  await expect(button).toBeFocused()
  await saved
  expect(await server.emailOf(await server.tell('dana', 'Quietly'))).toEqual(skipped)
  await expect(tab.item('Quietly')).toBeVisible()

  await openSettings()
  await expect(toggle).not.toBeChecked()
  await tabTo(page, settings.getByRole('button', { name: 'Back to notifications' }), 'Shift+Tab')
  await press('Enter')
  await expect(button).toBeFocused()
  await press('Escape')
  await expect(panel).toBeHidden()
  await expect(tab.bell).toBeFocused()
})

for (const { name, query, colorScheme } of looks)
  test.describe(name, () => {
    test.use({ colorScheme })

    test(`axe finds nothing on the page of settings, and nothing is cut off, ${name}`, async ({
      server,
      openCenter,
    }) => {
      await server.makeFresh('dana')
      const { page, toggle } = await openCenter('dana', query)
      await toggle('Quiet hours').click()
      await expect(page.getByRole('group', { name: 'Quiet hours' }).getByRole('combobox')).toBeVisible()
      expect(await violations(page)).toEqual([])
      await page.setViewportSize(narrow)
      expect(await violations(page)).toEqual([])
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(wider).toBeLessThanOrEqual(0)
      await toggle('Quiet hours').click()
      await expect(toggle('Quiet hours')).not.toBeChecked()
    })
  })

test.describe('by finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } })

  test('everything that is touched is 44 px in each direction, or ends where the next begins', async ({
    server,
    openCenter,
  }) => {
    await server.makeFresh('dana')
    const { page, toggle } = await openCenter('dana')
    await toggle('Quiet hours').tap()
    await expect(toggle('Quiet hours')).toBeChecked()
    const small = await page.getByRole('main').evaluate((main) => {
      const controls = [...main.querySelectorAll<HTMLElement>('button, select, input, a')]
      const owner = (x: number, y: number): Element | undefined => {
        const found = document.elementFromPoint(x, y)
        return found?.closest('label')?.control ?? found?.closest('button, select, input, a') ?? undefined
      }
      return controls.flatMap((control) => {
        control.scrollIntoView({ block: 'center' })
        const { left, top, width, height } = control.getBoundingClientRect()
        const [x, y] = [left + width / 2, top + height / 2]
        const misses = [
          [x, y - 21],
          [x, y + 21],
          [x - 21, y],
          [x + 21, y],
        ].filter(([at = 0, down = 0]) => owner(at, down) === undefined)
        return misses.length === 0 ? [] : [`${control.ariaLabel ?? control.textContent}: ${misses.length}`]
      })
    })
    expect(small).toEqual([])
  })
})
