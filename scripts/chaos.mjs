import { parseArgs } from 'node:util'
import { start } from './setup/start.mjs'
import { runOnCluster } from './setup/test-program.mjs'

/** @returns {{ minutes: string, embedded: boolean }} */
const read = () => {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: process.env['INBOXKIT_CHAOS_MINUTES'] ?? '5' },
        embedded: { type: 'boolean', default: false },
      },
    })
    if (!(Number(values.minutes) > 0)) throw new Error(`--minutes must be a number above 0`)
    return values
  } catch (error) {
    console.error(`inboxkit: ${error instanceof Error ? error.message : String(error)}`)
    console.error('npm run chaos -- [--minutes 5] [--embedded]')
    process.exit(1)
  }
}

const { minutes, embedded } = read()
process.env['INBOXKIT_CHAOS_MINUTES'] = minutes
// Hints for developers would be said by every client.
process.env['NODE_ENV'] = 'production'
// One server on the embedded database, killed again and again; or a cluster in which everything goes wrong.
if (embedded) process.exit(await start('pnpm', ['--silent', '--filter', 'test', 'run', 'chaos-embedded']))
await runOnCluster('chaos', 'chaos/main.ts')
