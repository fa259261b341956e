import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../setup/paths.mjs'
import { run } from '../setup/shell.mjs'
import { closingLine, readResult, sum } from '../test/results.mjs'

/** @type {string} */
let dir
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'inboxkit-results-'))
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Runs vitest over these files and reads its report as `npm test` does. @param {Record<string, string>} files */
const resultOf = async (files) => {
  for (const [name, body] of Object.entries(files)) {
    writeFileSync(join(dir, name), `import { expect, it } from 'vitest'\n${body}\n`)
  }
  const report = join(dir, 'report.json')
  const words = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--root',
    dir,
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  const { code } = await run(process.execPath, words, { cwd: dir, quiet: true })
  return readResult('vitest', report, code)
}

describe('the count of a suite', () => {
  it('tells passed, failed and skipped tests apart, and counts a file that cannot be loaded', async () => {
    const result = await resultOf({
      'a.test.mjs':
        "it('is well', () => {})\nit('is not', () => expect(1).toBe(2))\nit.skip('is left out', () => {})",
      'b.test.mjs': "throw new Error('broken')",
    })
    expect(result).toMatchObject({ passed: 1, failed: 2, skipped: 1 })
    expect(result.failures).toMatchObject([
      { name: join(dir, 'b.test.mjs'), says: expect.stringContaining('broken') },
      { name: `${join(dir, 'a.test.mjs')}: is not`, says: expect.stringContaining('expected 1 to be 2') },
    ])
  })

  it('counts an error outside any test as a failure', async () => {
    const result = await resultOf({
      'a.test.mjs': "it('is well', () => void Promise.reject(new Error('nobody looks')))",
    })
    expect(result).toMatchObject({ passed: 1, failed: 1, remark: 'ended with 1' })
  })

  it('takes a suite without tests, and one without a report, for failed', async () => {
    expect(await resultOf({ 'a.test.mjs': "it.skip('is left out', () => {})" })).toMatchObject({ failed: 1 })
    expect(readResult('vitest', join(dir, 'none.json'), 0)).toMatchObject({ passed: 0, failed: 1 })
  })

  it('takes a test that passed at the second try for failed', () => {
    const report = join(dir, 'playwright.json')
    const failed = {
      ok: false,
      title: 'is not',
      tests: [{ results: [{ errors: [{ message: 'is gone' }] }] }],
    }
    const file = {
      file: 'a.e2e.ts',
      suites: [{ file: 'a.e2e.ts', specs: [{ ok: true, title: 'is' }, failed] }],
    }
    writeFileSync(
      report,
      JSON.stringify({
        stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 },
        errors: [],
        suites: [file],
      }),
    )
    expect(readResult('playwright', report, 1)).toEqual({
      passed: 3,
      failed: 2,
      skipped: 2,
      failures: [{ name: 'a.e2e.ts: is not', says: 'is gone' }],
    })
  })
})

it('the closing line is the sum', () => {
  const one = { passed: 2, failed: 0, skipped: 0 }
  expect(closingLine(sum([one, one]))).toBe('4 passed, 0 failed')
  expect(closingLine(sum([one, { passed: 1, failed: 1, skipped: 3 }]))).toBe('3 passed, 1 failed, 3 skipped')
})
