import { run } from '../setup/shell.mjs'
import { failed, passed } from './run-checks.mjs'

/**
 * A check that is a command of node_modules/.bin; what it writes is the reason when it fails.
 * @param {string} name @param {readonly string[]} words
 * @returns {import('./run-checks.mjs').Check}
 */
export const commandCheck = (name, words) => ({
  name,
  run: async () => {
    const { code, output } = await run('pnpm', ['--silent', 'exec', ...words], { quiet: true })
    return code === 0 ? passed : failed(output)
  },
})
