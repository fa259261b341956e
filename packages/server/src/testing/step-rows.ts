import { randomUUID } from 'node:crypto'
import type { Engine } from '../engine/types.js'
import type { Db } from '../storage/db.js'

/** Rows written by hand, for tests of what a step does to runs. */
export interface StepRows {
  app(): Promise<number>
  user(appId: number): Promise<{ id: number; identifier: string }>
  /** Runs of one user, each of a send of its own whose data is `{ n: 0 }`, `{ n: 1 }`, …; in order. */
  runs(user: { appId: number; userId: number }, count: number, at: Date): Promise<number[]>
}

let names = 0

export const stepRowsOn = (db: Db): StepRows => ({
  async app() {
    const row = await db.one<{ id: number }>`
      insert into app (name, api_key, created_at) values ('Shop', ${randomUUID()}, now()) returning id`
    return row?.id ?? 0
  },
  async user(appId) {
    const identifier = `user-${++names}`
    const row = await db.one<{ id: number }>`
      insert into app_user (app_id, identifier, profile_at, created_at)
      values (${appId}, ${identifier}, now(), now()) returning id`
    return { id: row?.id ?? 0, identifier }
  },
  async runs({ appId, userId }, count, at) {
    const rows = await db.many<{ id: number }>`
      with sent as (
        insert into trigger (app_id, request_id, content, recipients, accepted_at, expanded_at)
        select ${appId}::bigint, gen_random_uuid(), jsonb_build_object('data', jsonb_build_object('n', n)), '[]',
          ${at}::timestamptz, ${at}::timestamptz
        from generate_series(0, ${count}::int - 1) n order by n
        returning id
      )
      insert into run (trigger_id, user_id, workflow_version_id, state, created_at)
      select id, ${userId}::bigint, 1, 'ready', ${at}::timestamptz from sent order by id
      returning id`
    return rows.map(({ id }) => id).sort((a, b) => a - b)
  },
})

interface NotedJob {
  queue: string
  data: { eventId?: number; runIds?: number[] }
}

/** An engine that only notes what it is to do, of transactions that are committed. */
export const noteJobs = (): { engine: Engine; jobs: NotedJob[] } => {
  const jobs: NotedJob[] = []
  return {
    jobs,
    engine: {
      work() {},
      async enqueue(tx, queue, added) {
        tx.afterCommit(() =>
          jobs.push(...added.map(({ data }) => ({ queue, data: data as NotedJob['data'] }))),
        )
      },
      async start() {},
      async stop() {},
    },
  }
}
