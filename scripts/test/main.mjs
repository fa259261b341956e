import { provideBrowser } from '../setup/browser.mjs'
import { provideCluster } from '../setup/cluster.mjs'
import { providePostgres } from '../setup/postgres.mjs'
import { closingLine, sum } from './results.mjs'
import { runSuite, signalSuites } from './run-suite.mjs'
import { lanes, suites } from './suites.mjs'
import { printFailures, printTable } from './table.mjs'

/** @typedef {import('./results.mjs').Counts & { name: string, seconds: number, failures?: import('./results.mjs').Failure[], remark?: string }} Row */

/** `compat` means `compat-node` and `compat-browser`. @param {string} suite @param {string} name */
const isMeant = (suite, name) => suite === name || suite.startsWith(`${name}-`)

/** The suites that `--only a,b` names; all without it. @param {readonly string[]} argv */
const chosen = (argv) => {
  const at = argv.findIndex((word) => word.startsWith('--only'))
  if (at < 0) return suites()
  const names = (argv[at]?.split('=')[1] ?? argv[at + 1] ?? '').split(',')
  const known = suites().map(({ name }) => name)
  const unknown = names.filter((name) => !known.some((suite) => isMeant(suite, name)))
  if (unknown.length > 0)
    throw new Error(`There is no suite "${unknown.join('", "')}". There are: ${known.join(', ')}.`)
  // Whatever is tried must be built; a fresh build takes no time.
  return suites().filter(({ name }) => name === 'build' || names.some((one) => isMeant(name, one)))
}

let isInterrupted = false
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    isInterrupted = true
    signalSuites(signal)
  })
}

const none = { browser: undefined, postgres: undefined, cluster: undefined }

/**
 * The tests make hundreds of databases, and kill our processes, never PostgreSQL: to be on disk costs a quarter of their
 * time and shows nothing. The suite `cluster` kills one, and starts it itself.
 */
const unsynced = ['fsync=off', 'full_page_writes=off']

/** One after the other: apt does one thing at a time. @param {ReadonlySet<import('./suites.mjs').Need>} wants */
const provide = async (wants) => ({
  browser: wants.has('browser') ? await provideBrowser() : undefined,
  postgres: wants.has('postgres') ? await providePostgres(unsynced) : undefined,
  cluster: wants.has('cluster') ? await provideCluster() : undefined,
})

/** @param {readonly import('./suites.mjs').Suite[]} list the build first @returns {Promise<Row[]>} */
const runAll = async (list) => {
  const isQuiet = list.length > 2
  /** @type {Map<string, Row>} */
  const rows = new Map()
  /** @param {import('./suites.mjs').Suite} suite */
  const runOne = async (suite) => {
    const { browser, postgres, cluster } =
      suite.needs.length + (suite.uses?.length ?? 0) ? await provided : none
    const have = { browser: Boolean(browser), postgres: Boolean(postgres), cluster: Boolean(cluster) }
    const lacks = suite.needs.filter((need) => !have[need])
    const startedAt = performance.now()
    const result =
      lacks.length > 0
        ? { passed: 0, failed: 0, skipped: 1, remark: `left out: no ${lacks.join(', no ')}` }
        : await runSuite(suite, { browser, databaseUrl: postgres?.url, cluster }, !isQuiet)
    rows.set(suite.name, { name: suite.name, seconds: (performance.now() - startedAt) / 1000, ...result })
  }
  const [first, ...others] = list
  const beside = others.filter(({ isBeside }) => isBeside)
  const rest = others.filter(({ isBeside }) => !isBeside)
  const lane = async () => {
    for (let suite = rest.shift(); suite; suite = rest.shift()) {
      if (!suite.isFromSource || !isQuiet) await built
      if (isInterrupted) return
      await runOne(suite)
    }
  }
  // What is downloaded, what is built and what needs neither begin together.
  const provided = provide(new Set(list.flatMap(({ needs, uses = [] }) => [...needs, ...uses])))
  const built = first ? runOne(first) : undefined
  try {
    await Promise.all([
      provided,
      ...beside.map((suite) => built?.then(() => (isInterrupted ? undefined : runOne(suite)))),
      built?.then(lane),
      ...Array.from({ length: lanes - 1 }, lane),
    ])
  } finally {
    const { postgres } = await provided
    await postgres?.stop()
  }
  return list.flatMap(({ name }) => rows.get(name) ?? [])
}

/** @type {Row[]} */
let rows = []
try {
  rows = await runAll(chosen(process.argv.slice(2)))
  if (isInterrupted) rows.push({ name: 'interrupted', passed: 0, failed: 1, skipped: 0, seconds: 0 })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  rows.push({ name: 'set-up', passed: 0, failed: 1, skipped: 0, seconds: 0 })
}
const total = sum(rows)
printFailures(rows)
printTable(rows)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
console.log(closingLine(total))
