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

/** One thing that happened in a run. */
export interface RunEntry {
  at: string
  /** Its place among what the workflow does, from 0. */
  step: number
  /** Where that stands in the definition, such as `steps[2].then[0]`, and its id if it has one. */
  path: string
  id: string | null
  /**
   * `delivered` (in the inbox), `sent`, `pending`, `failed` or `cancelled` (a message), `skipped`, or what the step
   * decided, in a few words.
   */
  what: string
  channel: string | null
  /** Such as `seen in the inbox after 42 s`, `preference_off`, `quiet_hours`. */
  reason: string | null
  notificationId: number | null
  /** What providers were asked, and how they answered. */
  attempts: readonly Record<string, unknown>[]
}

/** One recipient's run of a request, and its story. */
export interface RequestRun {
  recipient: string
  state: 'ready' | 'waiting' | 'collecting' | 'fetching' | 'done' | 'cancelled' | 'failed'
  reason: string | null
  /** When it goes on by itself. */
  wakesAt: string | null
  startedAt: string
  endedAt: string | null
  timeline: readonly RunEntry[]
}

/** Answer of `GET /v3/requests/{requestId}`. */
export interface RequestAnswer extends RequestSummary {
  recipients: Page<RequestRecipient>
  /** Of sends with steps: the runs of up to 20 recipients, from `runsCursor` on. */
  runs: Page<RequestRun>
}

/** What one user got, or did not: an entry of `GET /v3/activity` with `userIdentifier`. */
export interface UserActivity extends RequestRecipient {
  requestId: string
}
