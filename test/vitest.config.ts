import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** From source: a stack trace points where one edits. Processes that are started are the built ones. */
const conditions = ['inboxkit-source', 'module', 'node', 'development|production']

const project = (name: string, testTimeout: number, globalSetup?: string) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name,
    environment: 'node' as const,
    include: [`${name}/**/*.test.ts`],
    // Half of the fuzzing needs one; the other suites that do are left out by name.
    exclude: process.env['DATABASE_URL'] === undefined ? ['fuzz/postgres.test.ts'] : [],
    ...(globalSetup === undefined
      ? {}
      : { globalSetup: fileURLToPath(new URL(globalSetup, import.meta.url)) }),
    testTimeout,
    // What their files import is loaded once for all of them.
    isolate: false,
    // Servers start in them, and another suite runs beside this one.
    hookTimeout: 120_000,
    // These tests print what they counted: that is what one reads them for.
    disableConsoleIntercept: true,
    expect: { poll: { timeout: 30_000 } },
  },
})

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** This folder has React 18, and what is resolved beside it. */
const onReact18 = ['react', 'react-dom', '@testing-library/react', '@tanstack/react-query'].map((name) => [
  name,
  at(`node_modules/${name}`),
])

/** The React package's own tests in jsdom, on React 18. */
const react18 = {
  root: at('../packages/react'),
  resolve: {
    conditions: ['inboxkit-source', 'module', 'browser', 'development|production'],
    alias: Object.fromEntries(onReact18),
  },
  test: {
    name: 'react-18',
    testTimeout: 60_000,
    environment: 'jsdom' as const,
    isolate: false,
    include: ['src/**/*.test.{ts,tsx}'],
    exclude: ['src/**/*.browser.test.tsx'],
    setupFiles: ['console', 'dom'].map((name) => at(`../packages/react/src/testing/setup-${name}.ts`)),
  },
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How long the kills go on at least; 0 = until there were enough. */
    chaosMinutes: number
  }
}

/** `--mode chaos`: the kills go on for `INBOXKIT_CHAOS_MINUTES`, by default 5. */
export default defineConfig(({ mode }) => ({
  test: {
    provide: { chaosMinutes: mode === 'chaos' ? Number(process.env['INBOXKIT_CHAOS_MINUTES'] ?? 5) : 0 },
    // Each file keeps both cores busy.
    maxWorkers: 1,
    fileParallelism: false,
    projects: [
      project('wire', 120_000),
      project('contract', 120_000),
      project('model', 600_000),
      project('docs', 120_000),
      project('compat', 120_000, 'compat/engagespot/open-worlds.ts'),
      project('concurrency', 120_000),
      project('fuzz', 120_000),
      project('kill', 600_000),
      project('cluster', 240_000),
      project('chaos', 600_000),
      react18,
    ],
  },
}))
