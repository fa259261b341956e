import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'planted',
    include: ['**/*.test.mjs'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each file works in a copy of the repository and keeps a core busy.
    maxWorkers: 2,
  },
})
