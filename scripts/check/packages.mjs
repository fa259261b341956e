import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packedDir, publishedPackages } from '../setup/paths.mjs'
import { tool } from './command.mjs'
import { failed, passed } from './run-checks.mjs'

/** What is wrong with the packages as their users would get them, tool by tool. */
const tools = {
  /** @param {string} tarball */
  publint: (tarball) => [tarball, '--strict'],
  /**
   * Who offers no CommonJS is not asked about it.
   * @param {string} tarball @param {readonly string[]} styles entries without types: stylesheets @param {boolean} hasCjs
   */
  attw: (tarball, styles, hasCjs) => [
    tarball,
    ...['--profile', hasCjs ? 'strict' : 'esm-only', '--no-emoji', '--format', 'table-flipped'],
    ...(styles.length > 0 ? ['--exclude-entrypoints', ...styles] : []),
  ],
}

/** @returns {import('./run-checks.mjs').Check[]} */
export const packageChecks = () =>
  publishedPackages().flatMap(({ manifest, fileName }) =>
    Object.entries(tools).map(([name, args]) => ({
      name: `${name} ${manifest.name}`,
      run: async () => {
        const tarball = join(packedDir, fileName)
        if (!existsSync(tarball)) return failed(`${fileName} was not packed.`)
        const styles = Object.keys(manifest.exports ?? {}).filter((entry) => entry.endsWith('.css'))
        const { code, output } = await tool(name, args(tarball, styles, 'main' in manifest))
        return code === 0 ? passed : failed(output)
      },
    })),
  )
