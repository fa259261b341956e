import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { provideBrowser } from '../../scripts/setup/browser.mjs'

const builtDemo = fileURLToPath(new URL('../../packages/server/public/index.html', import.meta.url))

/**
 * @typedef {object} DemoPage
 * @property {(text: string) => Promise<number>} shownAt when the page first had that text, ms since 1970
 * @property {() => Promise<void>} close
 */

/**
 * The demo in Chromium, its inbox open and nobody's pointer on it: arrivals enter the list at once.
 * @param {string} url @param {string} userId
 * @returns {Promise<DemoPage | undefined>} `undefined` without a browser or a built demo
 */
export const openDemoPage = async (url, userId) => {
  const executablePath = existsSync(builtDemo) ? await provideBrowser() : undefined
  if (!executablePath) return undefined
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage()
  const isGreeted = new Promise((resolve) =>
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"beacon"')) resolve(undefined)
      }),
    ),
  )
  await page.goto(`${url}/?user=${userId}`)
  await page.getByRole('button', { name: /^Notifications/ }).click()
  await page.getByRole('dialog', { name: 'Notifications' }).waitFor()
  await page.mouse.move(0, 0)
  await isGreeted
  await page.evaluate(watchText)
  return {
    async shownAt(text) {
      const found = await page.waitForFunction(
        (wanted) => Reflect.get(window, 'firstSeen').get(wanted),
        text,
        {
          polling: 5,
        },
      )
      return Number(await found.jsonValue())
    },
    close: () => browser.close(),
  }
}

/** Runs in the page: notes when each text of the form "Parcel 17" came into the document. */
const watchText = () => {
  /** @type {Map<string, number>} */
  const firstSeen = new Map()
  Object.assign(window, { firstSeen })
  new MutationObserver((records) => {
    const at = Date.now()
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes]))
      for (const [text] of (node.textContent ?? '').matchAll(/Parcel \d+/g))
        if (!firstSeen.has(text)) firstSeen.set(text, at)
  }).observe(document.body, { subtree: true, childList: true })
}
