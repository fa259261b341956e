/** @typedef {import('@playwright/test').Browser} Browser */
/** @typedef {import('@playwright/test').Page} Page */

/** Runs in the page before its own code: no socket ever opens, and the first row on screen is timed. */
const prepare = () => {
  class DeafSocket extends EventTarget {
    send() {}
    close() {}
  }
  const noted = { firstRow: 0, longest: 0 }
  Object.assign(window, { WebSocket: DeafSocket, noted })
  const rows = new MutationObserver(() => {
    if (noted.firstRow || !document.querySelector('.inbox-item')) return
    noted.firstRow = -1
    rows.disconnect()
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      // After the frame with the row was made.
      port1.addEventListener('message', () => {
        noted.firstRow = performance.now()
      })
      port1.start()
      port2.postMessage(null)
    })
  })
  rows.observe(document, { subtree: true, childList: true })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) noted.longest = Math.max(noted.longest, duration)
  }).observe({ entryTypes: ['longtask'] })
}

/**
 * A page of its own profile.
 * @param {Browser} browser @param {string} url
 */
export const openTab = async (browser, url) => {
  const context = await browser.newContext({ viewport: { width: 800, height: 800 } })
  const page = await context.newPage()
  await page.addInitScript(prepare)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Performance.enable')
  await page.goto(url)
  await page.waitForFunction(() => Reflect.get(window, 'noted').firstRow > 0)

  /** Main-thread time so far, ms. */
  const busyMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  }
  const firstBusyMs = await busyMs()
  return {
    page,
    firstBusyMs,
    busyMs,
    firstRowMs: /** @type {number} */ (await page.evaluate(() => Reflect.get(window, 'noted').firstRow)),
    throttle: (/** @type {number} */ rate) => devtools.send('Emulation.setCPUThrottlingRate', { rate }),
    load: (/** @type {number} */ count) =>
      page.evaluate((wanted) => Reflect.get(window, 'bench').load(wanted), count),
    close: () => context.close(),
  }
}
/** @typedef {Awaited<ReturnType<typeof openTab>>} Tab */

/**
 * Main-thread time of an act, until what it shows is drawn and quiet, ms.
 * @param {Tab} tab @param {'markOne' | 'markAll'} act
 */
export const timeOfAct = async ({ page, busyMs }, act) => {
  const before = await busyMs()
  await page.evaluate(async (name) => {
    void Reflect.get(window, 'bench')[name]()
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let at = 0; at < 3; at++) await frame()
  }, act)
  return (await busyMs()) - before
}

/**
 * Scrolls to the end again and again, as fast as pages come, until so many are loaded.
 * @param {Tab} tab @param {number} count
 * @returns {Promise<{ ms: number, longest: number }>}
 */
export const scrollThrough = ({ page }, count) =>
  page.evaluate(async (wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const noted = Reflect.get(window, 'noted')
    noted.longest = 0
    const start = performance.now()
    while (Reflect.get(window, 'bench').count() < wanted) {
      window.scrollTo(0, document.documentElement.scrollHeight)
      await frame()
    }
    return { ms: performance.now() - start, longest: noted.longest }
  }, count)

/**
 * Scrolls a long list by more than a screen a frame.
 * @param {Tab} tab
 * @returns {Promise<{ frames: number[], most: number }>} time of each frame, ms, and the most rows there were
 */
export const scrollFar = ({ page }) =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const frames = []
    let most = 0
    window.scrollTo(0, 1_000_000)
    for (let at = 0; at < 10; at++) await frame()
    let before = performance.now()
    for (let at = 0; at < 300; at++) {
      window.scrollBy(0, 350)
      await frame()
      const now = performance.now()
      frames.push(now - before)
      before = now
      most = Math.max(most, document.querySelectorAll('.inbox-item').length)
    }
    return { frames, most }
  })
