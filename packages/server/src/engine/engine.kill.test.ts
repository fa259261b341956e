import { expect, it, onTestFinished } from 'vitest'
import { openDb } from '../storage/open.js'
import { buildProgram, startChild } from '../testing/child-program.js'
import { openEffects } from '../testing/effects.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { happenings } from '../testing/waiting.js'

/** Lets it write jobs until so many are acknowledged, and kills it. */
const runUntilKilled = async (
  program: string,
  dataDir: string,
  from: number,
  count: number,
): Promise<number[]> => {
  const child = startChild(program, [dataDir, String(from)])
  onTestFinished(child.kill)
  const acknowledged: number[] = []
  for (let line = await child.lines.next(); !line.done; line = await child.lines.next()) {
    acknowledged.push(Number(line.value))
    if (acknowledged.length === count) child.kill()
  }
  const { signal, errors } = await child.ended
  expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' })
  return acknowledged
}

it('handles every acknowledged job at least once, though its process is killed five times', async () => {
  const program = await buildProgram(new URL('../testing/effects.program.ts', import.meta.url))
  const dataDir = await temporaryFolder()
  const acknowledged: number[] = []
  // Soon after the start, where the jobs of the last process are taken up, and in the midst of things.
  for (const [round, count] of [60, 1, 150, 7, 90].entries()) {
    acknowledged.push(...(await runUntilKilled(program, dataDir, round * 100_000, count)))
  }
  expect(new Set(acknowledged).size).toBeGreaterThanOrEqual(308)

  const db = await openDb({ dataDir })
  const waiting = await db.many<{ n: number }>`select n from accepted except select n from handled`
  const left = new Set(waiting.map(({ n }) => n))
  const handled = happenings<number>()
  const engine = await openEffects(db, (numbers) => handled.add(...numbers.filter((n) => left.delete(n))))
  await handled.reach(waiting.length)
  const rows = await db.one<{ accepted: number[]; missing: number; strange: number }>`
    select array(select n from accepted) as accepted,
      (select count(*) from accepted where n not in (select n from handled)) as missing,
      (select count(*) from handled where n not in (select n from accepted)) as strange`
  await engine.stop()
  await db.close()
  expect(rows).toMatchObject({ missing: 0, strange: 0 })
  expect(acknowledged.filter((n) => !rows?.accepted.includes(n))).toEqual([])
})
