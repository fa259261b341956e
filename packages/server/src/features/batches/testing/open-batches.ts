import { afterAll } from 'vitest'
import type { Db } from '../../../storage/db.js'
import { createFakeClock, type FakeClock } from '../../../testing/fake-clock.js'
import { noteJobs, stepRowsOn } from '../../../testing/step-rows.js'
import { openTestDb } from '../../../testing/test-db.js'
import { type Joining, joinBuckets, sweepBuckets } from '../service.js'

export interface RunState {
  id: number
  state: string
  step: number
  reason: string | null
  bucket: number | null
  trail: unknown
}

export interface BatchTest {
  db: Db
  clock: FakeClock
  userId: number
  /** New runs of one user at step 3, which belong to it alone. */
  runs(count: number): Promise<number[]>
  /** Those that are ready join, in a transaction of their own. @returns those that go on at once */
  join(
    runIds: readonly number[],
    how?: Partial<Joining>,
    keyOf?: (place: number) => string,
  ): Promise<number[]>
  sweep(): Promise<void>
  /** Runs that sweeps handed to the workers. */
  handed(): number[]
  /** In how many jobs. */
  jobs(): number
  read(runIds: readonly number[]): Promise<RunState[]>
  /** Buckets that runs are in or were. */
  buckets(
    runIds: readonly number[],
  ): Promise<{ id: number; count: number; isOpen: boolean; closesAt: Date }[]>
}

/** A database for the file, which opens a fresh user for each test. */
export const openBatches = async (): Promise<() => Promise<BatchTest>> => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const rows = stepRowsOn(db)
  const appId = await rows.app()
  // Every test leaves its buckets behind: later clocks must not find them due.
  let started = Date.parse('2030-01-02T00:00:00.000Z')

  return async () => {
    await db.run`delete from bucket`
    const clock = createFakeClock(new Date((started += 1000)).toISOString())
    const { id: userId } = await rows.user(appId)
    const { engine, jobs } = noteJobs()
    const defaults = {
      userId,
      workflowVersionId: 1,
      step: 3,
      tenantId: null,
      key: '',
      forSeconds: 60,
      isSliding: false,
      maxWaitSeconds: 600,
      max: null,
    }
    return {
      db,
      clock,
      userId,
      runs: (count) => rows.runs({ appId, userId }, count, clock.now()),
      join: (runIds, how = {}, keyOf = () => how.key ?? '') =>
        db.transaction(async (tx) => {
          const held = await tx.many<{ id: number }>`
            select id from run where id = any(${runIds}::bigint[]) and state = 'ready' order by id for update`
          const ids = new Set(held.map(({ id }) => id))
          const joining = runIds.map((runId, place) => ({ ...defaults, ...how, key: keyOf(place), runId }))
          return joinBuckets(
            tx,
            joining.filter(({ runId }) => ids.has(runId)),
            clock.now(),
          )
        }),
      sweep: () => sweepBuckets({ db, engine, clock }),
      handed: () => jobs.flatMap(({ data }) => data.runIds ?? []),
      jobs: () => jobs.length,
      read: (runIds) => db.many<RunState>`
        select id, state, step, reason, bucket_id bucket, trail from run where id = any(${runIds}::bigint[])
        order by id`,
      buckets: (runIds) => db.many`
        select id, count, is_open "isOpen", closes_at "closesAt" from bucket
        where id in (select bucket_id from run where id = any(${runIds}::bigint[])) order by id`,
    }
  }
}
