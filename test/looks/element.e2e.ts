import type { Page } from '@playwright/test'
import { PNG } from 'pngjs'
import { expect, test, type Visit } from '../site/fixtures.js'
import { differenceOf, tolerance } from './pictures.js'

const comment = 'Marta Nowak commented on invoice 2041'

/** What comes later than the list, and has its rules in a sheet of its own there. */
const states: Record<string, (page: Page) => Promise<void>> = {
  'the menu of an item': async (page) => {
    await page.getByRole('article', { name: comment }).hover()
    await page.getByRole('article', { name: comment }).getByRole('button', { name: 'More actions' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
  },
  'a time of one’s own': async (page) => {
    await page.getByRole('article', { name: comment }).hover()
    await page
      .getByRole('article', { name: comment })
      .getByRole('button', { name: 'Snooze', exact: true })
      .click()
    await page.getByRole('menuitem', { name: 'Pick a day and time' }).click()
    await expect(page.locator('input[type=datetime-local]')).toBeVisible()
  },
  'several that are ticked': async (page) => {
    await page.getByRole('article', { name: comment }).focus()
    await page.keyboard.press('x')
    await expect(page.getByText('1 selected')).toBeVisible()
  },
  'the sheet of keys': async (page) => {
    await page.getByRole('article', { name: comment }).focus()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  },
  'a toast': async (page) => {
    await page.getByRole('article', { name: comment }).focus()
    await page.keyboard.press('e')
    await expect(page.locator('.inbox-toast')).toBeVisible()
    await expect(page.getByRole('article', { name: comment })).toHaveCount(0)
  },
}

const kinds: Record<string, { props: Record<string, unknown>; dir?: 'rtl'; forced?: true }> = {
  light: { props: { theme: 'light' } },
  'soft, dark, from right to left': { props: { theme: 'dark', preset: 'soft' }, dir: 'rtl' },
  'dense, in forced colours': { props: { preset: 'dense' }, forced: true },
}

for (const [kind, { props, dir = 'ltr', forced }] of Object.entries(kinds))
  test.describe(kind, () => {
    test.use({
      viewport: { width: 900, height: 760 },
      contextOptions: { forcedColors: forced ? 'active' : 'none' },
    })

    for (const [name, prepare] of Object.entries(states))
      test(`${name}: an element draws it as components do`, async ({ context, visit }) => {
        await context.clock.setFixedTime('2026-11-20T12:00:00')
        const look = async (as: Visit['as'] & string): Promise<PNG> => {
          const { page } = await visit({ as, dir, props: { defaultOpen: true, ...props } })
          await expect(page.getByRole('article', { name: comment })).toBeVisible()
          await expect(page.getByRole('textbox', { name: 'Tell us more' })).toBeVisible()
          await prepare(page)
          const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
          await page.close()
          return PNG.sync.read(picture)
        }
        expect(differenceOf(await look('components'), await look('element'))).toBeLessThan(tolerance)
      })
  })
