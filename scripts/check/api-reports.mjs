import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { run } from '../setup/shell.mjs'
import { tool } from './command.mjs'
import { failed, passed } from './run-checks.mjs'

/** What a package promises, as a file that reviews see change. Made of the built declarations. */
const reports = [
  { folder: 'core', name: 'core' },
  { folder: 'core', name: 'ambient' },
  { folder: 'core', name: 'preference-page' },
  { folder: 'element', name: 'element' },
].map(({ folder, name }) => ({
  config: `packages/${folder}/api-extractor${name === folder ? '' : `.${name}`}.json`,
  report: `packages/${folder}/etc/${name}.api.md`,
  /** As it would be now. */
  made: `packages/${folder}/node_modules/.api/${name}.api.md`,
}))

const renew = 'npx tsc -b packages/core packages/element && node scripts/check/api-reports.mjs'

/**
 * The report says of every export that has no docstring that it is undocumented; members may go without one.
 * @param {string} report
 */
const undocumented = (report) =>
  [...readFileSync(join(root, report), 'utf8').matchAll(/^\/\/ @public \(undocumented\)\n(.*)$/gm)].map(
    ([, declaration]) => `${report}: ${declaration} has no docstring`,
  )

/** @type {import('./run-checks.mjs').Check[]} */
export const apiReports = reports.map(({ config, report, made }) => ({
  name: `API report ${report}`,
  run: async () => {
    const { code, output } = await tool('api-extractor', ['run', '--config', config])
    if (code !== 0) {
      const changes = await run('git', ['diff', '--no-index', '-U1', report, made], { quiet: true })
      const how = `If the change is meant: ${renew}, and commit ${report}.`
      return failed(`${changes.output || output}\n${how}`)
    }
    const silent = undocumented(report)
    return silent.length === 0 ? passed : failed(silent.join('\n'))
  },
}))

/** Run by itself it writes them anew. */
if (process.argv[1]?.endsWith('api-reports.mjs'))
  for (const { config } of reports) {
    const { code, output } = await tool('api-extractor', ['run', '--local', '--config', config])
    if (code !== 0) {
      console.error(output)
      process.exitCode = 1
    }
  }
