import { run } from '../setup/shell.mjs'
import { failed, passed, skipped } from './run-checks.mjs'

/**
 * Known weaknesses, high and critical, of what is installed with our packages. Asks the registry: where that cannot be
 * reached or has no answer, nothing was checked and nothing failed.
 * @type {import('./run-checks.mjs').Check}
 */
export const audit = {
  name: 'audit',
  run: async () => {
    const words = ['audit', '--prod', '--audit-level', 'high']
    const { code, output } = await run('pnpm', words, { quiet: true, timeoutMs: 60_000 })
    if (code === 0) return passed
    if (/\d+ vulnerabilit/.test(output)) return failed(output)
    return skipped(
      `The registry does not answer audits here: ${/ERR_\w+/.exec(output)?.[0] ?? `ended with ${code}`}.`,
    )
  },
}
