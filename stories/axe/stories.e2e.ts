import { expect } from '@playwright/test'
import { required } from '../required.js'
import { faultsOf } from './faults.js'
import { test } from './fixtures.js'
import { modes } from './modes.js'

for (const story of required)
  test(`axe finds nothing in ${story.id}, however it is looked at`, async ({ showcase }) => {
    await showcase.open(story)
    const found: Record<string, string[]> = {}
    for (const [name, enter] of Object.entries(modes)) {
      await enter(showcase)
      found[name] = await faultsOf(showcase.page)
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(modes).map((name) => [name, []])))
  })
