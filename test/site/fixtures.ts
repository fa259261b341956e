import { InboxOnPage } from '../e2e/demo-page.js'
import { watched } from '../e2e/watched.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { strictPolicy } from '../kit/strict-policy.js'
import { buildSite, withSite } from './site.js'

export type Host = 'plain' | 'shadow' | 'iframe' | 'transformed' | 'clipped' | 'sticky' | 'two'

export interface Visit {
  /** Default: the inbox. */
  show?: 'inbox' | 'preferences'
  /** Of what is shown. */
  props?: Record<string, unknown>
  /** What is around it. */
  host?: Host
  /** Stylesheets in their order, without `.css`. */
  css?: readonly string[]
  react?: 18 | 19
  /** The script and its elements, instead of components. */
  as?: 'components' | 'element'
  dir?: 'ltr' | 'rtl'
}

interface TestFixtures {
  /** Opens the page in the test's own context. */
  visit: (options?: Visit) => Promise<InboxOnPage>
}

interface WorkerFixtures {
  /** Where the page is served, under the strict policy; its own frames are allowed. */
  site: string
}

const addressOf = (visit: Visit): URLSearchParams => {
  const { show = 'inbox', props = {}, host = 'plain', css, react = 19, dir = 'ltr' } = visit
  return new URLSearchParams({
    as: visit.as ?? 'components',
    show,
    props: JSON.stringify(props),
    host,
    react: String(react),
    dir,
    ...(css && { css: css.join() }),
  })
}

/** Every test fails when a page logged an error, threw, or violated the policy, and nobody expected it. */
export const test = watched.extend<TestFixtures, WorkerFixtures>({
  site: [
    async ({}, use) => {
      await inTemporaryFolder(async (folder) => {
        await buildSite(folder)
        await withSite(folder, `${strictPolicy}; frame-src 'self'`, use)
      })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  visit: async ({ context, site }, use) => {
    await use(async (options = {}) => {
      const page = await context.newPage()
      await page.goto(`${site}/?${addressOf(options)}`)
      return new InboxOnPage(page)
    })
  },
})

export { expect } from '@playwright/test'
