import type { Page } from '@playwright/test'
import { asUser, send } from '../kit/api.js'
import { apiKey } from '../kit/server-process.js'
import { withPage } from '../kit/static-server.js'
import { violations } from './axe-page.js'
import { DemoPage, InboxOnPage } from './demo-page.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'
import { countRequests } from './requests.js'

/** What `<inbox-kit>` is to a script of the page. */
type Kit = HTMLElement & Record<string, unknown>

const onKit = <T>(page: Page, work: (kit: Kit) => T): Promise<T> =>
  page
    .locator('inbox-kit')
    .first()
    .evaluate(work as (element: Element) => T)

const attributes = (given: Record<string, string>): string =>
  `&attributes=${encodeURIComponent(JSON.stringify(given))}`

/** A page of its own with the script, and whatever else. */
const withPlainPage = (url: string, body: string, work: (address: string) => Promise<void>): Promise<void> =>
  withPage(
    `<!doctype html><html lang="en"><head><meta charset="utf-8" /><link rel="icon" href="data:," /><title>Plain</title>
    <script src="${url}/inboxkit.js"></script></head><body>${body}</body></html>`,
    work,
  )

test('attributes and properties say the same, and changes of either take effect', async ({
  server,
  open,
}) => {
  await notify(server.url, 'ann', 'One')
  await notify(server.url, 'bob', 'For Bob', 'And another')
  const tab = await open('ann', attributes({ tabs: 'all, unread', 'base-url': server.url }))
  const { page } = tab
  expect(await onKit(page, (kit) => [kit['userId'], kit['tabs'], kit['open'] ?? false])).toEqual([
    'ann',
    ['all', 'unread'],
    false,
  ])
  await onKit(page, (kit) => kit.setAttribute('open', ''))
  await tab.expectTitles(['One'])
  await expect(tab.panel.getByRole('tab')).toHaveCount(2)
  await onKit(page, (kit) => Object.assign(kit, { open: false }))
  await expect(tab.panel).toHaveCount(0)
  await expect(page.locator('inbox-kit')).not.toHaveAttribute('open')

  await onKit(page, (kit) =>
    Object.assign(kit, { theme: 'dark', density: 'compact', labels: { bell: 'Post' } }),
  )
  const root = page.locator('.inbox-root')
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await expect(root).toHaveAttribute('data-density', 'compact')
  await onKit(page, (kit) => Object.assign(kit, { locale: 'de', labels: undefined }))
  await expect(page.getByRole('button', { name: 'Benachrichtigungen, 1 neue' })).toBeVisible()
  await onKit(page, (kit) => kit.removeAttribute('theme'))

  await onKit(page, (kit) => Object.assign(kit, { userId: 'bob', locale: 'en' }))
  await tab.expectBadge(2)
  await tab.openPanel()
  await tab.expectTitles(['And another', 'For Bob'])
  await onKit(page, (kit) => Object.assign(kit, { layout: 'page' }))
  await expect(tab.bell).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Notifications' })).toBeVisible()
  await expect(page.locator('inbox-kit')).toHaveCSS('display', 'block')
})

test('events tell what happens, leave the shadow root, and can be prevented', async ({ server, open }) => {
  const tab = await open('ann')
  const { page } = tab
  await page.evaluate(() => {
    const heard: unknown[] = []
    Object.assign(globalThis, { heard })
    for (const type of [
      'inbox-count',
      'inbox-open',
      'inbox-open-change',
      'inbox-tab-change',
      'inbox-problem',
    ])
      document.addEventListener(type, (event) => {
        const { detail } = event as CustomEvent<{ title?: string; code?: string }>
        heard.push([type, detail.title ?? detail.code ?? detail])
      })
  })
  const heard = (): Promise<unknown> =>
    page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)
  await notify(server.url, 'ann', 'One')
  await tab.expectBadge(1)
  expect(await onKit(page, (kit) => kit['counts'])).toEqual({ unseen: 1, unread: 1, total: 1 })
  await tab.openPanel()
  await tab.panel.getByRole('tab', { name: /^Unread/ }).click()
  await tab.item('One').getByRole('button', { name: 'One' }).click()
  await expect.poll(heard).toEqual(
    expect.arrayContaining([
      ['inbox-count', { unseen: 1, unread: 1, total: 1 }],
      ['inbox-open-change', { open: true }],
      ['inbox-tab-change', { tab: 'unread' }],
      ['inbox-open', 'One'],
      ['inbox-count', { unseen: 0, unread: 0, total: 1 }],
    ]),
  )
  await page.evaluate(() =>
    document.addEventListener('inbox-open-change', (event) => event.preventDefault(), { once: true }),
  )
  await page.keyboard.press('Escape')
  await expect(tab.panel).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tab.panel).toHaveCount(0)
  expect(await onKit(page, (kit) => kit['open'])).toBe(false)
})

