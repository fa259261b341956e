import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { must } from '../setup/shell.mjs'
import { tracesIn } from './traces.mjs'

/** Whose text is not ours: the page that shows the reference, as its makers built it. */
const foreign = /^public\/docs\/swagger-ui/
/** Tests, and what only tests use. Files of the package `testing` may be called so. */
const isTestFile =
  /\.(test|test-d|spec|e2e|stories)\.|(^|\/)(testing|__tests__|fixtures|etc)\/|(^|\/)(vitest|playwright)\.config\./
const isLeftover = /\.tsbuildinfo$|(^|\/)(\.DS_Store|\.env\b[^/]*|tsconfig[^/]*\.json|node_modules\/.*)$/
const isText = /\.([cm]?[jt]sx?|json|map|css|html|md|sql|svg|txt)$/
const required = ['package.json', 'LICENSE', 'README.md']

/** @param {string} file @param {string} text @param {(path: string) => boolean} isThere */
const mapFaults = (file, text, isThere) => {
  const beside = (/** @type {string} */ path) => posix.join(posix.dirname(file), path)
  if (file.endsWith('.map')) {
    const { sources = [], sourcesContent = [] } = JSON.parse(text)
    const lost = sources.filter(
      (/** @type {string} */ source, /** @type {number} */ at) =>
        typeof sourcesContent[at] !== 'string' && !isThere(beside(source)),
    )
    return lost.map((/** @type {string} */ source) => `${file} leads to ${source}, which is not packed`)
  }
  const named = [...text.matchAll(/^(?:\/\/|\/\*)# sourceMappingURL=(\S+?)(?: ?\*\/)?$/gm)].map(
    ([, map = '']) => map,
  )
  return named
    .filter((map) => !map.startsWith('data:') && !isThere(beside(map)))
    .map((map) => `${file} names the source map ${map}, which is not packed`)
}

/** @param {string} manifest text of package.json */
const manifestFaults = (manifest) => {
  const { dependencies = {}, peerDependencies = {}, license, description } = JSON.parse(manifest)
  return [
    ...Object.entries({ ...dependencies, ...peerDependencies })
      .filter(([, range]) => /^(workspace|catalog|link|file):/.test(range))
      .map(
        ([name, range]) => `package.json wants ${name} as ${range}, which only this repository understands`,
      ),
    ...(license === 'MIT' ? [] : ['package.json names no licence']),
    ...(description ? [] : ['package.json has no description']),
  ]
}

/**
 * What is wrong with the files of a packed package.
 * @param {string} tarball
 * @returns {Promise<string[]>}
 */
export const faultsIn = async (tarball) => {
  const folder = mkdtempSync(join(tmpdir(), 'inboxkit-packed-'))
  try {
    await must('Unpacking', 'tar', ['-xzf', tarball, '-C', folder])
    const inside = join(folder, 'package')
    const files = readdirSync(inside, { recursive: true })
      .map((name) => String(name).replaceAll('\\', '/'))
      .filter((name) => statSync(join(inside, name)).isFile())
    const isThere = (/** @type {string} */ path) => existsSync(join(inside, path))
    const faults = required.filter((file) => !files.includes(file)).map((file) => `${file} is not packed`)
    for (const file of files) {
      if (isTestFile.test(file)) faults.push(`${file} is for tests only`)
      if (isLeftover.test(file)) faults.push(`${file} is of no use to anybody`)
      if (!isText.test(file) || foreign.test(file)) continue
      const text = readFileSync(join(inside, file), 'utf8')
      faults.push(...mapFaults(file, text, isThere), ...tracesIn(file, text))
    }
    if (isThere('package.json'))
      faults.push(...manifestFaults(readFileSync(join(inside, 'package.json'), 'utf8')))
    return faults
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
