import type { Page, RequestRecipient } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Sql } from '../../storage/db.js'
import { effective } from '../notifications/fragments.js'
import { fromCursor, stepPlace, textPlace, toCursor } from './cursor.js'
import {
  type DeliveredRow,
  deliveredEntry,
  type OutcomeRow,
  outcomeEntry,
  type RunRow,
  runEntry,
} from './entries.js'
import type { Request } from './summaries.js'

/** Who got it, then who did not, then whose run is open: each by its table's key, so each page is a short read. */
const place = z.discriminatedUnion('of', [
  z.object({ of: z.literal('delivered'), step: stepPlace, userId: z.int() }),
  z.object({ of: z.literal('outcomes'), step: stepPlace, recipient: textPlace }),
  z.object({ of: z.literal('runs'), state: textPlace, userId: z.int() }),
])
type Place = z.output<typeof place>

interface Entry {
  place: Place
  entry: RequestRecipient
}

const start: { [Of in Place['of']]: Extract<Place, { of: Of }> } = {
  delivered: { of: 'delivered', step: -1, userId: 0 },
  outcomes: { of: 'outcomes', step: -1, recipient: '' },
  runs: { of: 'runs', state: '', userId: 0 },
}

/** A page of what became of a request for its recipients. */
export const listRecipients = async (
  db: Sql,
  request: Request,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<RequestRecipient>> => {
  const from = cursor === undefined ? start.delivered : fromCursor(place, cursor)
  const most = limit + 1
  const found: Entry[] = []
  if (from.of === 'delivered') found.push(...(await readDelivered(db, request, from, most)))
  if (from.of !== 'runs' && found.length < most)
    found.push(
      ...(await readOutcomes(
        db,
        request,
        from.of === 'outcomes' ? from : start.outcomes,
        most - found.length,
      )),
    )
  if (request.isWorkflow && found.length < most)
    found.push(...(await readRuns(db, request, from.of === 'runs' ? from : start.runs, most - found.length)))
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

const readOutcomes = async (
  db: Sql,
  { id, isWorkflow }: Request,
  { step, recipient }: Extract<Place, { of: 'outcomes' }>,
  most: number,
): Promise<Entry[]> => {
  const rows = await db.many<OutcomeRow>`
    select step, recipient, reason, at from outcome
    where trigger_id = ${id} and (step, recipient) > (${step}::smallint, ${recipient})
    order by step, recipient limit ${most}`
  return rows.map((row) => ({
    place: { of: 'outcomes', step: row.step, recipient: row.recipient },
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
    select r.step, r.state, r.reason, r.ended_at, r.user_id, u.identifier
    from run r join app_user u on u.id = r.user_id
    where r.trigger_id = ${id} and r.state <> 'done' and (r.state, r.user_id) > (${state}, ${userId}::bigint)
    order by r.state, r.user_id limit ${most}`
  return rows.map((row) => ({
    place: { of: 'runs', state: row.state, userId: row.user_id },
    entry: runEntry(row),
  }))
}
