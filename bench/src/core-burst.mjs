import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { build } from 'esbuild'
import { provideBrowser } from '../../scripts/setup/browser.mjs'

const page = fileURLToPath(new URL('core-burst-page.mjs', import.meta.url))

/**
 * A burst of 1,000 changes on a feed of 10,000 items, each a message of its own on the socket.
 * @returns {Promise<number[] | undefined>} the longest task of each of 5 runs, ms; `undefined` without a browser
 */
export const burstInChromium = async () => {
  const executablePath = await provideBrowser()
  if (!executablePath) return undefined
  const { outputFiles } = await build({
    entryPoints: [page],
    bundle: true,
    format: 'iife',
    minify: true,
    write: false,
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const longest = []
    for (let run = 0; run < 5; run++) {
      const tab = await browser.newPage()
      await tab.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
      await tab.goto('http://localhost/')
      await tab.addScriptTag({ content: outputFiles[0]?.text ?? '' })
      longest.push(Number(await tab.evaluate('burst()')))
      await tab.close()
    }
    return longest
  } finally {
    await browser.close()
  }
}