test('a prevented inbox-open keeps its link from being followed', async ({ server, open }) => {
  await send(server.url, { notification: { title: 'One', url: '/there' }, sendTo: { recipients: ['ann'] } })
  const tab = await open('ann')
  await tab.expectBadge(1)
  await onKit(tab.page, (kit) => {
    Object.assign(kit, { navigate: () => document.body.setAttribute('data-navigated', '') })
    kit.addEventListener('inbox-open', (event) => event.preventDefault())
  })
  await tab.openPanel()
  await tab.item('One').getByRole('link').click()
  await expect(tab.panel).toHaveCount(0)
  await expect.poll(async () => (await asUser(server.url, 'ann').list()).counts.unread).toBe(0)
  await expect(tab.page.locator('body')).not.toHaveAttribute('data-navigated')
  expect(tab.page.url()).not.toContain('/there')
})

test('an open panel has asked for one file of ours, and a pointer on the list brings the rest', async ({
  server,
  context,
  home,
}) => {
  await notify(server.url, 'ann', 'One')
  const tab = new DemoPage(await context.newPage())
  const files: string[] = []
  tab.page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (origin === server.url && pathname.endsWith('.js')) files.push(pathname)
  })
  const greeted = tab.greeting()
  await tab.page.goto(`${home}/?user=ann`)
  await greeted
  await tab.openPanel()
  await tab.expectTitles(['One'])
  expect(files).toEqual(['/inboxkit.js'])
  await tab.item('One').hover()
  await expect(tab.item('One').getByRole('button', { name: 'More actions' })).toBeVisible()
  expect(files.slice(1)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^\/inboxkit\/[\da-f]{8}\/later\.js$/)]),
  )
})

test('pages style it by variables and parts, and their own rules stay outside', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One')
  const tab = await open('ann')
  await tab.page.addStyleTag({
    content: `* { letter-spacing: 3px; } button { background: rgb(1, 2, 3) !important; }
      inbox-kit { --inbox-accent: rgb(10, 20, 30); }
      inbox-kit::part(badge) { background: rgb(4, 5, 6); }
      inbox-kit::part(item unread) { outline: 3px solid rgb(7, 8, 9); }`,
  })
  await expect(tab.badge).toHaveCSS('background-color', 'rgb(4, 5, 6)')
  await expect(tab.bell).not.toHaveCSS('background-color', 'rgb(1, 2, 3)')
  await tab.openPanel()
  await expect(tab.item('One')).toHaveCSS('outline-color', 'rgb(7, 8, 9)')
  await expect(tab.item('One').locator('.inbox-dot')).toHaveCSS('background-color', 'rgb(10, 20, 30)')
  await tab.act('One', 'Mark as read')
  await expect(tab.item('One')).not.toHaveCSS('outline-color', 'rgb(7, 8, 9)')
})

test('it is dark below what says so', async ({ open }) => {
  const tab = await open('ann')
  const root = tab.page.locator('.inbox-root')
  await expect(root).toHaveAttribute('data-theme', 'auto')
  await tab.page.evaluate(() => document.documentElement.classList.add('dark'))
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await tab.page.evaluate(() => document.documentElement.classList.remove('dark'))
  await expect(root).toHaveAttribute('data-theme', 'auto')
})

test('moved in the document it keeps working, and taken out it lets go of everything', async ({
  server,
  open,
}) => {
  await notify(server.url, 'ann', 'One')
  const tab = await open('ann')
  await tab.openPanel()
  await onKit(tab.page, (kit) => document.querySelector('main')?.append(kit))
  await tab.expectTitles(['One'])
  await tab.page.keyboard.press('Escape')
  await expect(tab.panel).toHaveCount(0)
  await expect(tab.bell).toBeFocused()
  await notify(server.url, 'ann', 'Two')
  await tab.expectBadge(2)

  await tab.openPanel()
  const kit = await tab.page.locator('inbox-kit').elementHandle()
  await kit?.evaluate((element) => element.remove())
  expect(await kit?.evaluate((element) => element.shadowRoot?.childElementCount)).toBe(0)
  await kit?.evaluate((element) => document.body.append(element))
  await tab.expectTitles(['Two', 'One'])
})

