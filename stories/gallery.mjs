import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

/**
 * Draws the pictures of docs/gallery.md from the built Storybook: `pnpm --filter stories run gallery`.
 * A sheet shows the states of one surface side by side, each in a frame of its own.
 * @typedef {{ id: string, name: string, globals?: string }} Cell with globals of its own, whatever the mode
 * @typedef {{ file: string, cells: readonly Cell[], width: number, height: number, columns: number,
 *   modes?: readonly Mode[] }} Sheet in all modes, where it names none
 * @typedef {'light' | 'dark' | 'arabic'} Mode
 */

const built = fileURLToPath(new URL('./storybook-static', import.meta.url))
const pictures = fileURLToPath(new URL('../docs/images/gallery', import.meta.url))
const origin = 'http://stories.test'

const states = {
  loading: 'Loading',
  empty: 'Empty',
  few: 'An ordinary day',
  thousand: '1,000',
  failed: 'Failed',
  offline: 'Offline',
  reconnecting: 'Reconnecting',
  'signed-out': 'Signed out',
  'no-permission': 'No permission',
}
const items = {
  unread: 'Unread',
  read: 'Read',
  seen: 'Seen',
  pinned: 'Pinned',
  snoozed: 'Snoozed',
  archived: 'Archived',
  expired: 'Expired',
  pending: 'Not saved yet',
  refused: 'Refused',
  'no-avatar': 'No avatar',
  'broken-image': 'Broken image',
  'ten-thousand-letters': 'A word of 10,000 letters',
  'forty-blocks': '40 blocks',
}

const preferences = {
  loading: 'Loading',
  rows: 'What one is told of',
  muted: 'A category muted',
  refused: 'A change refused',
  failed: 'Failed',
  'quiet-hours': 'Quiet hours',
  devices: 'Devices',
}

const elements = {
  popover: '<inbox-kit>',
  page: 'As a page',
  styled: 'Styled from outside',
  preferences: '<inbox-kit-preferences>',
}

const languages = {
  english: ['English', 'en'],
  german: ['German', 'de'],
  french: ['French', 'fr'],
  spanish: ['Spanish', 'es'],
  arabic: ['Arabic', 'ar'],
  japanese: ['Japanese', 'ja'],
}

/** @param {string} prefix @param {Record<string, string>} names @returns {Cell[]} */
const cellsOf = (prefix, names) =>
  Object.entries(names).map(([id, name]) => ({ id: `${prefix}--${id}`, name }))

/** An ordinary day, what can be done with a notification, and the settings, in a language each. */
const inLanguages = ['', '-menu', 'settings'].flatMap((what) =>
  Object.entries(languages).map(([id, [name = '', code]]) =>
    what === 'settings'
      ? { id: 'preferences--rows', name: `${name}, settings`, globals: `scheme:light;locale:${code}` }
      : { id: `languages--${id}${what}`, name: what ? `${name}, menu` : name },
  ),
)

/** @type {readonly Sheet[]} */
const sheets = [
  { file: 'popover', cells: cellsOf('surface-popover', states), width: 520, height: 560, columns: 3 },
  { file: 'page', cells: cellsOf('surface-page', states), width: 620, height: 560, columns: 3 },
  { file: 'side', cells: cellsOf('surface-side', states), width: 620, height: 560, columns: 3 },
  { file: 'mobile', cells: cellsOf('surface-mobile', states), width: 360, height: 640, columns: 5 },
  {
    file: 'item',
    cells: cellsOf('item', items),
    // What is done to single items in their stories is done by English words.
    modes: ['light', 'dark'],
    ...{ width: 520, height: 320, columns: 3 },
  },
  {
    file: 'preferences',
    cells: [...cellsOf('preferences', preferences), { id: 'inbox--settings', name: 'In the panel' }],
    // So is what is done to settings.
    modes: ['light', 'dark'],
    ...{ width: 680, height: 880, columns: 4 },
  },
  {
    file: 'element',
    cells: cellsOf('element', elements),
    modes: ['light', 'dark'],
    ...{ width: 560, height: 640, columns: 4 },
  },
  { file: 'languages', cells: inLanguages, modes: ['light'], width: 400, height: 560, columns: 6 },
]

