import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { provideBrowser } from '../../scripts/setup/browser.mjs'
import { servePages } from '../src/browser/site.mjs'
import { startServer } from '../src/server.mjs'

/** @typedef {import('@playwright/test').Browser} Browser */
/** @typedef {import('@playwright/test').Page} Page */

const rounds = 5
const items = 1000
/** What takes longer is given up, and counts as this. */
const patienceMs = 30_000

/**
 * Where a kit has what is measured.
 * @typedef {object} Kit
 * @property {string} row a notification in its open panel
 * @property {string} unread is there for each that nobody has read
 * @property {string} markAll what marks all read
 * @property {(page: Page) => Promise<unknown>} [reveal] brings that on screen
 */

/** @satisfies {Record<string, Kit>} */
const kits = {
  bell: {
    row: '.inbox-item',
    unread: '.inbox-item[data-unread]',
    markAll: 'button[aria-label="Mark all as read"]',
  },
  engagespot: {
    row: 'h4',
    unread: 'svg[viewBox="0 0 100 100"]',
    markAll: '[data-name="Mark All As Read"]',
    reveal: (page) => page.getByLabel('More').first().click(),
  },
}
/** @typedef {keyof typeof kits} Name */
const oursFirst = /** @type {const} */ (['bell', 'engagespot'])
const theirsFirst = /** @type {const} */ (['engagespot', 'bell'])

/**
 * Another vendor's component beside ours, as its own documentation mounts it: the same user of one real server, in the
 * same browser. Of the known kits it is the one that can be given our address.
 */
export const besideKits = async (/** @type {import('../run.mjs').Context} */ { database }) => {
  const title = `A bell and its panel, beside @engagespot/react-component 3.0.1`
  const executablePath = await provideBrowser()
  if (!executablePath) return { title, rows: [], remarks: ['There is no Chromium.'] }
  return database.use(async (location) => {
    const server = await startServer(location)
    const pages = await servePages(Object.keys(kits))
    // The headless shell has no notifications to permit, which the kit asks about before it shows anything.
    const chrome = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
    try {
      const { bell, engagespot } = await measure(chrome, async (name) => {
        const user = `user-${Math.random()}`
        for (let sent = 0; sent < items; sent++)
          await server.call('POST', '/v3/notifications', {
            notification: { title: `Parcel ${items - sent} of ${items}`, message: 'It is on its way.' },
            sendTo: { recipients: [{ identifier: user }] },
          })
        return pages.urlOf(name, { api: server.url, key: server.app.apiKey, user })
      })
      return {
        title,
        rows: figures.flatMap(({ key, what, unit }) => [
          { what: `@engagespot: ${what}`, unit, figures: engagespot.map((visit) => visit[key]) },
          {
            what: `ours: ${what}`,
            unit,
            figures: bell.map((visit) => visit[key]),
            floor: engagespot.map((visit) => visit[key]),
            target: { atMost: 1 },
          },
        ]),
        remarks: [`What takes longer than ${patienceMs / 1000} s is given up, and counts as that.`],
      }
    } finally {
      await chrome.close()
      pages.server.closeAllConnections()
      pages.server.close()
      await server.close()
    }
  })
}

const figures = /** @type {const} */ ([
  { key: 'kB', what: 'scripts and styles until the panel shows, React included, gzip', unit: 'kB' },
  { key: 'firstRowMs', what: 'from the address to the first row in the open panel', unit: 'ms' },
  { key: 'firstBusyMs', what: 'main-thread time of that', unit: 'ms' },
  { key: 'scrollMs', what: `scrolling to the last of ${items}`, unit: 'ms' },
  { key: 'markAllMs', what: 'mark all read with those loaded, 4 × less processor', unit: 'ms' },
])

/**
 * In turns; the first round warms up.
 * @param {Browser} chrome @param {(name: Name) => Promise<string>} addressOf of a page for a user of its own
 */
const measure = async (chrome, addressOf) => {
  /** @type {Record<Name, Awaited<ReturnType<typeof visit>>[]>} */
  const found = { bell: [], engagespot: [] }
  for (let round = 0; round <= rounds; round++)
    for (const name of round % 2 === 0 ? oursFirst : theirsFirst) {
      const figures = await visit(chrome, await addressOf(name), kits[name])
      if (round > 0) found[name].push(figures)
    }
  return found
}

/** @param {Browser} chrome @param {string} url @param {Kit} kit */
const visit = async (chrome, url, { row, unread, markAll, reveal }) => {
  const context = await chrome.newContext({ viewport: { width: 800, height: 800 } })
  await context.grantPermissions(['notifications'])
  try {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Performance.enable')
    const busyMs = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics')
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
    }
    /** @type {Promise<number>[]} */
    const sizes = []
    page.on('response', (response) => {
      if (/\.(js|css)$/.test(new URL(response.url()).pathname))
        sizes.push(
          response.body().then(
            (body) => gzipSync(body).length,
            // The page was closed meanwhile.
            () => 0,
          ),
        )
    })

    await page.goto(url)
    await page.getByRole('button', { name: /^Notifications/ }).click()
    await page.locator(row).first().waitFor()
    const firstRowMs = await page.evaluate(() => performance.now())
    const firstBusyMs = await busyMs()
    const kB = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000
    const scrollMs = await page.evaluate(scrollToLast, {
      row,
      last: `Parcel ${items} of ${items}`,
      patienceMs,
    })
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await reveal?.(page)
    await page.locator(markAll).waitFor()
    const markAllMs = await page.evaluate(markAllRead, { unread, markAll, patienceMs })
    return { kB, firstRowMs, firstBusyMs, scrollMs, markAllMs }
  } finally {
    await context.close()
  }
}

/** Runs in the page. @param {{ row: string, last: string, patienceMs: number }} what @returns {Promise<number>} ms */
const scrollToLast = async ({ row, last, patienceMs }) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const scrolls = (/** @type {Element} */ { scrollHeight, clientHeight }, /** @type {string} */ overflow) =>
    scrollHeight > clientHeight && /auto|scroll/.test(overflow)
  /** What scrolls the rows, once there are enough. @param {Element | null | undefined} around @returns {Element | null | undefined} */
  const scroller = (around) =>
    around && (scrolls(around, getComputedStyle(around).overflowY) ? around : scroller(around.parentElement))
  const hasLast = () =>
    [...document.querySelectorAll(row)].some(({ textContent }) => textContent?.includes(last))
  const start = performance.now()
  while (!hasLast() && performance.now() - start < patienceMs) {
    const list = scroller(document.querySelector(row)?.parentElement)
    // What asks for more when the end comes into view must have been out of it before.
    list?.scrollTo(0, list.scrollHeight - 3 * list.clientHeight)
    await frame()
    list?.scrollTo(0, list.scrollHeight)
    await frame()
  }
  return performance.now() - start
}

/** Runs in the page. @param {{ unread: string, markAll: string, patienceMs: number }} what @returns {Promise<number>} ms */
const markAllRead = async ({ unread, markAll, patienceMs }) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const isVisible = (/** @type {Element} */ element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const start = performance.now()
  document.querySelector(markAll)?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
  while ([...document.querySelectorAll(unread)].some(isVisible) && performance.now() - start < patienceMs)
    await frame()
  return performance.now() - start
}
