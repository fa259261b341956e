import type { RequestState, RequestSummary } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'

interface SummaryRow {
  id: number
  request_id: string
  accepted_at: Date
  start_at: Date | null
  expanded_at: Date | null
  cursor: number | null
  category: string | null
  workflow: string | null
  version: number | null
  is_cancelled: true | null
  delivered: number
  skipped: number
  has_runs: boolean
  ready: number
  /** Recipients with messages on their way, or held. */
  pending: number
  waiting: number
  cancelled: number
  failed: number
}

/** A request with what is asked of it elsewhere. */
export interface Request {
  id: number
  isWorkflow: boolean
  summary: RequestSummary
}

/**
 * What became of recipients is counted for each request: a send to recipients by name has at most 1,000 of them. Sends
 * to an audience keep their counts as they go. Questions are scalars, and ids an array: the planner would answer an
 * `exists` or an `in` from a whole table as long as that is small, and keep to it (decision 6).
 */
const readSummaries = (db: Sql, which: Fragment): Promise<SummaryRow[]> => db.many<SummaryRow>`
  select t.id, t.request_id, t.accepted_at, t.start_at, t.expanded_at, t.cursor, t.content->>'category' category,
    w.identifier workflow, v.version,
    (select true from cancellation where trigger_id = t.id and recipient = '') is_cancelled,
    case when t.is_counted then t.delivered else n.delivered end delivered,
    case when t.is_counted then t.skipped else o.skipped end skipped,
    t.has_runs, r.ready, r.waiting, d.pending,
    case when t.is_counted then t.cancelled else o.cancelled + r.cancelled end cancelled,
    case when t.is_counted then t.failed else o.failed + r.failed + d.failed end failed
  from (
    select trigger.*, has_runs, audience is not null and not has_runs is_counted
    from trigger cross join lateral (select workflow_version_id is not null or content ? 'steps' has_runs) kind
    where ${which}
  ) t
  left join workflow_version v on v.id = t.workflow_version_id
  left join workflow w on w.id = v.workflow_id
  cross join lateral (
    select count(distinct user_id) delivered from (
      select user_id from notification where trigger_id = t.id and not t.is_counted
      union all
      select user_id from delivery where trigger_id = t.id and t.has_runs and state = 'sent'
    ) got
  ) n
  cross join lateral (
    select count(distinct recipient) filter (where reason not in ('cancelled', 'render_failed')) skipped,
      count(distinct recipient) filter (where reason = 'cancelled') cancelled,
      count(distinct recipient) filter (where reason = 'render_failed') failed
    from outcome where trigger_id = t.id and not t.is_counted
  ) o
  cross join lateral (
    select count(*) filter (where state in ('ready', 'fetching')) ready,
      count(*) filter (where state in ('waiting', 'collecting')) waiting,
      count(*) filter (where state = 'cancelled') cancelled, count(*) filter (where state = 'failed') failed
    from run where trigger_id = t.id and state <> 'done' and t.has_runs
  ) r
  cross join lateral (
    select count(distinct user_id) filter (where state = 'pending') pending,
      count(distinct user_id) filter (where state = 'failed') failed
    from delivery where trigger_id = t.id and t.has_runs and state in ('pending', 'failed')
  ) d
  order by t.id desc`

export const findRequest = async (
  db: Sql,
  appId: number,
  requestId: string,
  now: Date,
): Promise<Request | undefined> => {
  const [row] = await readSummaries(db, sql`app_id = ${appId} and request_id = ${requestId}::uuid`)
  return row && toRequest(row, now)
}

/** Newest first. @param before a request's id; `null` = from the newest on */
export const listRequests = async (
  db: Sql,
  appId: number,
  before: number | null,
  limit: number,
  now: Date,
): Promise<Request[]> => {
  const rows = await readSummaries(
    db,
    sql`id = any(array(
      select id from trigger where app_id = ${appId} and id < coalesce(${before}::bigint, 9223372036854775807)
      order by id desc limit ${limit}))`,
  )
  return rows.map((row) => toRequest(row, now))
}

const toRequest = (row: SummaryRow, now: Date): Request => ({
  id: row.id,
  isWorkflow: row.has_runs,
  summary: {
    requestId: row.request_id,
    state: stateOf(row, now),
    acceptedAt: row.accepted_at.toISOString(),
    sendAt: row.start_at?.toISOString() ?? null,
    workflow:
      row.workflow === null || row.version === null
        ? null
        : { identifier: row.workflow, version: row.version },
    category: row.category,
    counts: {
      delivered: row.delivered,
      skipped: row.skipped,
      waiting: row.ready + row.waiting,
      cancelled: row.cancelled,
      failed: row.failed,
    },
  },
})

const stateOf = (row: SummaryRow, now: Date): RequestState => {
  if (row.ready > 0) return 'delivering'
  if (row.waiting > 0) return 'waiting'
  if (row.pending > 0) return 'delivering'
  if (row.is_cancelled) return 'cancelled'
  if (row.expanded_at !== null) return 'done'
  if (row.cursor !== null) return 'delivering'
  return row.start_at !== null && row.start_at > now ? 'scheduled' : 'accepted'
}
