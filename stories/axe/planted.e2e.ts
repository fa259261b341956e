import { expect } from '@playwright/test'
import { faultsOf } from './faults.js'
import { test } from './fixtures.js'

const few = { id: 'surface-popover--few', isOnPhone: false }

test('a name that is missing is found', async ({ showcase }) => {
  await showcase.open(few)
  await showcase.page.locator('.inbox-bell').evaluate((bell) => bell.removeAttribute('aria-label'))
  expect(await faultsOf(showcase.page)).toEqual([expect.stringMatching(/^button-name: \.inbox-bell/)])
})

test('a contrast of 4.4 is found, and one of 4.5 is enough', async ({ showcase }) => {
  await showcase.open(few)
  const title = showcase.page.locator('.inbox-title')
  await title.evaluate((element) => (element.style.color = '#767676'))
  expect(await faultsOf(showcase.page)).toEqual([])
  await title.evaluate((element) => (element.style.color = '#787878'))
  expect(await faultsOf(showcase.page)).toEqual([
    expect.stringMatching(/^color-contrast: .*insufficient color contrast of 4\.4/s),
  ])
})

test('a focus that is lost is found', async ({ showcase }) => {
  await showcase.open(few)
  await showcase.page.evaluate(() => (document.activeElement as HTMLElement).blur())
  expect(await faultsOf(showcase.page)).toEqual([expect.stringMatching(/^lost-focus: it is on <body/)])
})
