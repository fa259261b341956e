import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packedDir, publishedPackages } from '../setup/paths.mjs'
import { tool } from './command.mjs'
import { faultsIn } from './packed-files.mjs'
import { failed, passed } from './run-checks.mjs'

/** What is wrong with the packages as their users would get them, tool by tool. */
const tools = {
  /** @param {string} tarball */
  publint: (tarball) => [tarball, '--strict'],
  /**
   * Who offers no CommonJS is not asked about it.
   * @param {string} tarball @param {readonly string[]} untyped entries without types: stylesheets, scripts for a script tag
   * @param {boolean} hasCjs
   */
  attw: (tarball, untyped, hasCjs) => [
    tarball,
    ...['--profile', hasCjs ? 'strict' : 'esm-only', '--no-emoji', '--format', 'table-flipped'],
    ...(untyped.length > 0 ? ['--exclude-entrypoints', ...untyped] : []),
  ],
}

/**
 * @param {string} fileName @param {(tarball: string) => Promise<import('./run-checks.mjs').Outcome>} look
 * @returns {() => Promise<import('./run-checks.mjs').Outcome>}
 */
const onPacked = (fileName, look) => async () => {
  const tarball = join(packedDir, fileName)
  return existsSync(tarball) ? look(tarball) : failed(`${fileName} was not packed.`)
}

/** @returns {import('./run-checks.mjs').Check[]} */
export const packageChecks = () =>
  publishedPackages().flatMap(({ manifest, fileName }) => [
    ...Object.entries(tools).map(([name, args]) => ({
      name: `${name} ${manifest.name}`,
      run: onPacked(fileName, async (tarball) => {
        const untyped = Object.keys(manifest.exports ?? {}).filter((entry) => /\.(css|js)$/.test(entry))
        const { code, output } = await tool(name, args(tarball, untyped, 'main' in manifest))
        return code === 0 ? passed : failed(output)
      }),
    })),
    {
      name: `packed files of ${manifest.name}`,
      run: onPacked(fileName, async (tarball) => {
        const faults = await faultsIn(tarball)
        return faults.length === 0 ? passed : failed(faults.join('\n'))
      }),
    },
  ])
