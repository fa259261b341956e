import type { NewRuns, StartRuns } from '../triggers/expansion.js'
import { carryOut, endOfRun } from './commit.js'
import { readRuns } from './context.js'
import { readPage } from './page.js'
import { partsOf } from './parts.js'
import type { Performing } from './perform.js'
import { planRuns } from './plan.js'
import { insertBegunRuns, type RunRow, takeRunIds } from './queries.js'

/**
 * Plans the first stretch of runs that are about to start, outside of any transaction.
 * @returns starts those of them that are left and carries it out with it: no job, and each run is written once, in the
 * place that it has reached. `undefined` = that is more than a transaction takes.
 */
export const beginRuns = async (
  performing: Performing,
  starts: readonly NewRuns[],
): Promise<StartRuns | undefined> => {
  const { db, now } = performing
  const runs = await newRuns(performing, starts)
  if (runs.length === 0) return undefined
  const page = await readPage(db, runs, now())
  if (partsOf(page, runs).length > 1) return undefined
  const contexts = await readRuns(db, page, runs)
  const plans = await planRuns(page, performing, runs, contexts, now)
  const orphans = runs.filter(({ id }) => !contexts.has(id))

  return async (tx, _, left) => {
    const at = now()
    const startedAt = new Map(left.map((one) => [one.triggerId, one.at]))
    const names = new Set(
      left.flatMap(({ triggerId, users }) => users.map(({ userId }) => nameOf(triggerId, userId))),
    )
    const isLeft = (run: RunRow): boolean => names.has(nameOf(run.trigger_id, run.user_id))
    const going = plans.filter(({ run }) => isLeft(run))
    const gone = orphans.filter(isLeft)
    const byId = new Map([...going.map(({ run }) => run), ...gone].map((run) => [run.id, run]))
    await carryOut(tx, performing, page, going, at, async (advances) => {
      const all = [...advances, ...gone.map((run) => endOfRun(run, 'cancelled', 'user_deleted'))]
      await insertBegunRuns(
        tx,
        all.flatMap((advance) => {
          const run = byId.get(advance.runId)
          return run ? { run, advance, at: startedAt.get(run.trigger_id) ?? at } : []
        }),
        at,
      )
    })
  }
}

const nameOf = (triggerId: number, userId: number): string => `${triggerId}:${userId}`

/** In the order in which they would be read. */
const newRuns = async ({ db }: Performing, starts: readonly NewRuns[]): Promise<RunRow[]> => {
  const runs = starts
    .flatMap(({ triggerId, workflowVersionId, tenantId, users }) =>
      users.map(({ userId, channels }) => ({
        trigger_id: triggerId,
        user_id: userId,
        workflow_version_id: workflowVersionId,
        step: 0,
        channels: channels && [...channels],
        tenant_id: tenantId,
        bucket_id: null,
        vars: null,
      })),
    )
    .sort((a, b) => a.trigger_id - b.trigger_id || a.user_id - b.user_id)
  const ids = runs.length === 0 ? [] : await takeRunIds(db, runs.length)
  return runs.map((run, place) => ({ ...run, id: ids[place] ?? 0 }))
}
