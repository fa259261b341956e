import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readJson, root } from '../setup/paths.mjs'
import { commandCheck, tool } from './command.mjs'
import { sourceFiles } from './files.mjs'
import { failed, passed } from './run-checks.mjs'

export const types = commandCheck('types', 'tsc', ['-b', '--pretty', 'false'])

/**
 * A file that no tsconfig includes is checked by nobody, and nothing says so: tests are the usual victims.
 * @type {import('./run-checks.mjs').Check}
 */
export const everyFileIsTyped = {
  name: 'types reach every file',
  run: async () => {
    const typed = new Set()
    for (const { path } of readJson(join(root, 'tsconfig.json')).references) {
      const folder = path.endsWith('.json') ? dirname(path) : path
      const { output } = await tool('tsc', ['-p', path, '--showConfig'])
      for (const file of JSON.parse(output).files) typed.add(join(folder, file))
    }
    const isCode = /\.[cm]?tsx?$|^scripts\/.*\.mjs$/
    const files = (await sourceFiles()).filter((file) => isCode.test(file) && existsSync(join(root, file)))
    const forgotten = files.filter((file) => !typed.has(file))
    if (forgotten.length === 0) return passed
    return failed(`No project of tsconfig.json includes:\n${forgotten.join('\n')}`)
  },
}
