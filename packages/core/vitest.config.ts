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
      {
        extends: true,
        test: {
          name: 'core',
          environment: 'node',
          include: ['src/**/*.test.ts'],
          exclude: ['src/model/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'model',
          environment: 'node',
          include: ['src/model/*.test.ts'],
          // These tests print their seeds and what they counted: that is what one reads them for.
          disableConsoleIntercept: true,
        },
      },
    ],
  },
})
