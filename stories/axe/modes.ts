import type { Showcase } from './fixtures.js'

/** What the app around the inbox says of itself. */
const setApp = (
  showcase: Showcase,
  app: { scheme: 'light' | 'dark'; direction: 'ltr' | 'rtl' },
): Promise<void> =>
  showcase.page.evaluate(({ scheme, direction }) => {
    const stage = document.querySelector<HTMLElement>('.stage')
    if (!stage) throw new Error('There is no stage.')
    document.dir = stage.dir = direction
    stage.style.colorScheme = scheme
  }, app)

/** How a story is looked at, each from the one before. */
export const modes: Readonly<Record<string, (showcase: Showcase) => Promise<void>>> = {
  light: (showcase) => setApp(showcase, { scheme: 'light', direction: 'ltr' }),
  async dark(showcase) {
    await showcase.page.emulateMedia({ colorScheme: 'dark' })
    await setApp(showcase, { scheme: 'dark', direction: 'ltr' })
  },
  async 'right to left'(showcase) {
    await showcase.page.emulateMedia({ colorScheme: 'light' })
    await setApp(showcase, { scheme: 'light', direction: 'rtl' })
  },
  async 'forced colours'(showcase) {
    await showcase.page.emulateMedia({ forcedColors: 'active' })
    await setApp(showcase, { scheme: 'light', direction: 'ltr' })
  },
  async '200 %'(showcase) {
    await showcase.page.emulateMedia({ forcedColors: 'none' })
    await showcase.setScreen({ width: 640, height: 512, scale: 2 })
  },
}
