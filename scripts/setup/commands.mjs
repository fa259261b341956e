import { build } from './build.mjs'
import { install } from './install.mjs'
import { mustBeFree } from './network.mjs'
import { providePnpm } from './pnpm.mjs'
import { SetupError } from './shell.mjs'
import { start } from './start.mjs'

const serverBin = 'packages/server/bin/inboxkit.js'

const portIsFree = () => mustBeFree(Number(process.env['PORT'] ?? 4400), process.env['HOST'] ?? '127.0.0.1')

/**
 * Each command: what has to be built for it, what must hold before, and what it starts.
 * @type {Record<string, { targets?: string[], before?: () => Promise<void>, command: string, args: readonly string[] }>}
 */
const commands = {
  start: { before: portIsFree, command: process.execPath, args: [serverBin, 'serve', '--demo'] },
  // Builds as its first suite, so that a fault there is counted like any other.
  test: { targets: [], command: process.execPath, args: ['scripts/test/main.mjs'] },
  check: { command: process.execPath, args: ['scripts/check/main.mjs'] },
  size: { targets: ['packed'], command: process.execPath, args: ['scripts/size/main.mjs'] },
  dev: { before: portIsFree, command: process.execPath, args: ['scripts/dev.mjs'] },
  storybook: { targets: ['packages'], command: 'pnpm', args: ['--filter', 'stories', 'run', 'storybook'] },
  bench: { command: 'pnpm', args: ['--silent', '--filter', 'bench', 'run', 'bench'] },
  // For images: builds, and starts nothing.
  build: { command: process.execPath, args: ['-e', ''] },
  cluster: { targets: ['packages', 'public'], command: process.execPath, args: ['scripts/cluster.mjs'] },
  chaos: { targets: ['packages', 'public'], command: process.execPath, args: ['scripts/chaos.mjs'] },
  format: { targets: [], command: 'pnpm', args: ['exec', 'biome', 'check', '--write', '.'] },
}

/** @param {readonly string[]} argv the command's name, then what is handed on to it */
export const main = async ([name = 'start', ...rest]) => {
  try {
    const command = commands[name]
    if (!command)
      throw new SetupError(`There is no "${name}". There are: ${Object.keys(commands).join(', ')}.`)
    await command.before?.()
    await providePnpm()
    await install()
    await build(command.targets)
    process.exitCode = await start(command.command, [...command.args, ...rest])
  } catch (error) {
    console.error(error instanceof SetupError ? `inboxkit: ${error.message}` : error)
    process.exitCode = 1
    // Whoever reads only the last line of the tests reads there that they did not even begin.
    if (name === 'test') console.log('0 passed, 1 failed')
  }
}
