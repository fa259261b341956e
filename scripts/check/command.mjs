import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { run } from '../setup/shell.mjs'
import { failed, passed } from './run-checks.mjs'

/**
 * Runs a command of node_modules/.bin quietly.
 * @param {string} name @param {readonly string[]} args
 */
export const tool = (name, args) => run(join(root, 'node_modules', '.bin', name), args, { quiet: true })

/**
 * A check that is a command of node_modules/.bin; what it writes is the reason when it fails.
 * @param {string} name @param {string} command @param {readonly string[]} args
 * @returns {import('./run-checks.mjs').Check}
 */
export const commandCheck = (name, command, args) => ({
  name,
  run: async () => {
    const { code, output } = await tool(command, args)
    return code === 0 ? passed : failed(output)
  },
})
