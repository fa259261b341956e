import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

/** From source: no build is needed before the tests, and a stack trace points where one edits. */
const conditions = ['inboxkit-source', 'module', 'browser', 'development|production']
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]
const executablePath =
  process.env['CHROMIUM_SHELL_PATH'] ?? process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        resolve: { conditions },
        test: {
          name: 'dom',
          // Other suites run beside this one.
          testTimeout: 60_000,
          environment: 'jsdom',
          // One jsdom for all files: making one takes longer than most of them.
          isolate: false,
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/**/*.browser.test.tsx'],
          setupFiles: ['src/testing/setup-console.ts', 'src/testing/setup-dom.ts'],
        },
      },
      {
        plugins: [react()],
        resolve: { conditions },
        optimizeDeps: {
          include: ['react', 'react-dom', 'react-dom/client', 'react/jsx-dev-runtime', 'axe-core'],
        },
        test: {
          name: 'browser',
          testTimeout: 60_000,
          include: ['src/**/*.browser.test.tsx'],
          setupFiles: ['src/testing/setup-console.ts', 'src/testing/setup-browser.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath, args } }),
            instances: [{ browser: 'chromium', viewport: { width: 800, height: 600 } }],
          },
        },
      },
    ],
  },
})
