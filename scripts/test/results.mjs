import { existsSync } from 'node:fs'
import { readJson } from '../setup/paths.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Record<import('./suites.mjs').Suite['report'], (report: any) => Counts>} */
const readers = {
  vitest: (report) => {
    // A file that could not even be loaded has no tests in it and counts as one failure.
    const broken = report.testResults.filter(
      (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  },
  // A test that passed only at the second try is a race, so it failed.
  playwright: ({ stats, errors = [] }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }),
  checks: ({ results }) => {
    /** @param {string} outcome */
    const count = (outcome) => results.filter((/** @type {any} */ one) => one.outcome === outcome).length
    return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
  },
}

/**
 * What a suite's report says, held against how its process ended: a crash, a missing report and a suite without a
 * single test each count as a failure, so that nothing is green because it did not happen.
 * @param {import('./suites.mjs').Suite['report']} kind @param {string} file @param {number} exitCode
 * @returns {Counts & { remark?: string }}
 */
export const readResult = (kind, file, exitCode) => {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, remark: 'ended without a report' }
  const counts = readers[kind](readJson(file))
  if (exitCode !== 0 && counts.failed === 0) return { ...counts, failed: 1, remark: `ended with ${exitCode}` }
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, remark: 'has no tests' }
  return counts
}

/** @param {readonly Counts[]} all @returns {Counts} */
export const sum = (all) => {
  /** @param {keyof Counts} key */
  const of = (key) => all.reduce((total, counts) => total + counts[key], 0)
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') }
}

/** The last line of `npm test`. @param {Counts} counts */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
