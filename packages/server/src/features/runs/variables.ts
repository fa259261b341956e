import type { Variables } from '../templates/in-app.js'
import { createVariables } from '../templates/variables.js'
import type { RunContext } from './context.js'
import type { PagePrograms } from './page.js'
import type { Program } from './program.js'
import type { RunRow } from './queries.js'
import type { SentStates } from './sent.js'

/**
 * What templates and rules see of a run. The same object for all runs of a trigger and a tenant, filled anew each time:
 * read it before the next is asked for.
 */
export const variablesOf = (
  { variables }: Pick<PagePrograms, 'variables'>,
  run: RunRow,
  { trigger, person, batch, tenant, actor, program, sent }: RunContext,
): Variables => {
  const key = `${trigger.id}:${run.tenant_id}`
  const make =
    variables.get(key) ??
    createVariables({ data: trigger.content.data, actor, tenant, batch: null, steps: {} })
  variables.set(key, make)
  return make(person, { batch, steps: stepsOf(program, sent, run.vars?.steps) })
}

/** What templates and rules see of earlier steps, by id: what they found out, and which item it was, and whether seen and read. */
const stepsOf = (
  program: Program,
  sent: SentStates,
  found: Record<string, unknown> = {},
): Record<string, unknown> => {
  const steps: Record<string, unknown> = { ...found }
  for (const [id, place] of program.places) {
    const state = sent.get(place)
    if (!state) continue
    const { item, isDelivered } = state
    steps[id] = {
      delivered: item !== null || isDelivered,
      seen: Boolean(item?.seenAt),
      read: Boolean(item?.readAt),
      state: item?.state ?? null,
      notification: item?.id ?? null,
    }
  }
  return steps
}
