import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Everything stands as it will stay: what moves is at its end, what pulses for ever is still. */
const settle = (): Promise<void> => {
  for (const animation of document.getAnimations()) {
    // What moves by scrolling stands where it is.
    if (animation.timeline !== document.timeline) continue
    if (animation.effect?.getComputedTiming().iterations === Infinity) animation.cancel()
    else animation.finish()
  }
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}

/** An open panel that floats has the focus in it: else its user is nowhere, and hears nothing of it. */
const lostFocus = (): string[] => {
  const panel = document.querySelector('dialog:modal, dialog:popover-open')
  const { activeElement } = document
  if (!panel || panel.contains(activeElement)) return []
  return [`lost-focus: it is on ${activeElement?.outerHTML.slice(0, 80)}, outside the open panel`]
}

/** What is wrong with the page as it is: everything that axe knows of, without exceptions, and a focus that is lost. */
export const faultsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(settle)
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { resultTypes: ['violations'] })`)
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
  return [...found, ...(await page.evaluate(lostFocus))]
}