test('properties set before the script has come count, and two elements share one connection', async ({
  server,
  context,
}) => {
  await notify(server.url, 'ann', 'One')
  await withPage(
    `<!doctype html><html lang="en"><head><link rel="icon" href="data:," /><title>Early</title></head><body>
      <inbox-kit></inbox-kit><div id="second"></div>
      <script>Object.assign(document.querySelector('inbox-kit'), { apiKey: '${apiKey}', userId: 'ann', labels: { bell: 'Early', bellWithCount: 'Early {count}' } })</script>
      <script src="${server.url}/inboxkit.js"></script>
      <script>const remove = inboxkit.mount(document.getElementById('second'), { apiKey: '${apiKey}', userId: 'ann' })</script>
    </body></html>`,
    async (url) => {
      const page = await context.newPage()
      const requests = countRequests(page)
      let sockets = 0
      page.on('websocket', () => sockets++)
      await page.goto(url)
      await expect(page.getByRole('button', { name: 'Early 1' })).toBeVisible()
      const second = new InboxOnPage(page)
      await second.expectBadge(1)
      await notify(server.url, 'ann', 'Two')
      await second.expectBadge(2)
      await expect(page.getByRole('button', { name: 'Early 2' })).toBeVisible()
      expect([requests.connects(), sockets]).toEqual([1, 1])
      await page.evaluate('remove()')
      await expect(second.bell).toHaveCount(0)
      await expect(page.locator('#second')).toBeEmpty()
    },
  )
})

test('an element with data-inboxkit holds one, and what it lacks is said', async ({ server, context }) => {
  await notify(server.url, 'ann', 'One')
  await withPlainPage(
    server.url,
    `<div data-inboxkit data-api-key="${apiKey}" data-user-id="ann" data-theme="dark"></div>
    <inbox-kit api-key="${apiKey}"></inbox-kit>`,
    async (url) => {
      const page = await context.newPage()
      const said: string[] = []
      page.on('console', (message) => said.push(message.text()))
      await page.goto(url)
      const inbox = new InboxOnPage(page)
      await inbox.expectBadge(1)
      await expect(page.locator('.inbox-root')).toHaveAttribute('data-theme', 'dark')
      expect(said).toEqual(['inboxkit: <inbox-kit> shows nothing until it has an api-key and a user-id.'])
      await page
        .locator('inbox-kit')
        .last()
        .evaluate((kit) => Object.assign(kit, { userId: 'bob' }))
      await expect(inbox.bell).toHaveCount(2)
    },
  )
})

test('focus() leads to the bell, or to the list where there is none', async ({ server, open }) => {
  await notify(server.url, 'ann', 'One')
  const tab = await open('ann')
  await onKit(tab.page, (kit) => kit.focus())
  await expect(tab.bell).toBeFocused()
  await onKit(tab.page, (kit) => Object.assign(kit, { layout: 'page' }))
  await expect(tab.page.getByRole('article')).toBeVisible()
  await onKit(tab.page, (kit) => kit.focus())
  await expect(tab.page.getByRole('region', { name: 'Notifications' })).toBeFocused()
})

test('the rules of a preset come with it', async ({ open }) => {
  const tab = await open('ann', attributes({ preset: 'dense' }))
  await expect(tab.page.locator('.inbox-root')).toHaveCSS('font-size', '13px')
})

test.describe('forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } })

  test('axe finds nothing in forced colours, where the bell’s count has an edge', async ({
    server,
    open,
  }) => {
    await notify(server.url, 'ann', 'One')
    const tab = await open('ann')
    await expect(tab.badge).toHaveCSS('border-top-style', 'solid')
    await tab.openPanel()
    await tab.item('One').hover()
    await tab.item('One').getByRole('button', { name: 'More actions' }).click()
    expect(await violations(tab.page)).toEqual([])
  })
})

test('the settings are an element of their own, in the same colours, for the same user', async ({
  server,
  context,
  home,
}) => {
  const page = await context.newPage()
  const changed = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await page.goto(`${home}/?user=ann&tag=inbox-kit-preferences${attributes({ theme: 'light' })}`)
  const email = page.getByRole('switch', { name: 'Comments, Email', exact: true })
  await expect(email).toBeChecked()
  await email.click()
  await expect(email).not.toBeChecked()
  expect((await changed).status()).toBe(200)
  expect(await violations(page)).toEqual([])
  await page.reload()
  await expect(email).not.toBeChecked()

  await page.goto(`${home}/?user=ann`)
  const inbox = new InboxOnPage(page)
  await inbox.openPanel()
  await inbox.panel.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('switch', { name: 'Comments, Email', exact: true })).not.toBeChecked()
  expect(server.url).not.toBe(home)
})

test('on a server its import does nothing', async () => {
  const { InboxKit } = await import('@inboxkit/element')
  expect(typeof InboxKit).toBe('function')
  expect('customElements' in globalThis).toBe(false)
})
