import { isTrue } from '../../logic/logic.js'
import type { Db } from '../../storage/db.js'
import type { Happened, WaitingRun } from '../events/service.js'
import { createVariables } from '../templates/variables.js'
import { stepsOf } from './conditions.js'
import { readPage, readRuns } from './context.js'
import { findRuns } from './queries.js'

/** Whether an event is the one that a run waits for: its step's rule sees what templates see, and the event. */
export const createEventMatch =
  (db: Db, now: () => Date) =>
  async (waiting: WaitingRun, event: Happened): Promise<boolean> => {
    const [run] = await findRuns(db, [waiting.id], 'waiting')
    if (!run) return false
    const page = await readPage(db, [run], now())
    const instruction = page.programOf(run).instructions[run.step]
    if (instruction?.op !== 'waitFor') return false
    if (instruction.match === true) return true
    const context = (await readRuns(db, page, [run])).get(run.id)
    if (!context) return false
    const { trigger, person, batch, tenant, actor, program, sent } = context
    const steps = stepsOf(program, sent, run.vars?.steps)
    const variables = createVariables({ data: trigger.content.data, actor, tenant, batch, steps })(person)
    return isTrue(instruction.match, { ...variables, event: event.data ?? {} })
  }
