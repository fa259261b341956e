import { existsSync } from 'node:fs'
import { readJson } from '../setup/paths.mjs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ name: string, says: string }} Failure which test, and what it met
 */

/** A file that could not even be loaded has no tests in it and counts as one failure. @param {any} report */
const brokenFiles = (report) =>
  report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  )

/** @type {Record<import('./suites.mjs').Suite['report'], (report: any) => Counts & { failures: Failure[] }>} */
const readers = {
  vitest: (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles(report).length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...brokenFiles(report).map((/** @type {any} */ { name, message }) => ({ name, says: message })),
      ...report.testResults.flatMap((/** @type {any} */ file) =>
        file.assertionResults
          .filter((/** @type {any} */ { status }) => status === 'failed')
          .map((/** @type {any} */ { fullName, failureMessages }) => ({
            name: `${file.name}: ${fullName}`,
            says: failureMessages.join('\n'),
          })),
      ),
    ],
  }),
  // A test that passed only at the second try is a race, so it failed.
  playwright: ({ stats, suites = [], errors = [] }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: suites.flatMap(failuresIn),
  }),
  checks: ({ results }) => {
    /** @param {string} outcome */
    const those = (outcome) => results.filter((/** @type {any} */ one) => one.outcome === outcome)
    return {
      passed: those('passed').length,
      failed: those('failed').length,
      skipped: those('skipped').length,
      failures: those('failed').map((/** @type {any} */ { name, reason }) => ({ name, says: reason })),
    }
  },
}

/** Of one file or `describe` of Playwright's. @param {any} suite @returns {Failure[]} */
const failuresIn = ({ file, specs = [], suites = [] }) => [
  ...specs
    .filter((/** @type {any} */ { ok }) => !ok)
    .map((/** @type {any} */ { title, tests }) => ({
      name: `${file}: ${title}`,
      says: tests
        .flatMap((/** @type {any} */ { results }) => results)
        .flatMap((/** @type {any} */ { errors = [] }) => errors)
        .map((/** @type {any} */ { message }) => message)
        .join('\n'),
    })),
  ...suites.flatMap(failuresIn),
]

/**
 * What a suite's report says, held against how its process ended: a crash, a missing report and a suite without a
 * single test each count as a failure, so that nothing is green because it did not happen.
 * @param {import('./suites.mjs').Suite['report']} kind @param {string} file @param {number} exitCode
 * @returns {Counts & { failures: Failure[], remark?: string }}
 */
export const readResult = (kind, file, exitCode) => {
  if (!existsSync(file))
    return { passed: 0, failed: 1, skipped: 0, failures: [], remark: 'ended without a report' }
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
