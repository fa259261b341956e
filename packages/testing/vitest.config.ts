import { defineConfig } from 'vitest/config'

/** From source: no build is needed before the tests, and a stack trace points where one edits. */
const conditions = ['inboxkit-source', 'module', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Other suites run beside this one.
    testTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'testing', environment: 'node', include: ['src/**/*.test.ts'] } },
    ],
  },
})
