import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { sourceFiles } from './files.mjs'
import { failed, passed } from './run-checks.mjs'

/** Put together here, so that this file is none of those that are found. */
const unfinished = new RegExp(`${['TO', 'DO'].join('')}|${['coming', 'soon'].join(' ')}`)

/** What is promised and not there is an issue, and no note in a file. @type {import('./run-checks.mjs').Check} */
export const nothingUnfinished = {
  name: 'nothing is left for later',
  run: async () => {
    const found = []
    for (const file of await sourceFiles()) {
      if (!existsSync(join(root, file))) continue
      const content = readFileSync(join(root, file))
      if (content.includes(0)) continue
      for (const [at, line] of content.toString('utf8').split('\n').entries())
        if (unfinished.test(line)) found.push(`${file}:${at + 1}: ${line.trim().slice(0, 100)}`)
    }
    return found.length === 0 ? passed : failed(found.join('\n'))
  },
}
