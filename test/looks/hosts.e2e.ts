import type { Frame, Locator, Page } from '@playwright/test'
import { expect, type Host, test } from '../site/fixtures.js'
import { deliver } from '../site/walk.js'

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

const boxOf = (locator: Locator): Promise<Box> =>
  locator.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return { left, right, top, bottom }
  })

/** Neither the page nor the panel can be scrolled sideways. */
const expectNoSidewaysScroll = async (page: Page | Frame, panel: Locator): Promise<void> => {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  const body = panel.locator('.inbox-body')
  expect(await body.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
}

/** What a press in its middle and near each corner reaches is the element itself, or something in it. */
const expectNothingAbove = async (locator: Locator): Promise<void> => {
  const reached = await locator.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const points = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + 24, top + 24],
      [right - 24, top + 24],
      [left + 24, bottom - 24],
      [right - 24, bottom - 24],
    ] as const
    const root = element.getRootNode() as Document | ShadowRoot
    return points.map(([x, y]) => element.contains(root.elementFromPoint(x, y)))
  })
  expect(reached).toEqual([true, true, true, true, true])
}

/** Below the bell, end edges in line: 8 px from both, the view permitting. */
const expectAtBell = async (bell: Locator, panel: Locator, dir: 'ltr' | 'rtl' = 'ltr'): Promise<void> => {
  await panel.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)))
  const [at, box] = [await boxOf(bell), await boxOf(panel)]
  expect(Math.round(box.top - at.bottom)).toBe(8)
  const edge = dir === 'ltr' ? box.right - at.right : box.left - at.left
  expect(Math.abs(Math.round(edge))).toBe(0)
}

/** Opens it by keyboard, judges it, archives one, sees the toast, and has the focus back at the bell on Escape. */
const useInbox = async (
  page: Page | Frame,
  keyboard: Page['keyboard'],
  bell: Locator,
  dir: 'ltr' | 'rtl' = 'ltr',
): Promise<void> => {
  await bell.focus()
  await keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Notifications' })
  await expect(panel.getByRole('article').first()).toBeVisible()
  await expectAtBell(bell, panel, dir)
  await expectNothingAbove(panel)
  await expectNoSidewaysScroll(page, panel)

  const first = panel.getByRole('article').first()
  await first.focus()
  await keyboard.press('e')
  const toast = page.locator('.inbox-toast')
  await expect(toast).toBeVisible()
  await expect(toast.getByRole('button', { name: 'Undo' })).toBeInViewport({ ratio: 1 })
  await keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(bell).toBeFocused()
  // The panel is gone, what it did can still be undone.
  await expect(toast).toBeInViewport({ ratio: 1 })
  await expectNothingAbove(toast)
}

const bellOn = (page: Page | Frame): Locator => page.getByRole('button', { name: /^Notifications/ })

const hosts = ['plain', 'shadow', 'transformed', 'clipped', 'sticky'] as const satisfies readonly Host[]

for (const as of ['components', 'element'] as const)
  test.describe(`as ${as}`, () => {
    for (const host of hosts)
      test(`in a ${host} host the panel is at the bell, above everything, and gives the focus back`, async ({
        visit,
      }) => {
        const { page } = await visit({ as, host })
        await useInbox(page, page.keyboard, bellOn(page))
      })

    test('on a page that is scrolled the panel stays at a bell that sticks', async ({ visit }) => {
      const { page } = await visit({ as, host: 'sticky' })
      await page.mouse.wheel(0, 800)
      await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(400)
      await useInbox(page, page.keyboard, bellOn(page))
    })

    test('in a frame the panel keeps to the frame', async ({ visit }) => {
      const { page } = await visit({ as, host: 'iframe' })
      const frame = page.frames()[1]
      if (!frame) throw new Error('There is no frame.')
      await useInbox(frame, page.keyboard, bellOn(frame))
    })

    test('from right to left everything is mirrored', async ({ visit }) => {
      const { page } = await visit({ as, dir: 'rtl' })
      await useInbox(page, page.keyboard, bellOn(page), 'rtl')
    })

    test('two users on one page have an inbox each', async ({ visit }) => {
      const { page } = await visit({ as, host: 'two' })
      const bells = bellOn(page)
      await expect(bells).toHaveCount(2)
      const [bob, ann] = [bells.first(), bells.last()]
      await expect(bob).toHaveAccessibleName('Notifications, 1 new')
      await bob.click()
      const panel = page.getByRole('dialog', { name: 'Notifications' })
      await expect(panel.getByRole('article')).toHaveCount(1)
      await expectAtBell(bob, panel)
      // A press on the other bell closes this one and opens that one.
      await ann.click()
      await expect(panel).toHaveCount(1)
      await expect(panel.getByRole('article', { name: 'For Bob alone' })).toHaveCount(0)
      await expectAtBell(ann, panel)
      await page.keyboard.press('Escape')
      await expect(panel).toHaveCount(0)
      await expect(ann).toBeFocused()
    })
  })

const narrow = {
  'at 200 %': { viewport: { width: 640, height: 512 }, deviceScaleFactor: 2 },
  'on 320 pixels': { viewport: { width: 320, height: 568 } },
}

for (const [where, view] of Object.entries(narrow))
  test.describe(where, () => {
    test.use(view)

    for (const as of ['components', 'element'] as const)
      test(`nothing is cut off and nothing scrolls sideways, as ${as}`, async ({ visit }) => {
        const { page, bell, panel } = await visit({ as, props: { arrivals: 'toast' } })
        // What draws toasts comes when the page has nothing better to do.
        await page.waitForLoadState('networkidle')
        await deliver(page, 'While it is closed')
        const toast = page.locator('.inbox-toast')
        await expect(toast).toBeInViewport({ ratio: 1 })
        await bell.click()
        await expect(panel.getByRole('article').first()).toBeVisible()
        await panel.evaluate((element) =>
          Promise.all(element.getAnimations().map(({ finished }) => finished)),
        )
        await expectNoSidewaysScroll(page, panel)
        const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
        const box = await boxOf(panel)
        expect([box.left >= 0, box.right <= width, box.top >= 0, box.bottom <= height]).not.toContain(false)
        const cut = await panel.evaluate((element) =>
          [...element.querySelectorAll('.inbox-panel :is(button, input, textarea, time, h2)')]
            .filter((one) => one.checkVisibility() && !one.closest('.inbox-tabs, .inbox-hidden'))
            .map((one) => ({ html: one.outerHTML.slice(0, 80), box: one.getBoundingClientRect() }))
            .filter((one) => one.box.left < 0 || one.box.right > innerWidth)
            .map(({ html }) => html),
        )
        expect(cut).toEqual([])
        await page.keyboard.press('Escape')
        await expect(panel).toHaveCount(0)
        await expect(bell).toBeFocused()
      })
  })
