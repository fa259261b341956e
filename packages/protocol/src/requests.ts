import type { Page } from './paging.js'

/**
 * - `scheduled`: its `sendAt` is to come
 * - `accepted`: on disk, about to be worked on
 * - `delivering`: going out, page by page
 * - `waiting`: some of its runs wait in a delay
 * - `done`: nothing is left to do
 * - `cancelled`: nothing was left when it was cancelled
 */
export type RequestState = 'scheduled' | 'accepted' | 'delivering' | 'waiting' | 'done' | 'cancelled'

/** How many recipients a request has in each state; `skipped` ones did not get it for a reason of their own. */
export interface RequestCounts {
  delivered: number
  skipped: number
  waiting: number
  cancelled: number
  failed: number
}

/** What became of one step for one recipient; `waiting` = it is yet to happen. */
export type RequestOutcome = 'delivered' | 'skipped' | 'waiting' | 'cancelled' | 'failed'

/** What became of a request for one recipient over one channel, and why. */
export interface RequestRecipient {
  identifier: string
  channel: string
  /** Place of the step in its workflow, from 0; `null` without a workflow. */
  step: number | null
  outcome: RequestOutcome
  /** Such as `unknown_recipient`, `preference_off`, `channel_not_chosen`, `cancelled`, `render_failed`. */
  reason: string | null
  at: string | null
  notificationId: number | null
  seenAt: string | null
  readAt: string | null
}

/** What every list of requests says of one. */
export interface RequestSummary {
  requestId: string
  state: RequestState
  acceptedAt: string
  sendAt: string | null
  workflow: { identifier: string; version: number } | null
  category: string | null
  counts: RequestCounts
}

/** Answer of `GET /v3/requests/{requestId}`. */
export interface RequestAnswer extends RequestSummary {
  recipients: Page<RequestRecipient>
}

/** What one user got, or did not: an entry of `GET /v3/activity` with `userIdentifier`. */
export interface UserActivity extends RequestRecipient {
  requestId: string
}
