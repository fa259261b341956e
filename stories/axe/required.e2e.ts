import { expect, test } from '@playwright/test'
import { required } from '../required.js'
import { idsOf, missingIn, output } from './storybook.js'

test('Storybook has every story that must exist', () => {
  expect(missingIn(idsOf(output))).toEqual([])
})

test('a story that is taken away is missed', () => {
  const [first, ...others] = required.map(({ id }) => id)
  expect(missingIn(others)).toEqual([first])
})
