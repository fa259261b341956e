import type { Job } from '../../engine/types.js'
import type { Db } from '../../storage/db.js'
import { isDataFault } from '../../storage/error-code.js'
import { type Committing, commitPlans, failRun } from './commit.js'
import { readRuns } from './context.js'
import { type PageContext, readPage } from './page.js'
import { partsOf } from './parts.js'
import { planRuns, type Reachable } from './plan.js'
import { findRuns, type RunRow } from './queries.js'
import type { RunPage } from './start.js'

/** What performing runs needs of the rest of the server. */
export interface Performing extends Committing, Reachable {
  db: Db
  onRunFailure: (runId: number, cause: unknown) => void
}

/** Most runs read at a time. */
const pageSize = 1000
/**
 * Performs runs that are ready: each goes on to its next wait or its end. May run again for the same runs: what was
 * done is no longer ready.
 * @returns the ids of jobs to try again
 */
export const performRuns = async (
  performing: Performing,
  jobs: readonly Job<RunPage>[],
): Promise<string[]> => {
  const ids = [...new Set(jobs.flatMap(({ data }) => data.runIds))]
  const failed = new Set<number>()
  for (let from = 0; from < ids.length; from += pageSize)
    for (const id of await performPage(performing, ids.slice(from, from + pageSize))) failed.add(id)
  return jobs.filter(({ data }) => data.runIds.some((id) => failed.has(id))).map(({ id }) => id)
}

/** @returns ids of runs to try again */
const performPage = async (performing: Performing, ids: readonly number[]): Promise<number[]> => {
  const { db, now } = performing
  const runs = await findRuns(db, ids, 'ready')
  if (runs.length === 0) return []
  const page = await readPage(db, runs, now())
  const failed: number[] = []
  for (const part of partsOf(page, runs)) failed.push(...(await performPart(performing, page, part)))
  return failed
}

/** A part that fails is taken apart, so that one bad run does not hold up its neighbours, and ends alone. */
const performPart = async (
  performing: Performing,
  page: PageContext,
  part: readonly RunRow[],
): Promise<number[]> => {
  try {
    await perform(performing, page, part)
    return []
  } catch (cause) {
    if (part.length > 1) {
      const half = Math.ceil(part.length / 2)
      const first = await performPart(performing, page, part.slice(0, half))
      return [...first, ...(await performPart(performing, page, part.slice(half)))]
    }
    const [run] = part
    if (!run) return []
    performing.onRunFailure(run.id, cause)
    if (!isDataFault(cause)) return [run.id]
    await performing.db.transaction((tx) => failRun(tx, run, performing.now()))
    return []
  }
}

const perform = async (performing: Performing, page: PageContext, part: readonly RunRow[]): Promise<void> => {
  const { db, now } = performing
  const contexts = await readRuns(db, page, part)
  const plans = await planRuns(page, performing, part, contexts, now)
  const gone = part.filter(({ id }) => !contexts.has(id))
  await db.transaction((tx) => commitPlans(tx, performing, page, plans, gone))
}
