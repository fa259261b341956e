import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'

/**
 * @typedef {'browser' | 'postgres' | 'cluster'} Need
 * @typedef {object} Suite
 * @property {string} name as `npm test -- --only name,name` knows it; the part before a dash means all that begin so
 * @property {readonly Need[]} needs left out, by name and counted as skipped, where one of these cannot be had
 * @property {readonly Need[]} [uses] had where it can be; without it a part of the tests is left out
 * @property {string} folder relative to the root; a suite whose folder has no `marker` yet is not listed
 * @property {string} marker a file in the folder
 * @property {(context: Context) => { args: readonly string[], env?: NodeJS.ProcessEnv }} start arguments of Node
 * @property {boolean} [isFromSource] needs nothing that is built
 * @property {boolean} [isBeside] runs beside the lanes from the first: it takes minutes, and little of a core
 * @property {'vitest' | 'playwright' | 'checks'} report what the machine-readable report at `context.report` looks like
 *
 * @typedef {object} Context
 * @property {string} report
 * @property {string | undefined} browser
 * @property {string | undefined} databaseUrl
 * @property {Record<string, string> | undefined} cluster where the programs of a cluster are, by variable
 */

/** @param {string} folder @param {string} command a command of that package or of the root */
const tool = (folder, command) => {
  const own = join(root, folder, 'node_modules', command)
  return existsSync(own) ? own : join(root, 'node_modules', command)
}

/**
 * @param {string} name @param {string} folder
 * @param {{ needs?: Need[], uses?: Need[], args?: string[], env?: (context: Context) => NodeJS.ProcessEnv }} [options]
 * @returns {Suite}
 */
const vitest = (name, folder, { needs = [], uses = [], args = [], env } = {}) => ({
  name,
  needs,
  uses,
  folder,
  marker: 'vitest.config.ts',
  report: 'vitest',
  start: (context) => ({
    args: [
      tool(folder, 'vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${context.report}`,
      ...args,
    ],
    env: env?.(context) ?? {},
  }),
})

/**
 * @param {string} name @param {string[]} args
 * @param {{ needs?: Need[], env?: (context: Context) => NodeJS.ProcessEnv }} [options] what it needs beside a browser
 * @returns {Suite}
 */
const playwright = (name, args, { needs = [], env } = {}) => ({
  name,
  needs: ['browser', ...needs],
  folder: 'test',
  marker: 'playwright.config.ts',
  report: 'playwright',
  start: (context) => ({
    args: [
      tool('test', '@playwright/test/cli.js'),
      'test',
      '--reporter=list,json',
      // Its own: who starts empties it, and another may be at work.
      `--output=test-results/${name}`,
      ...args,
    ],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: context.report, ...env?.(context) },
  }),
})

/** @param {string} name @param {string} script @returns {Suite} */
const checks = (name, script) => ({
  name,
  needs: [],
  folder: '.',
  marker: script,
  report: 'checks',
  start: ({ report }) => ({ args: [script, '--report', report] }),
})

/** @param {Suite} suite @returns {Suite} */
const fromSource = (suite) => ({ ...suite, isFromSource: true })

/** Two files at a time: each keeps a core busy, or waits for a server of its own that starts. */
const inPairs = ['--fileParallelism', '--maxWorkers=2']

/**
 * How many suites run side by side, each in a process group of its own. Most of them wait for half of their time: for a
 * browser, a server that starts, a lease. So no test may rest on having a core for itself.
 */
export const lanes = 2

/**
 * Every suite, in the order in which they begin: the build, beside it what needs no build, the quick and telling ones,
 * then the long ones, and the short ones last, so that no lane is left alone for long. @type {readonly Suite[]}
 */
const all = [
  checks('build', 'scripts/test/build.mjs'),
  fromSource(vitest('react-dom', 'packages/react', { args: ['--project', 'dom'] })),
  fromSource(vitest('core', 'packages/core', { args: ['--project', 'core'] })),
  fromSource(vitest('react-18', 'test', { args: ['--project', 'react-18'] })),
  {
    ...vitest('chaos', 'test', {
      args: ['--project', 'chaos'],
      needs: ['cluster'],
      // Hints for developers would be said by every client.
      env: ({ cluster }) => ({ ...cluster, NODE_ENV: 'production' }),
    }),
    isBeside: true,
  },
  checks('check', 'scripts/check/main.mjs'),
  checks('size', 'scripts/size/main.mjs'),
  vitest('protocol', 'packages/protocol'),
  vitest('testing', 'packages/testing'),
  vitest('node', 'packages/node'),
  vitest('demo', 'apps/demo'),
  vitest('example', 'examples/testing'),
  vitest('model', 'packages/core', { args: ['--project', 'model', ...inPairs] }),
  vitest('kill', 'test', {
    // Much of it waits: for a batch to close, and on PostgreSQL for the lease of a server that died.
    args: ['--project', 'kill', '--fileParallelism', '--maxWorkers=3'],
    // Some of it runs on PostgreSQL as well.
    uses: ['postgres'],
    env: ({ databaseUrl }) => ({ DATABASE_URL: databaseUrl }),
  }),
  vitest('server-pglite', 'packages/server', { args: ['--project', 'server-pglite'] }),
  playwright('compat-browser', ['--project=compat-*']),
  playwright('end-to-end', ['--project=e2e']),
  playwright('element', ['--project=element']),
  vitest('server-postgres', 'packages/server', {
    args: ['--project', 'server-postgres'],
    // Nodes speak by Redis, too.
    needs: ['postgres', 'cluster'],
    env: ({ databaseUrl, cluster }) => ({ DATABASE_URL: databaseUrl, ...cluster }),
  }),
  playwright('next', ['--project=next']),
  playwright('csp', ['--project=csp']),
  playwright('looks', ['--project=looks']),
  playwright('stories-axe', ['--project=stories-axe']),
  playwright('tabs', ['--project=tabs']),
  vitest('fuzz', 'test', {
    args: ['--project', 'fuzz', ...inPairs],
    // Half of it runs on PostgreSQL.
    uses: ['postgres'],
    env: ({ databaseUrl }) => ({ DATABASE_URL: databaseUrl }),
  }),
  vitest('compat-node', 'test', { args: ['--project', 'compat', ...inPairs] }),
  vitest('concurrency', 'test', {
    args: ['--project', 'concurrency'],
    needs: ['postgres'],
    env: ({ databaseUrl }) => ({ DATABASE_URL: databaseUrl }),
  }),
  vitest('cluster', 'test', {
    args: ['--project', 'cluster'],
    needs: ['cluster'],
    env: ({ cluster }) => ({ ...cluster }),
  }),
  playwright('cluster-browser', ['--project=cluster'], {
    needs: ['cluster'],
    env: ({ cluster }) => ({ ...cluster }),
  }),
  vitest('wire', 'test', { args: ['--project', 'wire', ...inPairs] }),
  vitest('model-real', 'test', { args: ['--project', 'model', ...inPairs] }),
  vitest('react-browser', 'packages/react', { args: ['--project', 'browser'], needs: ['browser'] }),
  vitest('planted', 'scripts'),
  vitest('stories', 'stories', { needs: ['browser'] }),
  vitest('docs', 'test', { args: ['--project', 'docs', ...inPairs] }),
  vitest('contract', 'test', { args: ['--project', 'contract', ...inPairs] }),
]

/** @returns {readonly Suite[]} */
export const suites = () => all.filter(({ folder, marker }) => existsSync(join(root, folder, marker)))
