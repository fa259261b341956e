import { afterAll } from 'vitest'
import type { Db } from '../../../storage/db.js'
import { createFakeClock, type FakeClock } from '../../../testing/fake-clock.js'
import { noteJobs, type StepRows, stepRowsOn } from '../../../testing/step-rows.js'
import { openTestDb } from '../../../testing/test-db.js'
import { type IsMatch, type Matching, matchEvents, recheckEvents } from '../match.js'
import { eventQueue, receiveEvent } from '../service.js'

export interface EventTest {
  db: Db
  clock: FakeClock
  rows: StepRows
  appId: number
  user: { id: number; identifier: string }
  /** Tells of an event, without telling those who wait. @returns its id */
  tell(recipient: string | undefined, data?: Record<string, unknown>, appId?: number): Promise<number>
  /** Tells those who wait of all events so far that they were not told of. */
  match(): Promise<void>
  recheck(runIds: readonly number[]): Promise<void>
  /** Makes runs wait for `order.paid` at step 2. */
  wait(runIds: readonly number[]): Promise<void>
  /** New runs of the user, of sends of this moment, which wait. */
  waiting(count: number): Promise<number[]>
  /** Those that are due stop waiting, as the sweep has it. @returns their ids */
  timeOut(): Promise<number[]>
  /** Runs that were handed to workers, in the order in which they were. */
  handed(): number[]
  read(runIds: readonly number[]): Promise<RunState[]>
}

export interface RunState {
  id: number
  state: string
  step: number
  waits: string | null
  wakeAt: Date | null
  vars: unknown
}

export const timeOutMs = 60_000

/** A database for the file, with a fresh app and user for each test. */
export const openEvents = async (): Promise<(isMatch?: IsMatch) => Promise<EventTest>> => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const rows = stepRowsOn(db)

  return async (isMatch = () => true) => {
    await db.run`delete from run`
    const clock = createFakeClock()
    const appId = await rows.app()
    const user = await rows.user(appId)
    const { engine, jobs } = noteJobs()
    const matching: Matching = { db, engine, prepareMatch: () => Promise.resolve(isMatch) }
    let matched = 0
    const wait: EventTest['wait'] = async (runIds) => {
      await db.run`
        update run set state = 'waiting', step = 2, wait_event = 'order.paid',
          wake_at = ${new Date(clock.now().getTime() + timeOutMs)}
        where id = any(${runIds}::bigint[])`
    }
    return {
      db,
      clock,
      rows,
      appId,
      user,
      async tell(recipient, data, ofApp = appId) {
        const event = {
          event: 'order.paid',
          ...(recipient === undefined ? {} : { recipient }),
          ...(data ? { data } : {}),
        }
        return (await receiveEvent(db, { engine, now: () => clock.now() }, ofApp, event)).eventId
      },
      async match() {
        const told = jobs.filter(({ queue }) => queue === eventQueue)
        const news = told.slice(matched).map(({ data }, n) => ({
          id: String(n),
          data: { eventId: data.eventId ?? 0 },
        }))
        matched = told.length
        await matchEvents(matching, news)
      },
      recheck: async (runIds) => {
        await recheckEvents(matching, [{ id: 'recheck', data: { runIds: [...runIds] } }])
      },
      wait,
      async waiting(count) {
        const ids = await rows.runs({ appId, userId: user.id }, count, clock.now())
        await wait(ids)
        return ids
      },
      async timeOut() {
        const due = await db.many<{ id: number }>`
          update run set state = 'ready', wake_at = null where id in (
            select id from run where state = 'waiting' and wake_at <= ${clock.now()}
            order by wake_at for update skip locked
          ) returning id`
        return due.map(({ id }) => id)
      },
      handed: () => jobs.flatMap(({ data }) => data.runIds ?? []),
      read: (runIds) => db.many<RunState>`
        select id, state, step, wait_event waits, wake_at "wakeAt", vars from run
        where id = any(${runIds}::bigint[]) order by id`,
    }
  }
}
