import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from '@playwright/test'
import { build } from 'esbuild'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey } from '../kit/server-process.js'
import { withFolder } from '../kit/static-server.js'
import { inWholeBrowser } from '../kit/whole-browser.js'
import { expect, test } from './fixtures.js'
import { notify } from './notify.js'

/** What a tab has done, and whether its user looks at it: headless tabs all believe that somebody does. */
interface Recorded {
  alerts: string[]
  sounds: string[]
  look(isLooking: boolean): void
  open(title: string): void
}

/** Stands in for what a browser shows outside of the page. Runs in the page. */
const record = (): void => {
  let isFocused = false
  const shown = new Map<string, EventTarget>()
  const recorded: Recorded = {
    alerts: [],
    sounds: [],
    look(isLooking) {
      isFocused = isLooking
      dispatchEvent(new Event(isLooking ? 'focus' : 'blur'))
    },
    open: (title) => shown.get(title)?.dispatchEvent(new Event('click')),
  }
  document.hasFocus = () => isFocused
  HTMLMediaElement.prototype.play = async function play(this: HTMLMediaElement) {
    recorded.sounds.push(new URL(this.src).pathname)
  }
  class FakeNotification extends EventTarget {
    static permission = 'granted'
    constructor(title: string) {
      super()
      recorded.alerts.push(title)
      shown.set(title, this)
    }
    close(): void {}
  }
  Object.assign(globalThis, { recorded, Notification: FakeNotification })
}

class Tab {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }
  static async open(context: BrowserContext, url: string): Promise<Tab> {
    const page = await context.newPage()
    await page.goto(url)
    return new Tab(page)
  }
  recorded(): Promise<Pick<Recorded, 'alerts' | 'sounds'>> {
    return this.page.evaluate(() => {
      const { alerts, sounds } = (globalThis as unknown as { recorded: Recorded }).recorded
      return { alerts, sounds }
    })
  }
  look(isLooking: boolean): Promise<void> {
    return this.page.evaluate(
      (looks) => (globalThis as unknown as { recorded: Recorded }).recorded.look(looks),
      isLooking,
    )
  }
  openAlert(title: string): Promise<void> {
    return this.page.evaluate(
      (named) => (globalThis as unknown as { recorded: Recorded }).recorded.open(named),
      title,
    )
  }
}

const policy = (server: string): string =>
  `default-src 'none'; script-src 'self'; connect-src ${server} ${server.replace('http', 'ws')}; img-src 'self'; media-src 'self'; require-trusted-types-for 'script'`

const dot = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4"/></svg>'
const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><link rel="icon" href="/plain.svg" /><title>Shop</title></head>
  <body><script type="module" src="/ambient.js"></script></body>
</html>`

// Which of two windows somebody has touched, and looks at.
test.use(inWholeBrowser)

test('P6: two tabs ring once and alert once, and not while somebody looks at one', async ({
  server,
  context,
}) => {
  await context.addInitScript(record)
  await inTemporaryFolder(async (folder) => {
    await build({
      entryPoints: [fileURLToPath(new URL('pages/ambient.ts', import.meta.url))],
      bundle: true,
      splitting: true,
      format: 'esm',
      outdir: folder,
      logLevel: 'error',
    })
    await writeFile(join(folder, 'index.html'), html)
    for (const icon of ['plain.svg', 'dot.svg']) await writeFile(join(folder, icon), dot)
    // Nothing plays it here.
    await writeFile(join(folder, 'ding.mp3'), '')
    await withFolder(
      folder,
      async (origin) => {
        const url = `${origin}/?${new URLSearchParams({ server: server.url, key: apiKey, user: 'ann' })}`
        const [first, second] = [await Tab.open(context, url), await Tab.open(context, url)]
        const titles = (text: string, ...tabs: Tab[]) =>
          Promise.all(tabs.map(({ page }) => expect(page).toHaveTitle(text)))
        const both = async () => [await first.recorded(), await second.recorded()]
        await titles('Shop', first, second)
        // Live, before anything is told from here on.
        await notify(server.url, 'ann', 'Hello')
        await titles('(1) Shop', first, second)
        await first.page.mouse.click(5, 5)
        await second.page.mouse.click(5, 5)

        await notify(server.url, 'ann', 'One')
        await expect.poll(both).toEqual([
          { alerts: ['Hello', 'One'], sounds: [] },
          { alerts: [], sounds: ['/ding.mp3'] },
        ])
        await titles('(2) Shop', first, second)
        await expect(first.page.locator('link[rel=icon]')).toHaveAttribute('href', '/dot.svg')

        await second.look(true)
        await notify(server.url, 'ann', 'Two')
        await titles('(3) Shop', first, second)
        await second.look(false)
        await notify(server.url, 'ann', 'Three')
        await expect.poll(async () => (await first.recorded()).alerts).toEqual(['Hello', 'One', 'Three'])
        expect((await second.recorded()).alerts).toEqual([])

        await first.openAlert('One')
        await titles('(3) Shop', first, second)

        // The one that alerted is gone: the other does.
        await first.page.close()
        await notify(server.url, 'ann', 'Four')
        await expect.poll(async () => (await second.recorded()).alerts).toEqual(['Four'])
      },
      { 'content-security-policy': policy(server.url) },
    )
  })
})
