import type { Job } from '../../engine/types.js'
import { inTurns } from '../../in-turns.js'
import type { Db } from '../../storage/db.js'
import { isDataFault } from '../../storage/error-code.js'
import { resolveCategories } from '../triggers/categories.js'
import { findPersons } from '../triggers/recipients.js'
import { type Committing, commitPlans, failRun, type Shared } from './commit.js'
import { createPlanner, type Planner, type RunPlan } from './plan.js'
import { findReady, findTriggers, type RunRow } from './queries.js'
import type { RunPage } from './start.js'

/** What performing runs needs of the rest of the server. */
export interface Performing extends Committing {
  db: Db
  onRunFailure: (runId: number, cause: unknown) => void
}

/** Most runs read at a time. */
const pageSize = 1000
/** Most sends in a transaction, and most bytes of data that go along with them. */
const mostSends = 1000
const mostBytes = 8_000_000

/**
 * Performs runs that are ready: each goes on to its next delay or its end. May run again for the same runs: what was
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

interface Page extends Shared {
  planner: Planner
}

/** @returns ids of runs to try again */
const performPage = async (performing: Performing, ids: readonly number[]): Promise<number[]> => {
  const { db, now } = performing
  const runs = await findReady(db, ids)
  if (runs.length === 0) return []
  const rows = await findTriggers(db, [...new Set(runs.map(({ trigger_id }) => trigger_id))])
  const triggers = new Map(rows.map((row) => [row.id, row]))
  const planner = await createPlanner(db, runs, triggers)
  const page = { planner, triggers, categoryOf: await resolveCategories(db, rows, now()) }
  const failed: number[] = []
  for (const part of partsOf(runs, planner)) failed.push(...(await performPart(performing, page, part)))
  return failed
}

/** Runs that fit into one transaction together. */
const partsOf = (runs: readonly RunRow[], planner: Planner): RunRow[][] => {
  const parts: RunRow[][] = []
  let sends = 0
  let bytes = 0
  for (const run of runs) {
    const own = planner.weigh(run)
    sends += own.sends
    bytes += own.sends * own.bytes
    const part = parts.at(-1)
    if (part && sends <= mostSends && bytes <= mostBytes) part.push(run)
    else {
      parts.push([run])
      sends = own.sends
      bytes = own.sends * own.bytes
    }
  }
  return parts
}

/** A part that fails is taken apart, so that one bad run does not hold up its neighbours, and ends alone. */
const performPart = async (
  performing: Performing,
  page: Page,
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

const perform = async (performing: Performing, page: Page, part: readonly RunRow[]): Promise<void> => {
  const { db, now } = performing
  const persons = await findPersons(db, [...new Set(part.map(({ user_id }) => user_id))])
  const plans: RunPlan[] = []
  for await (const run of inTurns(part)) {
    const person = persons.get(run.user_id)
    if (person) plans.push(page.planner.plan(run, person, now()))
  }
  const gone = part.filter(({ user_id }) => !persons.has(user_id))
  await db.transaction((tx) => commitPlans(tx, performing, page, plans, gone))
}
