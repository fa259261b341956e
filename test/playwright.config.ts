import { defineConfig } from '@playwright/test'
import type { WorkerOptions } from './compat/engagespot/fixtures.js'
import { modes } from './compat/engagespot/world.js'
import type { Surface } from './e2e/fixtures.js'
import { wholeBrowser } from './kit/whole-browser.js'

const launchOptions = {
  executablePath: process.env['CHROMIUM_SHELL_PATH'] ?? wholeBrowser,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--font-render-hinting=none',
  ],
}

const inWholeBrowser = { ...launchOptions, executablePath: wholeBrowser }

/** Each worker has a server of its own on a free port (its fixtures.ts), so there is no `webServer` and no `baseURL`. */
export default defineConfig<object, WorkerOptions & Surface>({
  testMatch: '**/*.e2e.ts',
  projects: [
    { name: 'e2e', testDir: 'e2e', testIgnore: 'element.e2e.ts' },
    {
      name: 'element',
      testDir: 'e2e',
      testMatch: /\/(?:acts|arrival|axe|element|keyboard|resume)\.e2e\.ts$/,
      use: { surface: 'element' },
    },
    { name: 'next', testDir: 'next' },
    { name: 'csp', testDir: 'csp' },
    { name: 'looks', testDir: 'looks' },
    { name: 'cluster', testDir: 'cluster' },
    {
      name: 'tabs',
      testDir: 'tabs',
      use: { launchOptions: { ...inWholeBrowser, ignoreDefaultArgs: ['--disable-back-forward-cache'] } },
    },
    {
      name: 'stories-axe',
      testDir: '../stories/axe',
    },
    // How one proves who one is differs in the core's calls; what is drawn, and the store, are the same in each mode.
    ...modes.map((mode) => ({
      name: `compat-${mode}`,
      testDir: 'compat',
      ...(mode === 'open'
        ? {}
        : { grep: /core-3|shows the bell|starts with the badge|knows why it is refused/ }),
      use: { mode, launchOptions: inWholeBrowser },
    })),
  ],
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  timeout: 120_000,
  reporter: [['list']],
  expect: { timeout: 30_000 },
  use: {
    // To see how one failed: `--trace on`. It costs a tenth of the time.
    trace: 'off',
    viewport: { width: 1280, height: 800 },
    launchOptions,
  },
})
