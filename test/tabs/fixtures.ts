import { fileURLToPath } from 'node:url'
import {
  type BrowserContext,
  test as base,
  type CDPSession,
  expect,
  type Page,
  type WebSocket,
} from '@playwright/test'
import { build } from 'esbuild'
import { putUser, send } from '../kit/api.js'
import { apiKey, startServer } from '../kit/server-process.js'
import { type Gate, openGate } from './gate.js'
import type { TestPage } from './page.js'

declare global {
  var test: TestPage
}

/** One tab with an inbox. */
export class Tab {
  readonly page: Page
  readonly devtools: CDPSession
  readonly #sockets = new Set<WebSocket>()

  constructor(page: Page, devtools: CDPSession) {
    this.page = page
    this.devtools = devtools
    page.on('websocket', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    // Those of a document that is left close unheard.
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#sockets.clear()
    })
  }

  /** How many sockets it has open, as its browser says. */
  get sockets(): number {
    return this.#sockets.size
  }
  titles(): Promise<string[]> {
    return this.page.evaluate(() => globalThis.test.titles())
  }
  connection(): Promise<string> {
    return this.page.evaluate(() => globalThis.test.inbox.connection.get().kind)
  }
  counts(): Promise<unknown> {
    return this.page.evaluate(() => globalThis.test.inbox.counts.get())
  }
  /** Rows as the page has drawn them. */
  rows(): Promise<string[]> {
    return this.page.locator('#list li').allTextContents()
  }
  /** What a browser tells a page that comes to the front. */
  look(): Promise<void> {
    return this.page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'))
    })
  }
  /** Its scripts stand still, as those of a frozen page: neither timers nor messages are served. */
  async freeze(): Promise<void> {
    await this.devtools.send('Debugger.enable')
    const paused = new Promise((resolve) => this.devtools.once('Debugger.paused', resolve))
    await this.devtools.send('Debugger.pause')
    this.page.evaluate(() => 0).catch(() => {})
    await paused
  }
  async thaw(): Promise<void> {
    await this.devtools.send('Debugger.resume')
    await this.devtools.send('Debugger.disable')
  }
  async waitUntilLive(): Promise<void> {
    await expect.poll(() => this.connection()).toBe('live')
  }
}

export interface Tabs {
  readonly gate: Gate
  /** Straight to the server, past the gate. */
  readonly server: string
  readonly userId: string
  send(...titles: string[]): Promise<void>
  open(query?: { user?: string; persist?: 'no' }, context?: BrowserContext): Promise<Tab>
}

const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Inbox</title><link rel="icon" href="data:," /></head>
  <body>
    <p>Unread: <span id="badge"></span>, <span id="state"></span></p>
    <ol id="list"></ol>
    <script type="module" src="/page.js"></script>
  </body>
</html>`

const bundlePage = async (): Promise<Record<string, { type: string; body: string }>> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/',
    write: false,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return Object.fromEntries(
    outputFiles.map(({ path, text }) => [
      `/${path.split(/[\\/]/).at(-1)}`,
      { type: 'text/javascript', body: text },
    ]),
  )
}

let users = 0

export const tabsTest = base.extend<
  { tabs: Tabs },
  { stand: { server: string; files: Awaited<ReturnType<typeof bundlePage>> } }
>({
  stand: [
    async ({}, use) => {
      const server = await startServer({ dataDir: 'memory' })
      const files = { '/': { type: 'text/html', body: html }, ...(await bundlePage()) }
      await use({
        server: server.url,
        files: { ...files, '/other': { type: 'text/html', body: 'Elsewhere' } },
      })
      await server.kill()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  tabs: async ({ context, stand }, use, { workerIndex }) => {
    const gate = await openGate(stand.server, stand.files)
    const userId = `user-${workerIndex}-${++users}`
    await putUser(stand.server, userId)
    await use({
      gate,
      server: stand.server,
      userId,
      async send(...titles) {
        for (const title of titles)
          await send(stand.server, { notification: { title }, sendTo: { recipients: [userId] } })
      },
      async open({ user = userId, persist } = {}, where = context) {
        const page = await where.newPage()
        const tab = new Tab(page, await where.newCDPSession(page))
        const query = new URLSearchParams({ key: apiKey, user, ...(persist && { persist }) })
        await page.goto(`${gate.url}/?${query}`)
        return tab
      },
    })
    await gate.close()
  },
})

export { expect }
