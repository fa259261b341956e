import type { RequestOutcome, RequestRecipient } from '@inboxkit/protocol'

/** Rows of what became of a request for somebody, from three tables, as one kind of entry. */

export interface DeliveredRow {
  step: number
  identifier: string
  notification_id: number
  created_at: Date
  seen_at: Date | null
  read_at: Date | null
}

export interface OutcomeRow {
  channel: string
  step: number
  recipient: string
  reason: string
  at: Date
}

/** A message to one address, over a channel that somebody else carries. */
export interface DeliveryRow {
  step: number
  identifier: string
  channel: string
  state: string
  reason: string | null
  created_at: Date
  ended_at: Date | null
}

/** A run that is not done. */
export interface RunRow {
  step: number
  identifier: string
  state: string
  reason: string | null
  ended_at: Date | null
}

const nothing = { notificationId: null, seenAt: null, readAt: null }
const channel = 'inApp'

export const deliveredEntry = (row: DeliveredRow, isWorkflow: boolean): RequestRecipient => ({
  identifier: row.identifier,
  channel,
  step: isWorkflow ? row.step : null,
  outcome: 'delivered',
  reason: null,
  at: row.created_at.toISOString(),
  notificationId: row.notification_id,
  seenAt: row.seen_at?.toISOString() ?? null,
  readAt: row.read_at?.toISOString() ?? null,
})

export const outcomeEntry = (row: OutcomeRow, isWorkflow: boolean): RequestRecipient => ({
  identifier: row.recipient,
  channel: row.channel,
  step: isWorkflow ? row.step : null,
  outcome: outcomeOf(row.reason),
  reason: row.reason,
  at: row.at.toISOString(),
  ...nothing,
})

const outcomeOf = (reason: string): RequestOutcome => {
  if (reason === 'cancelled') return 'cancelled'
  return reason === 'render_failed' ? 'failed' : 'skipped'
}

const deliveryOutcomes: Readonly<Record<string, RequestOutcome>> = {
  pending: 'waiting',
  sent: 'delivered',
  skipped: 'skipped',
  cancelled: 'cancelled',
}

export const deliveryEntry = (row: DeliveryRow): RequestRecipient => ({
  identifier: row.identifier,
  channel: row.channel,
  step: row.step,
  outcome: deliveryOutcomes[row.state] ?? 'failed',
  reason: row.reason,
  at: row.ended_at?.toISOString() ?? null,
  ...nothing,
})

export const runEntry = (row: RunRow): RequestRecipient => {
  const end = endOf(row.state)
  return {
    identifier: row.identifier,
    channel,
    step: row.step,
    outcome: end ?? 'waiting',
    reason: end && (row.reason ?? end),
    at: row.ended_at?.toISOString() ?? null,
    ...nothing,
  }
}

const endOf = (state: string): 'cancelled' | 'failed' | null =>
  state === 'cancelled' || state === 'failed' ? state : null
