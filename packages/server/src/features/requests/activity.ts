import { type Page, problem, type UserActivity } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Sql } from '../../storage/db.js'
import { effective } from '../notifications/fragments.js'
import { findUserIds } from '../users/service.js'
import { fromCursor, instantPlace, stepPlace, textPlace, toCursor } from './cursor.js'
import {
  type DeliveredRow,
  type DeliveryRow,
  deliveredEntry,
  deliveryEntry,
  type OutcomeRow,
  outcomeEntry,
  type RunRow,
  runEntry,
} from './entries.js'

/** What was taken last from each table; `null` = nothing yet. */
const place = z.object({
  no: z.int().nullable(),
  outcome: z.object({ at: instantPlace, triggerId: z.int(), step: stepPlace, channel: textPlace }).nullable(),
  deliveryId: z.int().nullable(),
  runId: z.int().nullable(),
})
type Place = z.output<typeof place>

interface Entry {
  at: Date
  move: (from: Place) => Place
  entry: UserActivity
}

interface Asked {
  appId: number
  identifier: string
  limit: number
  cursor?: string | undefined
}

/**
 * A page of what one user got and did not, newest first. Four tables are read in the order of an index each, and
 * merged; each row's trigger is looked up by itself, which no plan can turn round. Whoever is nobody's user may have
 * been named as a recipient all the same.
 * @throws Problem `user_not_found` for somebody of whom nothing is known at all
 */
export const listUserActivity = async (
  db: Sql,
  { appId, identifier, limit, cursor }: Asked,
): Promise<Page<UserActivity>> => {
  const from: Place =
    cursor === undefined
      ? { no: null, outcome: null, deliveryId: null, runId: null }
      : fromCursor(place, cursor)
  const userId = (await findUserIds(db, appId, [identifier])).get(identifier)
  const most = limit + 1
  const found = [
    ...(await readOutcomes(db, appId, identifier, from, most)),
    ...(userId === undefined ? [] : await readDelivered(db, userId, identifier, from, most)),
    ...(userId === undefined ? [] : await readDeliveries(db, userId, identifier, from, most)),
    ...(userId === undefined ? [] : await readRuns(db, userId, identifier, from, most)),
  ].sort((a, b) => b.at.getTime() - a.at.getTime())
  if (userId === undefined && found.length === 0)
    throw problem('user_not_found', { detail: `No such user: ${identifier}` })
  const page = found.slice(0, limit)
  return {
    data: page.map(({ entry }) => entry),
    nextCursor:
      found.length > limit ? toCursor(page.reduce((reached, { move }) => move(reached), from)) : null,
  }
}

type OfRequest = { request_id: string; is_workflow: boolean }

const readDelivered = async (
  db: Sql,
  userId: number,
  identifier: string,
  { no }: Place,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<Omit<DeliveredRow, 'identifier'> & OfRequest & { no: number }>`
    select abs(n.no) no, n.step, n.id notification_id, n.created_at, ${effective}, t.request_id,
      t.workflow_version_id is not null is_workflow
    from (
      (select * from notification
        where user_id = ${userId} and no > 0 and no < coalesce(${no}::bigint, 9223372036854775807)
        order by no desc limit ${most})
      union all
      (select * from notification
        where user_id = ${userId} and no < 0 and no > coalesce(-${no}::bigint, -9223372036854775807)
        order by no limit ${most})
    ) n
    join feed f on f.user_id = n.user_id
    cross join lateral (select * from trigger where id = n.trigger_id limit 1) t
    order by abs(n.no) desc limit ${most}`
  return rows.map((row) => ({
    at: row.created_at,
    move: (from) => ({ ...from, no: row.no }),
    entry: { requestId: row.request_id, ...deliveredEntry({ ...row, identifier }, row.is_workflow) },
  }))
}

const readOutcomes = async (
  db: Sql,
  appId: number,
  identifier: string,
  { outcome }: Place,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<OutcomeRow & OfRequest & { trigger_id: number }>`
    select o.step, o.recipient, o.channel, o.reason, o.at, o.trigger_id, t.request_id,
      t.workflow_version_id is not null is_workflow
    from outcome o
    cross join lateral (select * from trigger where id = o.trigger_id and app_id = ${appId} limit 1) t
    where o.recipient = ${identifier} and (o.at, o.trigger_id, o.step, o.channel) < (
      coalesce(${outcome?.at}::timestamptz, 'infinity'), ${outcome?.triggerId ?? 0}::bigint,
      ${outcome?.step ?? 0}::smallint, ${outcome?.channel ?? ''})
    order by o.at desc, o.trigger_id desc, o.step desc, o.channel desc limit ${most}`
  return rows.map((row) => ({
    at: row.at,
    move: (from) => ({
      ...from,
      outcome: {
        at: row.at.toISOString(),
        triggerId: row.trigger_id,
        step: row.step,
        channel: row.channel,
      },
    }),
    entry: { requestId: row.request_id, ...outcomeEntry(row, row.is_workflow) },
  }))
}

const readDeliveries = async (
  db: Sql,
  userId: number,
  identifier: string,
  { deliveryId }: Place,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<Omit<DeliveryRow, 'identifier'> & { id: number; request_id: string }>`
    select d.id, d.step, d.channel, d.state, d.reason, d.created_at, d.ended_at, t.request_id
    from delivery d cross join lateral (select * from trigger where id = d.trigger_id limit 1) t
    where d.user_id = ${userId} and d.id < coalesce(${deliveryId}::bigint, 9223372036854775807)
    order by d.id desc limit ${most}`
  return rows.map((row) => ({
    at: row.created_at,
    move: (from) => ({ ...from, deliveryId: row.id }),
    entry: { requestId: row.request_id, ...deliveryEntry({ ...row, identifier }) },
  }))
}

/** Each state by itself, as the index has them. */
const readRuns = async (
  db: Sql,
  userId: number,
  identifier: string,
  { runId }: Place,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<
    Omit<RunRow, 'identifier'> & { id: number; created_at: Date; request_id: string }
  >`
    select r.id, r.step, r.state, r.reason, r.ended_at, r.created_at, t.request_id
    from unnest('{ready,waiting,collecting,fetching,cancelled,failed}'::text[]) as state(name) cross join lateral (
      select * from run
      where user_id = ${userId} and state = state.name and id < coalesce(${runId}::bigint, 9223372036854775807)
      order by id desc limit ${most}
    ) r
    cross join lateral (select * from trigger where id = r.trigger_id limit 1) t
    order by r.id desc limit ${most}`
  return rows.map((row) => ({
    at: row.created_at,
    move: (from) => ({ ...from, runId: row.id }),
    entry: { requestId: row.request_id, ...runEntry({ ...row, identifier }) },
  }))
}
