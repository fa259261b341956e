import { chromium } from '@playwright/test'
import { findShell, provideBrowser } from '../../scripts/setup/browser.mjs'
import { kinds, openSite } from '../src/browser/site.mjs'
import { openTab, scrollFar, scrollThrough, timeOfAct } from '../src/browser/tab.mjs'
import { median, percentile } from '../src/statistics.mjs'

/** @typedef {import('../src/browser/site.mjs').Kind} Kind */
/** @typedef {Awaited<ReturnType<typeof openSite>>} Site */
/** @typedef {import('@playwright/test').Browser} Browser */

const pairs = 15
const runs = 5
const oursFirst = /** @type {const} */ (['ours', 'plain'])
const plainFirst = /** @type {const} */ (['plain', 'ours'])
/** Rows in the DOM, and the 95th percentile of a frame while scrolling, ms. */
const far = { items: 100_000, rows: 60, frameMs: 20 }

/** The inbox in Chromium beside lists of the same rows: one that draws all of them, one that draws what is near. */
export const browser = async () => {
  const whole = await provideBrowser()
  // The whole one loads some 200 modules of its own bar with every window, beside the page.
  const executablePath = findShell() ?? whole
  if (!executablePath) return { title: 'In the browser', rows: [], remarks: ['There is no Chromium.'] }
  const args = ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info']
  const chrome = await chromium.launch({ executablePath, args })
  const site = await openSite()
  try {
    const first = await measureFirstRow(chrome, site)
    const scrolled = await measureScrolling(chrome, site)
    const acts = await measureActs(chrome, site)
    const long = await measureLong(chrome, site)
    return {
      title: 'In the browser',
      rows: [
        { what: 'floor: first row, plain list', unit: 'ms', figures: first.plain.ms },
        row('first row on screen', first.ours.ms, first.plain.ms, 1.25),
        { what: 'floor: main-thread time to it', unit: 'ms', figures: first.plain.busy },
        row('main-thread time to it', first.ours.busy, first.plain.busy, 1.5),
        { what: 'requests to the API before it', unit: '', figures: [first.requests], limit: { atMost: 1 } },
        { what: 'floor: scrolling through 1,000, plain', unit: 'ms', figures: scrolled.plain.ms },
        { what: 'floor: scrolling through 1,000, windowed', unit: 'ms', figures: scrolled.windowed.ms },
        row('scrolling through 1,000', scrolled.ours.ms, scrolled.windowed.ms, 2),
        {
          what: 'longest task meanwhile, in 4 of 5 runs',
          unit: 'ms',
          figures: [percentile(scrolled.ours.longest, 0.8)],
          limit: { atMost: 50 },
        },
        ...acts,
        {
          what: `most rows in the DOM, ${far.items} items`,
          unit: '',
          figures: [long.most],
          limit: { atMost: far.rows },
        },
        {
          what: 'frame while scrolling them, 95th percentile',
          unit: 'ms',
          figures: [long.frameMs],
          limit: { atMost: far.frameMs },
        },
      ],
      remarks: [`Longest tasks: ${scrolled.ours.longest.map((ms) => ms.toFixed(0)).join(', ')} ms.`],
    }
  } finally {
    await chrome.close()
    site.close()
  }
}

/** @param {string} what @param {number[]} figures @param {number[]} floor @param {number} atMost */
const row = (what, figures, floor, atMost) => ({ what, unit: 'ms', figures, floor, target: { atMost } })

/** Interleaved, each in a fresh profile; the first pair warms up. @param {Browser} chrome @param {Site} site */
const measureFirstRow = async (chrome, site) => {
  const nothing = () => ({ ms: /** @type {number[]} */ ([]), busy: /** @type {number[]} */ ([]) })
  const found = { ours: nothing(), plain: nothing(), requests: 0 }
  for (let pair = 0; pair <= pairs; pair++)
    for (const kind of pair % 2 === 0 ? oursFirst : plainFirst) {
      site.serve(200)
      site.requests()
      const tab = await openTab(chrome, site.urlOf(kind))
      if (kind === 'ours') found.requests = Math.max(found.requests, beforeFirstRow(site.requests()))
      if (pair > 0) {
        found[kind].ms.push(tab.firstRowMs)
        found[kind].busy.push(tab.firstBusyMs)
      }
      await tab.close()
    }
  return found
}

/** A preflight would be an OPTIONS of its own. Further pages follow once the first one is drawn. */
const beforeFirstRow = (/** @type {string[]} */ requests) =>
  requests.filter((request) => !request.startsWith('GET /v3/notifications')).length

/** @param {Browser} chrome @param {Site} site */
const measureScrolling = async (chrome, site) => {
  const nothing = () => ({ ms: /** @type {number[]} */ ([]), longest: /** @type {number[]} */ ([]) })
  const found = { ours: nothing(), plain: nothing(), windowed: nothing() }
  for (let run = 0; run <= runs; run++)
    for (const kind of kinds) {
      site.serve(1000)
      const tab = await openTab(chrome, site.urlOf(kind))
      const { ms, longest } = await scrollThrough(tab, 1000)
      await tab.close()
      if (run === 0) continue
      found[kind].ms.push(ms)
      found[kind].longest.push(longest)
    }
  return found
}

/** Under four times less processor, as a phone has. @param {Browser} chrome @param {Site} site */
const measureActs = async (chrome, site) => {
  const short = 100
  const long = 10_000
  const few = await actsOf(chrome, site, 'ours', short)
  const many = await actsOf(chrome, site, 'ours', long)
  const floor = await actsOf(chrome, site, 'windowed', 1000)
  const beside = await actsOf(chrome, site, 'ours', 1000)
  return [
    row('mark one, 1,000 items, × windowed', beside.markOne, floor.markOne, 2),
    row('mark all, 1,000 items, × windowed', beside.markAll, floor.markAll, 2),
    row(`mark one, ${long} items, × ${short} items`, many.markOne, few.markOne, 2),
    row(`mark all, ${long} items, × ${short} items`, many.markAll, few.markAll, 2),
  ]
}

/** @param {Browser} chrome @param {Site} site @param {Kind} kind @param {number} items */
const actsOf = async (chrome, site, kind, items) => {
  /** @type {{ markOne: number[], markAll: number[] }} */
  const found = { markOne: [], markAll: [] }
  for (let run = 0; run < runs; run++) {
    site.serve(items)
    const tab = await openTab(chrome, site.urlOf(kind))
    await tab.load(items)
    await tab.throttle(4)
    const ones = []
    for (let time = 0; time < 8; time++) ones.push(await timeOfAct(tab, 'markOne'))
    found.markOne.push(median(ones.slice(1)))
    found.markAll.push(await timeOfAct(tab, 'markAll'))
    await tab.close()
  }
  return found
}

/** @param {Browser} chrome @param {Site} site */
const measureLong = async (chrome, site) => {
  site.serve(far.items)
  const tab = await openTab(chrome, site.urlOf('ours'))
  await tab.load(far.items)
  const { frames, most } = await scrollFar(tab)
  await tab.close()
  return { most, frameMs: percentile(frames, 0.95) }
}
