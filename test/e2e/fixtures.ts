import type { BrowserContext } from '@playwright/test'
import { elementPage } from '../kit/element-page.js'
import { withPages } from '../kit/static-server.js'
import { DemoPage } from './demo-page.js'
import { openTestServer, type TestServer } from './test-server.js'
import { watched } from './watched.js'

export interface Surface {
  /** What the inbox is on these pages: React in the demo, or the custom element in a page of its own. */
  surface: 'react' | 'element'
}

interface TestFixtures {
  /** The worker's server, up, with empty feeds. */
  server: TestServer
  /** Where the page with the inbox is, without a slash at its end. */
  home: string
  /** Opens the page as one of its users, in the test's own context: a second call is a second tab. */
  open: (user: string, query?: string) => Promise<DemoPage>
  /** Another browser, as far as pages can tell. */
  anotherContext: () => Promise<BrowserContext>
}

interface WorkerFixtures extends Surface {
  workerServer: TestServer
  workerHome: string
}

/** Every test has the worker's server for itself, and fails when a page logged an error that nobody expected. */
export const test = watched.extend<TestFixtures, WorkerFixtures>({
  surface: ['react', { option: true, scope: 'worker' }],
  workerServer: [
    async ({}, use) => {
      const server = await openTestServer()
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  workerHome: [
    async ({ surface, workerServer }, use) => {
      if (surface === 'react') await use(workerServer.url)
      else await withPages(({ searchParams }) => elementPage(workerServer.url, searchParams), use)
    },
    { scope: 'worker' },
  ],
  home: ({ workerHome }, use) => use(workerHome),
  server: async ({ workerServer }, use) => {
    await workerServer.makeFresh()
    await use(workerServer)
  },
  // Its server is up, and empty.
  open: async ({ context, server: _, home }, use) => {
    await use((user, query) => DemoPage.open(context, home, user, query))
  },
  anotherContext: async ({ browser, faults, contextOptions }, use) => {
    const opened: BrowserContext[] = []
    await use(async () => {
      const context = await browser.newContext(contextOptions)
      opened.push(context)
      await faults.watch(context)
      return context
    })
    await Promise.all(opened.map((context) => context.close()))
  },
})

export { expect } from '@playwright/test'
