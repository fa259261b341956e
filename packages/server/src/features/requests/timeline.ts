import type { Page, RequestRun, RunEntry } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Sql } from '../../storage/db.js'
import { effective } from '../notifications/fragments.js'
import type { Program } from '../runs/program.js'
import { findProgram } from '../runs/programs.js'
import { fromCursor, toCursor } from './cursor.js'
import type { Request } from './summaries.js'

const place = z.object({ userId: z.int() })

interface RunRow {
  id: number
  user_id: number
  identifier: string
  step: number
  state: string
  reason: string | null
  wake_at: Date | null
  created_at: Date
  ended_at: Date | null
  trail: [step: number, what: string, reason: string | null, atMs: number][] | null
}

type Entry = Omit<RunEntry, 'at' | 'path' | 'id'> & { at: Date }

const none = { channel: null, reason: null, notificationId: null, attempts: [] }

/**
 * What happened in the runs of a request, a page of recipients at a time: what each step sent and to whom, what it
 * decided, and why; in the order of the steps. Notifications, messages, outcomes and the run's own trail are one story.
 */
export const listRunTimelines = async (
  db: Sql,
  request: Request,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<RequestRun>> => {
  const after = cursor === undefined ? null : fromCursor(place, cursor).userId
  const runs = await findRuns(db, request.id, after, limit + 1)
  const shown = runs.slice(0, limit)
  const program = await findProgram(db, request.id)
  const stories = await readStories(db, request.id, program, shown)
  const last = shown.at(-1)
  return {
    data: shown.map((run) => ({
      recipient: run.identifier,
      state: run.state as RequestRun['state'],
      reason: run.reason,
      wakesAt: run.wake_at?.toISOString() ?? null,
      startedAt: run.created_at.toISOString(),
      endedAt: run.ended_at?.toISOString() ?? null,
      timeline: (stories.get(run.id) ?? [])
        // Runs only go forward, and what a stretch of steps decides is noted before what it sends.
        .toSorted((a, b) => a.step - b.step || a.at.getTime() - b.at.getTime())
        .map((entry) => ({ ...entry, ...whereOf(program, entry.step), at: entry.at.toISOString() })),
    })),
    nextCursor: runs.length > limit && last ? toCursor({ userId: last.user_id }) : null,
  }
}

const whereOf = (program: Program, step: number): Pick<RunEntry, 'path' | 'id'> => {
  const { path = '', id = null } = program.instructions[step] ?? {}
  return { path, id }
}

const findRuns = (db: Sql, triggerId: number, after: number | null, most: number): Promise<RunRow[]> =>
  db.many<RunRow>`
    select r.id, r.user_id, coalesce(u.identifier, 'transient:' || (-1 - r.user_id)) identifier, r.step, r.state,
      r.reason, r.wake_at, r.created_at, r.ended_at, r.trail
    from run r left join app_user u on u.id = r.user_id
    where r.trigger_id = ${triggerId} and r.user_id > coalesce(${after}::bigint, -9223372036854775807)
    order by r.user_id limit ${most}`

/** By run. */
const readStories = async (
  db: Sql,
  triggerId: number,
  program: Program,
  runs: readonly RunRow[],
): Promise<Map<number, Entry[]>> => {
  const stories = new Map<number, Entry[]>(runs.map(({ id, trail }) => [id, (trail ?? []).map(trailEntry)]))
  if (runs.length === 0) return stories
  const byUser = new Map(runs.map((run) => [run.user_id, run.id]))
  const byName = new Map(runs.map((run) => [run.identifier, run.id]))
  const add = (runId: number | undefined, entry: Entry): void => {
    if (runId !== undefined) stories.get(runId)?.push(entry)
  }
  const sends = program.instructions.flatMap(({ op }, at) => (op === 'send' ? at : []))
  for (const row of await findItems(db, triggerId, sends, [...byUser.keys()]))
    add(byUser.get(row.user_id), {
      ...none,
      at: row.created_at,
      step: row.step,
      what: 'delivered',
      channel: 'inApp',
      reason: row.read_at ? 'read' : row.seen_at ? 'seen' : null,
      notificationId: row.id,
    })
  for (const row of await findMessages(db, [...stories.keys()]))
    add(row.run_id, {
      ...none,
      at: row.created_at,
      step: row.step,
      what: row.state,
      channel: row.channel,
      reason: row.reason,
      attempts: row.attempts,
    })
  for (const row of await findOutcomes(db, triggerId, sends, [...byName.keys()]))
    add(byName.get(row.recipient), {
      ...none,
      at: row.at,
      step: row.step,
      what: 'skipped',
      channel: row.channel,
      reason: row.reason,
    })
  return stories
}

/** A send that was left out on one channel is told like one that was not wanted there. */
const trailEntry = ([step, what, reason, atMs]: NonNullable<RunRow['trail']>[number]): Entry => {
  const [, channel = null] = /^(\w+) skipped$/.exec(what) ?? []
  return { ...none, at: new Date(atMs), step, what: channel === null ? what : 'skipped', channel, reason }
}

interface ItemRow {
  id: number
  user_id: number
  step: number
  created_at: Date
  seen_at: Date | null
  read_at: Date | null
}

/** Each by its key. */
const findItems = (
  db: Sql,
  triggerId: number,
  steps: readonly number[],
  userIds: readonly number[],
): Promise<ItemRow[]> => db.many<ItemRow>`
  select n.id, n.user_id, n.step, n.created_at, ${effective}
  from unnest(${steps}::smallint[]) as step(no) cross join unnest(${userIds}::bigint[]) as person(id)
  cross join lateral (
    select * from notification where trigger_id = ${triggerId} and step = step.no and user_id = person.id limit 1
  ) n
  join feed f on f.user_id = n.user_id`

interface MessageRow {
  run_id: number
  step: number
  channel: string
  state: string
  reason: string | null
  attempts: RunEntry['attempts']
  created_at: Date
}

const findMessages = (db: Sql, runIds: readonly number[]): Promise<MessageRow[]> => db.many<MessageRow>`
  select run_id, step, channel, state, reason, attempts, created_at from delivery
  where run_id = any(${runIds}::bigint[]) order by id`

interface OutcomeRow {
  step: number
  recipient: string
  channel: string
  reason: string
  at: Date
}

const findOutcomes = (
  db: Sql,
  triggerId: number,
  steps: readonly number[],
  recipients: readonly string[],
): Promise<OutcomeRow[]> => db.many<OutcomeRow>`
  select o.step, o.recipient, o.channel, o.reason, o.at
  from unnest(${steps}::smallint[]) as step(no)
  cross join lateral (
    select * from outcome where trigger_id = ${triggerId} and step = step.no
      and recipient = any(${recipients}::text[])
  ) o`
