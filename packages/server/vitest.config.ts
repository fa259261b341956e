import { defineConfig } from 'vitest/config'

/** From source: no build is needed before the tests, and a stack trace points where one edits. */
const conditions = ['inboxkit-source']

/** What touches no database is run once. */
const withoutDatabase = [
  'src/auth/**',
  'src/channels/{apns,console,discord,fcm,slack,smtp,teams,twilio,webhook}/**',
  'src/channels/{answers,configs,page}.test.ts',
  'src/cli/{config,providers,run,serve}.test.ts',
  'src/features/profile/json-patch.test.ts',
  'src/features/quiet-hours/schedule.test.ts',
  'src/features/templates/{handlebars/**,channels.test.ts,in-app.test.ts}',
  'src/logic/**',
  'src/outbound/**',
  'src/realtime/**',
]

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
        : ['src/**/*.pglite.test.ts', 'src/**/*.kill.test.ts', ...withoutDatabase],
    provide: { database },
    // The server's modules are loaded once for all files of a worker: that is half of their time otherwise.
    isolate: false,
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
