import { defineConfig } from 'vitest/config'

/** From source: no build is needed before the tests, and a stack trace points where one edits. */
const conditions = ['inboxkit-source']

const project = (database: 'pglite' | 'postgres') => ({
  resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    name: `server-${database}`,
    environment: 'node' as const,
    include: ['src/**/*.test.ts'],
    // What only one of the two has is named so.
    exclude:
      database === 'pglite'
        ? ['src/**/*.postgres.test.ts']
        : ['src/**/*.pglite.test.ts', 'src/**/*.kill.test.ts'],
    provide: { database },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})

export default defineConfig({
  test: {
    // Two cores, and a PGlite keeps one busy.
    maxWorkers: 2,
    projects: [project('pglite'), ...(process.env['DATABASE_URL'] ? [project('postgres')] : [])],
  },
})
