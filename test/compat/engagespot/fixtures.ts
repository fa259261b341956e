import { expect, type JSHandle, type Page } from '@playwright/test'
import { watched } from '../../e2e/watched.js'
import { ComponentPage } from './component-page.js'
import type { ComponentOptions } from './pages/component.js'
import { type Pages, servePages } from './pages/serve.js'
import { makePerson, type Person, type Stranger } from './people.js'
import { type Mode, openWorld, type World } from './world.js'

/** What runs in the page, seen from here. */
type Core = JSHandle<ReturnType<Window['vendor']['openCore']>>
type Store = JSHandle<ReturnType<Window['vendor']['openStore']>>

interface TestFixtures {
  /** Opens a page and does something there, which ends with a connected socket where one is to be expected. */
  visit: <T>(name: string, isConnecting: boolean, work: (page: Page) => Promise<T>) => Promise<T>
  /** A user of this test alone, with a stranger of the same name in the other app who is asked after the test. */
  person: (name: string) => Promise<Person>
  /** A page of the customer's with @engagespot/core 3.0.1 on it, its socket connected. */
  openCore: (person: Person, more?: object) => Promise<Core>
  /** A page with @engagespot/store 2.0.1 on it. */
  openStore: (person: Person, more?: object, category?: string) => Promise<Store>
  /** A page with @engagespot/react-component 3.0.1 on it. */
  openComponent: (person: Person, more?: Partial<ComponentOptions>) => Promise<ComponentPage>
}

export interface WorkerOptions {
  mode: Mode
}

interface WorkerFixtures extends WorkerOptions {
  world: World
  pages: Pages
}

/** Resolves when the next socket of the page has its session: from then on everything arrives as an event. */
const session = (page: Page): Promise<void> =>
  new Promise((resolve) => {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).startsWith('40')) resolve()
      }),
    )
  })

export const test = watched.extend<TestFixtures, WorkerFixtures>({
  mode: ['open', { option: true, scope: 'worker' }],
  world: [
    async ({ mode }, use) => {
      const { world, close } = await openWorld(mode)
      await use(world)
      await close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  pages: [
    async ({}, use) => {
      const pages = await servePages()
      await use(pages)
      await pages.close()
    },
    { scope: 'worker' },
  ],
  person: async ({ world }, use) => {
    const strangers: Stranger[] = []
    await use(async (name) => {
      const { person, stranger } = await makePerson(world, name)
      strangers.push(stranger)
      return person
    })
    for (const stranger of strangers) await stranger.expectUntouched()
  },
  visit: async ({ context, pages }, use) => {
    await use(async (name, isConnecting, work) => {
      const page = await context.newPage()
      await page.goto(`${pages.url}${name}`)
      const connected = isConnecting ? session(page) : undefined
      const done = await work(page)
      await connected
      return done
    })
  },
  openCore: async ({ visit, world }, use) => {
    await use(async ({ credentials }, more = {}) => {
      const options = { ...credentials, baseUrl: `${world.url}/`, ...more }
      // Their types are too deep for the compiler to follow them through here; so below.
      return visit('core-3', !('disableAutoStart' in more), (page) =>
        page.evaluateHandle((given) => window.vendor.openCore(given) as unknown, options),
      ) as Promise<unknown> as Promise<Core>
    })
  },
  openStore: async ({ visit, world }, use) => {
    await use(async ({ credentials }, more = {}, category) => {
      const options = { ...credentials, baseUrl: `${world.url}/`, ...more }
      return visit('core-3', !('disableAutoStart' in more), (page) =>
        page.evaluateHandle(([given, of]) => window.vendor.openStore(given, of) as unknown, [
          options,
          category,
        ] as const),
      ) as Promise<unknown> as Promise<Store>
    })
  },
  openComponent: async ({ context, visit, world }, use) => {
    await use(async ({ credentials }, more = {}) => {
      // Without a permission to notify, the component lays a question over its panel.
      await context.grantPermissions(['notifications'])
      // The slash matters: the component glues the path of its texts onto this (contract, section 1).
      const options: object = { ...credentials, baseUrl: `${world.url}/`, ...more }
      return visit('component', true, async (page) => {
        await page.evaluate((given) => window.mount(given as ComponentOptions), options)
        return new ComponentPage(page)
      })
    })
  },
})

export { expect }
