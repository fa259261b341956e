import { test as base, expect } from '@playwright/test'
import { createFaults, type Faults } from './faults.js'

/** Every test fails when a page logged an error, threw, or violated its policy, and nobody expected it. */
export const watched = base.extend<{ faults: Faults }>({
  faults: [
    async ({}, use) => {
      const faults = createFaults()
      await use(faults)
      expect(faults.all).toEqual([])
    },
    { auto: true },
  ],
  context: async ({ context, faults }, use) => {
    await faults.watch(context)
    await use(context)
  },
})
