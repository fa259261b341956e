import { runChaos } from './run.js'

const seconds = 60 * Number(process.env['INBOXKIT_CHAOS_MINUTES'] ?? 5)
let isEnding = false
// What was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (isEnding) return
    isEnding = true
    process.exit(130)
  })

const { isWell, table, findings } = await runChaos({ seconds, tell: (line) => console.log(line) })
console.log(`\n${table}`)
if (findings) console.error(`\n${findings}`)
process.exit(isWell ? 0 : 1)
