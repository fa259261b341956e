import { join } from 'node:path'
import { root } from '../setup/paths.mjs'
import { run } from '../setup/shell.mjs'
import { failed, passed } from './run-checks.mjs'

/**
 * Components are read by tools of their own, which bring the TypeScript that they need: version 7 has no interface for
 * them yet.
 * @param {string} example @param {string} command @param {readonly string[]} args
 * @returns {import('./run-checks.mjs').Check}
 */
const componentTypes = (example, command, args) => ({
  name: `types of the ${example} example`,
  run: async () => {
    const folder = join(root, 'examples', example)
    const { code, output } = await run(join(folder, 'node_modules', '.bin', command), args, {
      cwd: folder,
      quiet: true,
    })
    return code === 0 ? passed : failed(output)
  },
})

export const exampleTypes = [
  componentTypes('vue', 'vue-tsc', ['--noEmit']),
  componentTypes('vue-element', 'vue-tsc', ['--noEmit']),
  componentTypes('svelte', 'svelte-check', ['--fail-on-warnings']),
]
