import { expect, it } from 'vitest'
import { runChaos } from './run.js'

const seconds = Number(process.env['INBOXKIT_CHAOS_SECONDS'] ?? 60)
/** To begin, and to wait at the end for what a dead worker had in hand. */
const aroundMs = 420_000

it(
  'P1 P2 P4: a cluster loses and doubles nothing while everything in it is killed, paused and cut off',
  async () => {
    const { isWell, table, findings } = await runChaos({
      seconds,
      rate: 20,
      tell: (line) => console.log(line),
    })
    console.log(table)
    expect(findings).toBe('')
    expect(isWell).toBe(true)
  },
  seconds * 1_000 + aroundMs,
)
