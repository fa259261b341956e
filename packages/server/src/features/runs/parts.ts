import type { PageContext } from './page.js'
import type { RunRow } from './queries.js'

/** Most in-app sends in a transaction, most bytes of data that go along with them, and most sends besides. */
const mostSends = 1000
const mostBytes = 8_000_000
const mostOutside = 3000

/** Runs that fit into one transaction together. */
export const partsOf = (page: PageContext, runs: readonly RunRow[]): RunRow[][] => {
  const bytes = new Map(
    [...page.triggers.values()].map(({ id, content }) => [id, JSON.stringify(content.data).length]),
  )
  const parts: RunRow[][] = []
  let sum = nothing
  for (const run of runs) {
    const own = loadOf(page, run, bytes.get(run.trigger_id) ?? 0)
    const next = {
      sends: sum.sends + own.sends,
      bytes: sum.bytes + own.bytes,
      outside: sum.outside + own.outside,
    }
    const part = parts.at(-1)
    const fits = next.sends <= mostSends && next.bytes <= mostBytes && next.outside <= mostOutside
    if (part && fits) part.push(run)
    else parts.push([run])
    sum = part && fits ? next : own
  }
  return parts
}

const nothing = { sends: 0, bytes: 0, outside: 0 }

/** Most that a run sends up to its next wait, whichever way it goes. */
const loadOf = (page: PageContext, run: RunRow, bytes: number): typeof nothing => {
  let sends = 0
  let all = 0
  for (const instruction of page.programOf(run).instructions.slice(run.step)) {
    if (instruction.op === 'send') {
      all += instruction.channels.length
      if (instruction.channels.includes('inApp')) sends += 1
    }
    if (instruction.op === 'delay' || instruction.op === 'batch') break
  }
  return { sends, bytes: all * bytes, outside: all - sends }
}
