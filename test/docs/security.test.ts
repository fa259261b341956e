import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readPage } from './blocks.js'

const file = 'docs/security.md'
const root = new URL('../../', import.meta.url)

interface Line {
  number: number
  threat: string
  stop: string
  tests: { path: string; sentence: string }[]
}

/** A sentence that names no file is in the one before it. */
const testsIn = (cell: string): Line['tests'] => {
  let path = ''
  return [...cell.matchAll(/\]\(\.\.\/([^)#]+)\)|“([^”]+)”/g)].flatMap(([, link, sentence]) => {
    if (link !== undefined) path = link
    return sentence === undefined ? [] : [{ path, sentence }]
  })
}

const linesIn = (text: string): Line[] =>
  text.split('\n').flatMap((line, at) => {
    if (!line.startsWith('| ') || /^\| (---|they try) /.test(line)) return []
    const [threat, stop, shown, ...rest] = line.slice('| '.length, -' |'.length).split(' | ')
    if (threat === undefined || stop === undefined || shown === undefined || rest.length > 0)
      throw new Error(`Line ${at + 1} of ${file} has not three cells`)
    return [{ number: at + 1, threat, stop, tests: testsIn(shown) }]
  })

/** What is wrong with a line; nothing for one whose tests are all there. */
const faultsOf = ({ number, threat, tests }: Line): string[] => {
  if (tests.length === 0) return [`line ${number} names no test: ${threat}`]
  return tests.flatMap(({ path, sentence }) => {
    if (!existsSync(fileURLToPath(new URL(path, root)))) return [`line ${number}: ${path} is not there`]
    return readPage(path).includes(sentence) ? [] : [`line ${number}: ${path} does not say “${sentence}”`]
  })
}

describe('the page on security', () => {
  it('names for each threat tests that are there', () => {
    const lines = linesIn(readPage(file))
    expect(lines.length).toBeGreaterThan(40)
    expect(lines.flatMap(faultsOf)).toEqual([])
  })

  it('links each file whose sentences it has, and only tests', () => {
    const paths = new Set(linesIn(readPage(file)).flatMap(({ tests }) => tests.map(({ path }) => path)))
    expect([...paths].filter((path) => !/\.test\.(ts|tsx|mjs)$|\.e2e\.ts$|^test\//.test(path))).toEqual([])
  })
})

describe('a line of it', () => {
  const faults = (shown: string): string[] => linesIn(`| to break in | a lock | ${shown} |`).flatMap(faultsOf)

  it('without a test, with a file that is gone or a sentence that nobody says is found', () => {
    expect(
      faults('[this](../test/docs/security.test.ts) “names for each threat tests that are there”'),
    ).toEqual([])
    expect(faults('nothing')).toEqual(['line 1 names no test: to break in'])
    expect(faults('[gone](../test/docs/gone.test.ts) “it holds”')).toEqual([
      'line 1: test/docs/gone.test.ts is not there',
    ])
    const never = ['it', 'held', 'once'].join(' ')
    expect(faults(`[this](../test/docs/links.test.ts) “are found” · “${never}”`)).toEqual([
      `line 1: test/docs/links.test.ts does not say “${never}”`,
    ])
  })
})
