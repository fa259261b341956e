import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Counts, createInbox, type Inbox } from '@inboxkit/core'
import { type BrowserContext, expect } from '@playwright/test'
import { build } from 'esbuild'
import { WebSocket } from 'ws'
import { DemoPage } from '../e2e/demo-page.js'
import { apiKey } from '../kit/server-process.js'
import { withFolder } from '../kit/static-server.js'
import type { Witness } from '../site/page/witness.js'

declare global {
  var witness: Witness
}

const require = createRequire(import.meta.url)
const inboxkitReact = createRequire(require.resolve('@inboxkit/react/package.json'))

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Harbour</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/styles.css" />
    <script type="module" src="/real.js"></script>
  </head>
  <body></body>
</html>`

/** Serves an app with the React inbox from `folder`, on an origin of its own that stays, for the length of `work`. */
export const withApp = async (folder: string, work: (url: string) => Promise<void>): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(new URL('../site/page/real.tsx', import.meta.url))],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    outdir: folder,
    // An app has one React.
    alias: Object.fromEntries(
      ['react', 'react-dom'].map((name) => [name, dirname(inboxkitReact.resolve(`${name}/package.json`))]),
    ),
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: {},
    logLevel: 'error',
  })
  await writeFile(join(folder, 'styles.css'), await readFile(require.resolve('@inboxkit/react/styles.css')))
  await withFolder(folder, work, {}, ({ pathname }) => (pathname === '/' ? html : undefined))
}

/** Somebody who looks at the open inbox of that app all the time. */
export class Onlooker extends DemoPage {
  static async look(context: BrowserContext, app: string, server: string, user: string): Promise<Onlooker> {
    const query = new URLSearchParams({ server, key: apiKey })
    const { page } = await DemoPage.open(context, app, user, `&${query}`)
    const onlooker = new Onlooker(page)
    await onlooker.openPanel()
    return onlooker
  }
  /** Titles of the whole list from top to bottom. */
  listed(): Promise<string[]> {
    return this.page.evaluate(() => globalThis.witness.titles())
  }
  counts(): Promise<Counts | null> {
    return this.page.evaluate(() => globalThis.witness.counts())
  }
  /** What it noticed so far. */
  noticed(): Promise<Pick<Witness, 'said' | 'faults' | 'connections'>> {
    return this.page.evaluate(() => {
      const { said, faults, connections } = globalThis.witness
      return { said, faults, connections }
    })
  }
  /** Begins an answer, and keeps the cursor in it. */
  async write(text: string): Promise<void> {
    await this.panel.getByRole('textbox').fill(text)
    await this.page.evaluate(() => globalThis.witness.holdField())
  }
  /** To the top of the list, or to the end of what there is of it. */
  scroll(to: 'top' | 'end'): Promise<void> {
    return this.panel.locator('.inbox-body').evaluate((body, top) => {
      body.scrollTop = top ? 0 : body.scrollHeight
    }, to === 'top')
  }
  /** Down to one of the oldest, which may have to be loaded. */
  async scrollTo(title: string): Promise<void> {
    await expect
      .poll(async () => {
        await this.scroll('end')
        return this.item(title).isVisible()
      })
      .toBe(true)
  }
  /** Opens one of the newest, which reads it, and lets go of it. @returns its title */
  async readOne(): Promise<string> {
    // Nothing moves under a pointer.
    await this.items.first().hover()
    const [title = ''] = await this.titles()
    await this.item(title).locator('.inbox-open').click()
    await this.page.mouse.move(0, 0)
    await this.panel.focus()
    return title
  }
}

/** A client without a page. */
export const openClient = (baseUrl: string, userId: string): Inbox => {
  const inbox = createInbox({ baseUrl, apiKey, userId, WebSocket })
  inbox.feed().subscribe(() => undefined)
  inbox.counts.subscribe(() => undefined)
  return inbox
}

/** What it has from top to bottom. */
export const listedBy = async (inbox: Inbox): Promise<string[]> => {
  const feed = inbox.feed()
  while (feed.get().hasMore) await feed.loadMore()
  return feed.get().ids.map((id) => inbox.item(id).get()?.title ?? '')
}
