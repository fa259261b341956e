import type { Page, RequestRecipient } from '@inboxkit/protocol'
import sql from 'sql-template-tag'
import { z } from 'zod'
import type { Sql } from '../../storage/db.js'
import { effective } from '../notifications/fragments.js'
import { fromCursor, stepPlace, textPlace, toCursor } from './cursor.js'
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
import type { Request } from './summaries.js'

/** Transient recipients are called as the trigger calls them; a message has no other name for whom it was for. */
const recipientOf = sql`coalesce(u.identifier, 'transient:' || (-1 - d.user_id))`
const runRecipient = sql`coalesce(u.identifier, 'transient:' || (-1 - r.user_id))`

/** Who got it, then who did not, then whose run is open: each by its table's key, so each page is a short read. */
const place = z.discriminatedUnion('of', [
  z.object({ of: z.literal('delivered'), step: stepPlace, userId: z.int() }),
  z.object({ of: z.literal('deliveries'), id: z.int() }),
  z.object({ of: z.literal('outcomes'), step: stepPlace, recipient: textPlace, channel: textPlace }),
  z.object({ of: z.literal('runs'), state: textPlace, userId: z.int() }),
])
type Place = z.output<typeof place>

interface Entry {
  place: Place
  entry: RequestRecipient
}

const start: { [Of in Place['of']]: Extract<Place, { of: Of }> } = {
  delivered: { of: 'delivered', step: -1, userId: 0 },
  deliveries: { of: 'deliveries', id: 0 },
  outcomes: { of: 'outcomes', step: -1, recipient: '', channel: '' },
  runs: { of: 'runs', state: '', userId: -1_000_000 },
}

/** What only sends with runs have. */
const ofRuns: ReadonlySet<Place['of']> = new Set(['deliveries', 'runs'])

const read = (db: Sql, request: Request, from: Place, most: number): Promise<Entry[]> => {
  switch (from.of) {
    case 'delivered':
      return readDelivered(db, request, from, most)
    case 'deliveries':
      return readDeliveries(db, request, from, most)
    case 'outcomes':
      return readOutcomes(db, request, from, most)
    case 'runs':
      return readRuns(db, request, from, most)
  }
}

/** A page of what became of a request for its recipients. */
export const listRecipients = async (
  db: Sql,
  request: Request,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<RequestRecipient>> => {
  const from = cursor === undefined ? start.delivered : fromCursor(place, cursor)
  const most = limit + 1
  const readers = (Object.keys(start) as Place['of'][]).filter((of) => request.isWorkflow || !ofRuns.has(of))
  const found: Entry[] = []
  for (const of of readers.slice(readers.indexOf(from.of)))
    if (found.length < most)
      found.push(...(await read(db, request, from.of === of ? from : start[of], most - found.length)))
  const last = found[limit - 1]
  return {
    data: found.slice(0, limit).map(({ entry }) => entry),
    nextCursor: found.length > limit && last ? toCursor(last.place) : null,
  }
}

const readDelivered = async (
  db: Sql,
  { id, isWorkflow }: Request,
  { step, userId }: Extract<Place, { of: 'delivered' }>,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<DeliveredRow & { user_id: number }>`
    select n.step, n.user_id, n.id notification_id, n.created_at, ${effective}, u.identifier
    from notification n join feed f on f.user_id = n.user_id join app_user u on u.id = n.user_id
    where n.trigger_id = ${id} and (n.step, n.user_id) > (${step}::smallint, ${userId}::bigint)
    order by n.step, n.user_id limit ${most}`
  return rows.map((row) => ({
    place: { of: 'delivered', step: row.step, userId: row.user_id },
    entry: deliveredEntry(row, isWorkflow),
  }))
}

const readDeliveries = async (
  db: Sql,
  request: Request,
  { id }: Extract<Place, { of: 'deliveries' }>,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<DeliveryRow & { id: number }>`
    select d.id, d.step, d.channel, d.state, d.reason, d.created_at, d.ended_at, ${recipientOf} identifier
    from delivery d left join app_user u on u.id = d.user_id
    where d.trigger_id = ${request.id} and d.id > ${id}::bigint
    order by d.id limit ${most}`
  return rows.map((row) => ({ place: { of: 'deliveries', id: row.id }, entry: deliveryEntry(row) }))
}

const readOutcomes = async (
  db: Sql,
  { id, isWorkflow }: Request,
  { step, recipient, channel }: Extract<Place, { of: 'outcomes' }>,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<OutcomeRow>`
    select step, recipient, channel, reason, at from outcome
    where trigger_id = ${id} and (step, recipient, channel) > (${step}::smallint, ${recipient}, ${channel})
    order by step, recipient, channel limit ${most}`
  return rows.map((row) => ({
    place: { of: 'outcomes', step: row.step, recipient: row.recipient, channel: row.channel },
    entry: outcomeEntry(row, isWorkflow),
  }))
}

const readRuns = async (
  db: Sql,
  { id }: Request,
  { state, userId }: Extract<Place, { of: 'runs' }>,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<RunRow & { user_id: number }>`
    select r.step, r.state, r.reason, r.ended_at, r.user_id, ${runRecipient} identifier
    from run r left join app_user u on u.id = r.user_id
    where r.trigger_id = ${id} and r.state <> 'done' and (r.state, r.user_id) > (${state}, ${userId}::bigint)
    order by r.state, r.user_id limit ${most}`
  return rows.map((row) => ({
    place: { of: 'runs', state: row.state, userId: row.user_id },
    entry: runEntry(row),
  }))
}
