import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on the whole page, once nothing moves any more. */
export const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(async () => {
    const moving = (root: Document | ShadowRoot): Animation[] => [
      ...root.getAnimations(),
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? moving(shadowRoot) : [])),
    ]
    // What is tied to scrolling, or goes round and round, ends at no time.
    const ending = (): Animation[] =>
      moving(document).filter(
        ({ timeline, effect }) =>
          timeline === document.timeline && Number.isFinite(effect?.getComputedTiming().endTime),
      )
    // What ends may make something else begin, in the next frame.
    for (let frames = 0; frames < 2; frames++) {
      await new Promise(requestAnimationFrame)
      const found = ending()
      if (found.length > 0) frames = 0
      await Promise.allSettled(found.map(({ finished }) => finished))
    }
  })
  await page.evaluate(axe)
  const found = await page.evaluate<AxeResults>('axe.run()')
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

/** Each as a part of the address and a colour scheme. */
export const looks = [
  { name: 'light', query: '', colorScheme: 'light' },
  { name: 'dark', query: '', colorScheme: 'dark' },
  { name: 'right-to-left', query: '&dir=rtl', colorScheme: 'light' },
  { name: 'dark, right-to-left', query: '&dir=rtl', colorScheme: 'dark' },
] as const
