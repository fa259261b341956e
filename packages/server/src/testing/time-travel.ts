import sql from 'sql-template-tag'
import { vi } from 'vitest'
import { parseSpan } from '../features/workflows/span.js'
import type { Db } from '../storage/db.js'
import type { FakeClock } from './fake-clock.js'

export interface TimeTravel {
  /**
   * Moves the server's time on by a span such as `3d` or `90s`. Everything that becomes due on the way happens at its
   * own time and in its order, however much there is: what waits are rows with a time, so nothing is waited for.
   */
  advance(span: string): Promise<void>
  /** Waits until nothing is left to do now. */
  settle(): Promise<void>
}

const isDue = (now: Date) => sql`least(snoozed_until, expires_at) <= ${now} and deleted_at is null`

export const createTimeTravel = (db: Db, clock: FakeClock): TimeTravel => {
  const settle = async (): Promise<void> => {
    // What is restored late is due at once, and time stands still: nobody would look for it.
    if (await db.one`select from notification where ${isDue(clock.now())} limit 1`) clock.jump(0)
    await vi.waitFor(
      async () => {
        const busy = await db.one<{ what: string }>`
          select what from (
            select 'jobs' what where exists (
              select from inboxkit_jobs.job where state in ('created', 'retry', 'active') and start_after <= now()
                and left(name, 2) <> '__'
            )
            union all select 'runs' where exists (select from run where state in ('ready', 'fetching'))
            union all select 'sends' where exists (
              select from trigger where expanded_at is null and (wake_at is null or wake_at <= ${clock.now()})
            )
            union all select 'due' where exists (select from run where state = 'waiting' and wake_at <= ${clock.now()})
            union all select 'batches' where exists (
              select from bucket where is_open and closes_at <= ${clock.now()}
            )
            union all select 'messages' where exists (
              select from delivery where state = 'pending' and (next_at is null or next_at <= ${clock.now()})
            )
            union all select 'items' where exists (select from notification where ${isDue(clock.now())})
          ) busy limit 1`
        if (busy) throw new Error(`There are ${busy.what} to do`)
      },
      { interval: 2 },
    )
  }

  const nextDue = async (): Promise<Date | null> =>
    (
      await db.one<{ at: Date | null }>`
        select min(at) at from (
          select min(wake_at) at from run where state = 'waiting'
          union all select min(wake_at) from trigger
          union all select min(closes_at) from bucket where is_open
          union all select min(next_at) from delivery where state = 'pending'
          union all select min(next_at) from status_event where state = 'pending'
          union all select min(least(snoozed_until, expires_at)) from notification where deleted_at is null
        ) due`
    )?.at ?? null

  return {
    settle,
    async advance(span) {
      const seconds = parseSpan(span)
      if (seconds === null) throw new Error(`${span} is no span such as 3d or 90s`)
      const until = clock.now().getTime() + seconds * 1000
      await settle()
      for (let due = await nextDue(); due && due.getTime() <= until; due = await nextDue()) {
        clock.jump(Math.max(0, due.getTime() - clock.now().getTime()))
        await settle()
      }
      clock.jump(until - clock.now().getTime())
      await settle()
    },
  }
}
