import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** From source: no build is needed before the tests, and a stack trace points where one edits. */
const conditions = ['inboxkit-source']

/** What touches no database, or only what other tests ask of both, is run once. */
const withoutDatabase = [
  'src/auth/**',
  'src/channels/{apns,console,discord,fcm,slack,smtp,teams,twilio,webhook}/**',
  'src/channels/{answers,configs,page}.test.ts',
  'src/cli/{config,nearest,providers,run,serve,wait}.test.ts',
  'src/cli/doctor/{address,judging,providers,redis}.test.ts',
  'src/compat/**',
  'src/demo/**',
  'src/features/profile/json-patch.test.ts',
  'src/features/quiet-hours/schedule.test.ts',
  'src/features/templates/{handlebars/**,channels.test.ts,in-app.test.ts}',
  'src/features/workflows/payload*.test.ts',
  'src/http/{authorization,backlog,packed-packages,public-files,rate-limit,reference-page,unreadable}.test.ts',
  'src/logic/**',
  'src/outbound/**',
  'src/realtime/**',
]

/** The files that kill processes wait for their starts, one after the other: begun last, they alone would be left. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('.kill.test.ts')
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

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
    setupFiles: ['src/testing/setup-waiting.ts'],
    ...(database === 'postgres' && { globalSetup: 'src/testing/setup-template.ts' }),
    // The server's modules are loaded once for all files of a worker: that is half of their time otherwise.
    isolate: false,
    // One that waits for twenty processes has, beside suites that start as many, a tenth of a core for each.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Other suites run beside this one.
    expect: { poll: { timeout: 60_000 } },
  },
})

export default defineConfig({
  test: {
    // Two cores, and a PGlite keeps one busy.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [project('pglite'), ...(process.env['DATABASE_URL'] ? [project('postgres')] : [])],
  },
})
