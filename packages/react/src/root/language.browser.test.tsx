import { cleanup } from '@testing-library/react'
import { expect, it } from 'vitest'
import { drawInbox, the, until } from '../testing/draw-browser.js'

/** What the page has asked for so far whose path ends so. */
const requests = (end: RegExp) =>
  (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(({ name }) =>
    end.test(new URL(name).pathname),
  )
const languages = () => requests(/\/text\/languages\/\w+\.ts$/)

it('loads German beside the panel, which has no word of English before, and nothing for English', async () => {
  const titles = new Set<string | null>()
  const watcher = new MutationObserver(() => {
    for (const { textContent } of document.querySelectorAll('.inbox-title')) titles.add(textContent)
  })
  watcher.observe(document.body, { childList: true, subtree: true, characterData: true })
  drawInbox({ layout: 'page', locale: 'de_AT' })
  await until(() => expect(the('.inbox-title')).toHaveTextContent('Benachrichtigungen'))
  watcher.disconnect()
  expect(titles).toEqual(new Set(['Benachrichtigungen']))

  const [german, ...others] = languages()
  const [panel] = requests(/\/inbox\/InboxPanel\.tsx$/)
  expect(german?.name).toMatch(/german\.ts$/)
  expect(others).toEqual([])
  expect(german?.startTime).toBeLessThan(panel?.responseEnd ?? 0)
  expect(panel?.startTime).toBeLessThan(german?.responseEnd ?? 0)

  cleanup()
  drawInbox({ layout: 'page', locale: 'en-GB' })
  await until(() => expect(the('.inbox-title')).toHaveTextContent('Notifications'))
  expect(languages()).toEqual([german])
})