/** How each sheet is looked at: Storybook's globals. @type {Record<Mode, string>} */
const modes = {
  light: 'scheme:light;locale:en',
  dark: 'scheme:dark;locale:en',
  arabic: 'scheme:light;locale:ar',
}

/** @type {readonly Mode[]} */
const all = ['light', 'dark', 'arabic']

/** @param {Sheet} sheet @param {string} globals @param {boolean} isDark */
const pageOf = ({ cells, width, height, columns }, globals, isDark) => {
  const frames = cells.map(
    ({ id, name, globals: own = globals }) =>
      `<figure><figcaption>${name.replaceAll('<', '&lt;')}</figcaption><iframe width="${width}" height="${height}" src="${origin}/iframe.html?id=${id}&viewMode=story&globals=${own}"></iframe></figure>`,
  )
  return `<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; padding: 24px; display: grid; gap: 24px; grid-template-columns: repeat(${columns}, ${width}px);
    width: max-content; font: 500 13px system-ui; background: ${isDark ? '#0c0c0e' : '#ececef'}; color: ${isDark ? '#b4b4bd' : '#52525b'} }
  figure { margin: 0; display: grid; gap: 8px } iframe { border: 0; border-radius: 8px }</style><body tabindex="-1">${frames.join('')}`
}

/** Everything stands as it will stay. */
const settle = () => {
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY) animation.cancel()
    else animation.finish()
  }
}
/** What a list with rows loads for the first pointer over it, or after ten seconds, is there. */
const loadRest = async () => {
  const root = document.querySelector('inbox-kit')?.shadowRoot ?? document
  const row = root.querySelector('.inbox-item')
  if (!row) return
  for (const type of ['pointerover', 'pointerenter'])
    row.dispatchEvent(new PointerEvent(type, { bubbles: type === 'pointerover' }))
  const isThere = () =>
    performance.getEntriesByType('resource').some(({ name }) => /\/later-(?!styles|english)/.test(name))
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 50))
  await new Promise((resolve) => requestIdleCallback(resolve))
}
const isPlayed = () => Reflect.get(globalThis, '__STORYBOOK_PREVIEW__')?.currentRender?.phase === 'finished'

mkdirSync(pictures, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const asked = process.argv.slice(2)
for (const sheet of sheets.filter(({ file }) => asked.length === 0 || asked.includes(file)))
  for (const mode of sheet.modes ?? all) {
    const globals = modes[mode]
    const page = await browser.newPage()
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url())
      return pathname === '/sheet'
        ? route.fulfill({ contentType: 'text/html', body: pageOf(sheet, globals, mode === 'dark') })
        : existsSync(join(built, pathname))
          ? route.fulfill({ path: join(built, pathname) })
          : route.fulfill({ status: 404 })
    })
    // Nothing pulses, and no minute passes while a busy machine draws.
    await page.emulateMedia({ colorScheme: mode === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' })
    await page.addInitScript(() => {
      Date.now = () => 0
    })
    const rows = Math.ceil(sheet.cells.length / sheet.columns)
    await page.setViewportSize({
      width: 24 + sheet.columns * (sheet.width + 24),
      height: 24 + rows * (sheet.height + 48),
    })
    await page.goto(`${origin}/sheet`)
    for (const frame of page.frames().slice(1)) {
      await frame.waitForFunction(isPlayed, undefined, { timeout: 120_000 })
      await frame.evaluate(loadRest)
      await frame.evaluate(settle)
    }
    // Else the frame that took the focus last, which may be any, has a ring around what it is on.
    await page.focus('body')
    const devTools = await page.context().newCDPSession(page)
    const { data } = await devTools.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
    writeFileSync(join(pictures, `${sheet.file}-${mode}.webp`), Buffer.from(data, 'base64'))
    console.log(`${sheet.file}-${mode}.webp`)
    await page.close()
  }
await browser.close()
