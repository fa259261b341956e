import type { Engine, Job } from '../../engine/types.js'
import { inTurns } from '../../in-turns.js'
import { nextTurn } from '../../next-turn.js'
import type { Db } from '../../storage/db.js'
import { type RunPage, runQueue } from '../runs/start.js'
import {
  type EventRow,
  findEvent,
  findWaiting,
  findWaitingOf,
  type Looking,
  type WaitingRun,
  type Waking,
  wakeRuns,
} from './queries.js'
import { type EventJob, findEvents, type Happened, mostEvents, type RecheckJob } from './service.js'

export interface Matching {
  db: Db
  engine: Engine
  /** Reads what up to 1,000 runs know, once for all events: whether one goes on with an event is its step's rule's. */
  prepareMatch: (runs: readonly WaitingRun[]) => Promise<IsMatch>
}

export type IsMatch = (run: WaitingRun, event: Happened) => boolean

/** Runs read at a time. */
const pageSize = 1000
/** Runs whose events are read at a time: each has up to 10 of 64 kB. */
const recheckSize = 100

/**
 * Makes runs ready whose event has come: they find it in `vars.event`, `{ data, at }`. May run again for the same
 * events: who went on no longer waits.
 */
export const matchEvents = async (matching: Matching, jobs: readonly Job<EventJob>[]): Promise<undefined> => {
  for (const id of new Set(jobs.map(({ data }) => data.eventId))) {
    const event = await findEvent(matching.db, id)
    if (event) await matchEvent(matching, event)
  }
}

const matchEvent = async (matching: Matching, event: EventRow): Promise<void> => {
  let after: { userId: number; runId: number } | null = null
  for (let last: WaitingRun | undefined; ; ) {
    const runs: WaitingRun[] = await findWaiting(matching.db, event, after, pageSize)
    const wakings: Waking[] = []
    const isMatch = await matching.prepareMatch(runs)
    for await (const run of inTurns(runs)) if (isMatch(run, event)) wakings.push({ run, event })
    await wake(matching, wakings)
    last = runs.at(-1)
    if (!last || runs.length < pageSize) return
    after = { userId: last.user_id, runId: last.id }
    await nextTurn()
  }
}

/**
 * The same for runs that have just begun to wait, with what happened since they were sent; the newest event that
 * matches counts. Whoever enqueues it with the commit that makes them wait misses none: an event is either there to be
 * seen by now, or finds them waiting.
 */
export const recheckEvents = async (
  matching: Matching,
  jobs: readonly Job<RecheckJob>[],
): Promise<undefined> => {
  const ids = [...new Set(jobs.flatMap(({ data }) => data.runIds))]
  for (let from = 0; from < ids.length; from += recheckSize) {
    await recheck(matching, ids.slice(from, from + recheckSize))
    await nextTurn()
  }
}

const recheck = async (matching: Matching, ids: readonly number[]): Promise<void> => {
  const waiting = await findWaitingOf(matching.db, ids)
  const runs = new Map(waiting.map((run) => [run.id, run]))
  let looking: Looking[] = waiting.map((run) => ({
    runId: run.id,
    appId: run.app_id,
    event: run.wait_event,
    userId: run.user_id,
    since: new Date(run.since),
  }))
  const isMatch = await matching.prepareMatch(waiting)
  const wakings: Waking[] = []
  while (looking.length > 0) {
    const found = await findEvents(matching.db, looking)
    const further: Looking[] = []
    for (const one of looking) {
      const events = found.get(one.runId) ?? []
      const run = runs.get(one.runId)
      const event = run && [...events].reverse().find((one) => isMatch(run, one))
      const [oldest] = events
      if (run && event) wakings.push({ run, event })
      else if (oldest && events.length === mostEvents) further.push({ ...one, before: oldest })
    }
    looking = further
  }
  await wake(matching, wakings)
}

/** Of a run that somebody else has made go on meanwhile, nothing changes. */
const wake = async ({ db, engine }: Matching, wakings: readonly Waking[]): Promise<void> => {
  if (wakings.length === 0) return
  await db.transaction(async (tx) => {
    const runIds = await wakeRuns(tx, wakings)
    if (runIds.length > 0) await engine.enqueue(tx, runQueue, [{ data: { runIds } satisfies RunPage }])
  })
}
