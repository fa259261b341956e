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
  step: number
  recipient: string
  reason: string
  at: Date
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
  channel,
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
