import type { Page } from '@playwright/test'
import { PNG } from 'pngjs'
import { expect, test, type Visit } from '../site/fixtures.js'
import { differenceOf, tolerance } from './pictures.js'

type Look = (options: Visit) => Promise<PNG>

/** The rows are there, the chunk of the forms in them, and the pictures. */
const settle = async (page: Page): Promise<void> => {
  await expect(page.getByRole('article').first()).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Tell us more' })).toBeVisible()
  const areComplete = (images: Element[]): boolean =>
    images.every((image) => (image as HTMLImageElement).complete)
  await expect.poll(() => page.locator('img').evaluateAll(areComplete)).toBe(true)
  await expect(page.locator('[data-loading]')).toHaveCount(0)
}

const looks: Record<string, Record<string, unknown>> = {
  popover: { defaultOpen: true },
  page: { layout: 'page' },
}

/** The plain pictures of this run, by layout. */
const plainPictures = new Map<string, PNG>()

for (const [layout, props] of Object.entries(looks)) {
  test.describe(`the ${layout}`, () => {
    let look: Look
    let plain: PNG
    test.use({ viewport: { width: 900, height: 900 } })

    test.beforeEach(async ({ context, visit }) => {
      await context.clock.setFixedTime('2026-11-20T12:00:00')
      look = async (options) => {
        const { page } = await visit({ props: { theme: 'light', ...props }, ...options })
        await settle(page)
        const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', fullPage: true })
        await page.close()
        return PNG.sync.read(picture)
      }
      plain = plainPictures.get(layout) ?? (await look({}))
      plainPictures.set(layout, plain)
    })

    for (const reset of ['tailwind-3', 'tailwind-4', 'bootstrap-5', 'star'])
      test(`looks the same under ${reset}`, async () => {
        expect(differenceOf(plain, await look({ css: [reset, 'host', 'styles'] }))).toBeLessThan(tolerance)
        const layered = reset === 'tailwind-4' ? reset : `${reset}.layered`
        const inLayers = await look({ css: [layered, 'host', 'styles.layer'] })
        expect(differenceOf(plain, inLayers), 'in layers').toBeLessThan(tolerance)
      })

    test('looks the same as an element, whatever the page does to its own', async () => {
      expect(differenceOf(plain, await look({ as: 'element' }))).toBeLessThan(tolerance)
      const reset = await look({ as: 'element', css: ['tailwind-4', 'host', 'planted'] })
      expect(differenceOf(plain, reset), 'below a reset').toBeLessThan(tolerance)
    })

    test('looks otherwise when a rule of ours is overruled', async () => {
      const other = await look({ css: ['host', 'styles', 'planted'] })
      expect(differenceOf(plain, other)).toBeGreaterThan(tolerance)
    })

    test('is 13 px wherever the root is smaller', async () => {
      const smaller = await look({ css: ['size-13', 'host', 'styles'] })
      for (const sheet of ['styles', 'styles.layer'])
        expect(differenceOf(smaller, await look({ css: ['small-root', 'host', sheet] }))).toBeLessThan(
          tolerance,
        )
    })
  })
}
