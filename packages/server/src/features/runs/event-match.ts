import { isTrue } from '../../logic/logic.js'
import type { Db } from '../../storage/db.js'
import type { Happened, WaitingRun } from '../events/service.js'
import type { Variables } from '../templates/in-app.js'
import { type RunContext, readRuns } from './context.js'
import { type PagePrograms, readPrograms } from './page.js'
import { findRuns, type RunRow } from './queries.js'
import { variablesOf } from './variables.js'

/** Whether an event is the one that a run waits for: its step's rule sees what templates see, and the event. */
export const createEventMatch =
  (db: Db) =>
  async (waiting: readonly WaitingRun[]): Promise<(run: WaitingRun, event: Happened) => boolean> => {
    const ids = waiting.map(({ id }) => id)
    const runs = new Map((await findRuns(db, ids, 'waiting')).map((run) => [run.id, run]))
    const page = await readPrograms(db, [...runs.values()])
    // Most steps have no rule: what templates see is read for those that have one.
    const asking = [...runs.values()].filter((run) => ruleOf(page, run) !== true)
    const contexts = asking.length === 0 ? new Map<number, RunContext>() : await readRuns(db, page, asking)
    return ({ id }, event) => {
      const run = runs.get(id)
      const rule = run && ruleOf(page, run)
      if (!run || rule === undefined || typeof rule === 'boolean') return rule === true
      const context = contexts.get(id)
      if (!context) return false
      const variables: Variables = variablesOf(page, run, context)
      return isTrue(rule, { ...variables, event: { data: event.data ?? {} } })
    }
  }

const ruleOf = (page: PagePrograms, run: RunRow) => {
  const instruction = page.programOf(run).instructions[run.step]
  return instruction?.op === 'waitFor' ? instruction.match : undefined
}
