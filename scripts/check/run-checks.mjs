import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * @typedef {{ outcome: 'passed' } | { outcome: 'failed' | 'skipped', reason: string }} Outcome
 * @typedef {{ name: string, run: () => Promise<Outcome> }} Check each counts as one test of `npm test`
 */

export const passed = /** @type {const} */ ({ outcome: 'passed' })
/** @param {string} reason */
export const failed = (reason) => /** @type {const} */ ({ outcome: 'failed', reason })
/** @param {string} reason one sentence: what cannot be checked here, and why */
export const skipped = (reason) => /** @type {const} */ ({ outcome: 'skipped', reason })

/**
 * Runs all checks, also after one failed; `--only a,b` picks some, `--report file` writes the outcomes as JSON.
 * Sets the process's exit code.
 * @param {readonly Check[]} checks @param {readonly string[]} argv
 */
export const runChecks = async (checks, argv) => {
  const only = option(argv, '--only')?.split(',')
  const results = []
  for (const check of checks.filter(({ name }) => !only || only.includes(name))) {
    const startedAt = performance.now()
    const outcome = await check.run().catch((error) => failed(String(error?.message ?? error)))
    const seconds = (performance.now() - startedAt) / 1000
    print(check.name, outcome, seconds)
    results.push({ name: check.name, seconds, ...outcome })
  }
  const report = option(argv, '--report')
  if (report) {
    mkdirSync(dirname(report), { recursive: true })
    writeFileSync(report, JSON.stringify({ results }, null, 2))
  }
  process.exitCode = results.length === 0 || results.some(({ outcome }) => outcome === 'failed') ? 1 : 0
}

/** @param {readonly string[]} argv @param {string} name */
const option = (argv, name) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined)

/** @param {string} name @param {Outcome} outcome @param {number} seconds */
const print = (name, outcome, seconds) => {
  const mark = { passed: '✓', failed: '✗', skipped: '-' }[outcome.outcome]
  console.log(`${mark} ${name} (${seconds.toFixed(1)} s)`)
  if (outcome.outcome !== 'passed') console.log(outcome.reason.trimEnd().replaceAll(/^/gm, '    '))
}
