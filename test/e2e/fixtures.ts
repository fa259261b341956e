import type { BrowserContext } from '@playwright/test'
import { DemoPage } from './demo-page.js'
import { openTestServer, type TestServer } from './test-server.js'
import { watched } from './watched.js'

interface TestFixtures {
  /** The worker's server, up, with empty feeds. */
  server: TestServer
  /** Opens the demo as one of its users, in the test's own context: a second call is a second tab. */
  open: (user: string, query?: string) => Promise<DemoPage>
  /** Another browser, as far as pages can tell. */
  anotherContext: () => Promise<BrowserContext>
}

/** Every test has the worker's server for itself, and fails when a page logged an error that nobody expected. */
export const test = watched.extend<TestFixtures, { workerServer: TestServer }>({
  workerServer: [
    async ({}, use) => {
      const server = await openTestServer()
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  server: async ({ workerServer }, use) => {
    await workerServer.makeFresh()
    await use(workerServer)
  },
  open: async ({ context, server }, use) => {
    await use((user, query) => DemoPage.open(context, server.url, user, query))
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
