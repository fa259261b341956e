import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test as base, type CDPSession, expect, type Page } from '@playwright/test'
import { phone, type RequiredStory } from '../required.js'
import { output } from './storybook.js'

const desk = { width: 1280, height: 800 } as const
const origin = 'http://stories.test'

/** By this name Storybook knows that it is tested: it waits 5 s for what moves by scrolling, else. */
const userAgent = 'StorybookTestRunner'

/** What Storybook has in its page, as far as it is used. */
interface Preview {
  __STORYBOOK_PREVIEW__?: { currentRender?: { id: string; phase?: string } }
  __STORYBOOK_ADDONS_CHANNEL__: {
    emit(event: string, payload: unknown): void
    on(event: string, listener: Listener): void
    off(event: string, listener: Listener): void
  }
}

type Listener = ((finished: Finished) => void) | ((thrown: Error) => void)

interface Finished {
  storyId: string
  status: string
}

/** A page with the built Storybook in it, which shows one story after the other. */
export interface Showcase {
  readonly page: Page
  /** Shows a story, lets its play function run, and sees to it that it went well. */
  open(story: RequiredStory): Promise<void>
  setScreen(screen: { width: number; height: number; scale?: number }): Promise<void>
}

const createShowcase = async (page: Page, devTools: CDPSession): Promise<Showcase> => {
  // No server: what the page asks for is read where it was built.
  await page.route(`${origin}/**`, (route) => {
    const path = join(output, new URL(route.request().url()).pathname)
    return route.fulfill(existsSync(path) ? { path } : { status: 404 })
  })
  const setScreen: Showcase['setScreen'] = async ({ width, height, scale = 1 }) => {
    const metrics = { width, height, deviceScaleFactor: scale, mobile: false }
    await devTools.send('Emulation.setDeviceMetricsOverride', metrics)
  }
  await page.goto(`${origin}/iframe.html?id=bell--nothing&viewMode=story`)
  // Whoever asks for another story before the first is done makes Storybook load itself anew.
  await page.waitForFunction(() => {
    const { __STORYBOOK_PREVIEW__: preview } = globalThis as unknown as Preview
    return preview?.currentRender?.phase === 'finished'
  })
  // While it prepares a story Storybook hides the place, and what opens there could not take the focus.
  await page.addStyleTag({
    content: '.sb-show-preparing-story > #storybook-root { display: block !important }',
  })
  return {
    page,
    setScreen,
    async open({ id, isOnPhone }) {
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
      await page.evaluate(() => document.documentElement.removeAttribute('dir'))
      await setScreen(isOnPhone ? phone : desk)
      const outcome = await page.evaluate(
        (asked) =>
          new Promise<string>((resolve) => {
            const { __STORYBOOK_ADDONS_CHANNEL__: channel, __STORYBOOK_PREVIEW__: preview } =
              globalThis as unknown as Preview
            let thrown: string | undefined
            // A story whose play function throws counts as a success all the same.
            const onThrown = ({ message }: Error): void => {
              thrown = message
            }
            const onFinished = ({ storyId, status }: Finished): void => {
              if (storyId !== asked) return
              channel.off('playFunctionThrewException', onThrown)
              channel.off('storyFinished', onFinished)
              resolve(thrown ?? status)
            }
            channel.on('playFunctionThrewException', onThrown)
            channel.on('storyFinished', onFinished)
            const isShown = preview?.currentRender?.id === asked
            channel.emit(isShown ? 'forceRemount' : 'setCurrentStory', { storyId: asked, viewMode: 'story' })
          }),
        id,
      )
      expect(outcome, (await page.locator('#error-message').textContent()) ?? '').toBe('success')
    },
  }
}

/** Stories share their worker's page: opening Storybook takes longer than all that is looked at in a story. */
export const test = base.extend<object, { showcase: Showcase }>({
  showcase: [
    async ({ browser }, use) => {
      const page = await browser.newPage({ viewport: null, userAgent })
      await use(await createShowcase(page, await page.context().newCDPSession(page)))
      await page.close()
    },
    { scope: 'worker' },
  ],
})
