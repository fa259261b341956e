import type { Sql } from '../../storage/db.js'
import { effective, isCleared } from '../notifications/fragments.js'

/** What became of an earlier send of a run: in the inbox, and by everybody else. */
export interface SentState {
  /** The in-app item. */
  item: { id: number; createdAt: Date; seenAt: Date | null; readAt: Date | null; state: string | null } | null
  /** Whether a provider has taken a message of it. */
  isDelivered: boolean
}

export interface Sender {
  id: number
  trigger_id: number
  user_id: number
  /** Places of sends that are behind it. */
  places: readonly number[]
}

/** By the place of the send. */
export type SentStates = ReadonlyMap<number, SentState>

const nothing: SentState = { item: null, isDelivered: false }

/** What became of what some runs have sent, as it is now. Each is looked up by its key. */
export const findSent = async (db: Sql, senders: readonly Sender[]): Promise<Map<number, SentStates>> => {
  const asked = senders.flatMap(({ places, ...sender }) => places.map((step) => ({ ...sender, step })))
  const found = new Map<number, Map<number, SentState>>(senders.map(({ id }) => [id, new Map()]))
  if (asked.length === 0) return found
  const runIds = asked.map(({ id }) => id)
  const steps = asked.map(({ step }) => step)
  const items = await db.many<{
    run_id: number
    step: number
    id: number
    created_at: Date
    seen_at: Date | null
    read_at: Date | null
    gone_at: Date | null
    state: string | null
  }>`
    select asked.run_id, asked.step, n.id, n.created_at, ${effective}, n.state,
      case when ${isCleared} then f.cleared_at else n.deleted_at end gone_at
    from unnest(
      ${runIds}::bigint[], ${asked.map(({ trigger_id }) => trigger_id)}::bigint[],
      ${asked.map(({ user_id }) => user_id)}::bigint[], ${steps}::smallint[]
    ) as asked(run_id, trigger_id, user_id, step)
    cross join lateral (
      select * from notification
      where trigger_id = asked.trigger_id and step = asked.step and user_id = asked.user_id limit 1
    ) n
    join feed f on f.user_id = n.user_id`
  const deliveries = await db.many<{ run_id: number; step: number }>`
    select distinct run_id, step from delivery
    where run_id = any(${[...new Set(runIds)]}::bigint[]) and state = 'sent'`
  const change = (runId: number, step: number, part: Partial<SentState>): void => {
    const own = found.get(runId)
    own?.set(step, { ...(own.get(step) ?? nothing), ...part })
  }
  // Whoever deletes an item has seen it.
  for (const { run_id, step, id, created_at, seen_at, read_at, gone_at, state } of items)
    change(run_id, step, {
      item: { id, createdAt: created_at, seenAt: seen_at ?? gone_at, readAt: read_at, state },
    })
  for (const { run_id, step } of deliveries) change(run_id, step, { isDelivered: true })
  return found
}
