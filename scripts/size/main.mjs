import { failed, passed, runChecks } from '../check/run-checks.mjs'
import { budgets, measures } from './measures.mjs'
import { stage } from './stage.mjs'

const names = /** @type {(keyof typeof budgets)[]} */ (Object.keys(budgets))

/** A budget, or what `--limit A=1` says of it: so a test can see the check fail. @param {keyof typeof budgets} name */
const limitOf = (name) => {
  const given = process.argv.find((word) => word.startsWith(`${name}=`))
  return given ? Number(given.slice(name.length + 1)) : budgets[name]
}

await stage()
/** @type {string[]} */
const lines = []
await runChecks(
  names.map((name) => ({
    name: `size ${name}`,
    run: async () => {
      const kB = await measures[name].measure()
      const limit = limitOf(name)
      lines.push(
        `${name.padEnd(8)}${kB.toFixed(1).padStart(6)} of ${String(limit).padStart(2)} kB  ${measures[name].title}`,
      )
      if (kB === 0) return failed('Nothing was measured.')
      return kB <= limit ? passed : failed(`${kB.toFixed(2)} kB, over the budget of ${limit} kB`)
    },
  })),
  process.argv.slice(2),
)
console.log(`\n${lines.join('\n')}`)
