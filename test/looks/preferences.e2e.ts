import type { Frame, Page } from '@playwright/test'
import { PNG } from 'pngjs'
import { expect, type Host, test, type Visit } from '../site/fixtures.js'
import { openSettings, settled } from '../site/settings.js'
import { differenceOf, tolerance } from './pictures.js'

interface Kind {
  visit?: Visit
  view?: { width: number; height: number }
}

const kinds: Record<string, Kind> = {
  light: {},
  dark: { visit: { props: { theme: 'dark' } } },
  'from right to left': { visit: { dir: 'rtl', props: { theme: 'light' } } },
  'on 320 pixels': { view: { width: 320, height: 640 } },
}

/** @param inHost the page, or the frame in it */
type Prepare = (inHost: Page | Frame, page: Page) => Promise<unknown>

interface Shown {
  show: 'inbox' | 'preferences'
  /** All of it is there, ready to be drawn. */
  prepare: Prepare
  /** What fits into the smallest view, piece by piece. */
  draw: (inHost: Page | Frame) => Promise<Buffer[]>
}

const shown: Record<string, Shown> = {
  'the preference center': {
    show: 'preferences',
    prepare: (inHost) => settled(inHost.locator('.inbox-panel')),
    async draw(inHost) {
      const pictures: Buffer[] = []
      for (const part of await inHost.locator('.inbox-categories, .inbox-section').all())
        pictures.push(await part.screenshot({ animations: 'disabled' }))
      return pictures
    },
  },
  "the panel's settings": {
    show: 'inbox',
    async prepare(inHost, page) {
      await openSettings(inHost)
      // Nothing is drawn as if the pointer were on it.
      await page.mouse.move(0, 0)
    },
    async draw(inHost) {
      const body = inHost.locator('.inbox-preferences')
      const pictures: Buffer[] = []
      for (const top of [0, 9999]) {
        await body.evaluate((element, to) => element.scrollTo(0, to), top)
        pictures.push(await body.screenshot({ animations: 'disabled' }))
      }
      return pictures
    },
  },
}

const resets = ['tailwind-3', 'tailwind-4', 'bootstrap-5', 'star']

for (const [name, { show, prepare }] of Object.entries(shown))
  for (const [kind, { visit: given, view = { width: 720, height: 900 } }] of Object.entries(kinds))
    test.describe(`${name}, ${kind}`, () => {
      test.use({ viewport: view })

      test('looks the same under every reset', async ({ visit }) => {
        const look = async (css?: string[], as: Visit['as'] = 'components'): Promise<PNG> => {
          const { page } = await visit({ props: { theme: 'light' }, ...given, as, show, ...(css && { css }) })
          await prepare(page, page)
          // How digits stand in a time field is the browser's; Bootstrap and Tailwind each move them by a pixel.
          const mask = [page.locator('input[type=time]')]
          const picture = await page.screenshot({ animations: 'disabled', fullPage: true, mask })
          await page.close()
          return PNG.sync.read(picture)
        }
        const plain = await look()
        for (const reset of resets)
          expect
            .soft(differenceOf(plain, await look([reset, 'host', 'styles'])), reset)
            .toBeLessThan(tolerance)
        const layered = await look(['bootstrap-5.layered', 'host', 'styles.layer'])
        expect.soft(differenceOf(plain, layered), 'in layers').toBeLessThan(tolerance)
        const asElement = await look(['bootstrap-5', 'host'], 'element')
        expect.soft(differenceOf(plain, asElement), 'as an element').toBeLessThan(tolerance)
        const smaller = await look(['size-13', 'host', 'styles'])
        const small = await look(['small-root', 'host', 'styles'])
        expect.soft(differenceOf(smaller, small), '62.5 %').toBeLessThan(tolerance)
      })
    })

const hosts: readonly Host[] = ['shadow', 'iframe', 'transformed', 'clipped', 'sticky', 'two']

test.describe('every host', () => {
  // As large as the frame is.
  test.use({ viewport: { width: 720, height: 560 } })

  for (const [name, { show, prepare, draw }] of Object.entries(shown))
    test(`draws ${name} the same`, async ({ visit }) => {
      const look = async (host: Host): Promise<PNG[]> => {
        const { page } = await visit({ props: { theme: 'light' }, show, host })
        const inHost = page.frames()[1] ?? page
        await prepare(inHost, page)
        const pictures = await draw(inHost)
        await page.close()
        return pictures.map((picture) => PNG.sync.read(picture))
      }
      const plain = await look('plain')
      for (const host of hosts)
        for (const [at, picture] of (await look(host)).entries())
          expect.soft(differenceOf(plain[at] as PNG, picture), `${host}, ${at}`).toBeLessThan(tolerance)
    })
})
