import type { FeedChanges, Filter } from './feed.js'
import type { Answer, NotificationId } from './notification.js'

/** Verbs that act on one item. */
export type ItemVerb =
  | 'seen'
  | 'unseen'
  | 'read'
  | 'unread'
  | 'archive'
  | 'unarchive'
  | 'snooze'
  | 'unsnooze'
  | 'pin'
  | 'unpin'
  | 'delete'
  | 'restore'
  | 'state'
/** Verbs that act on all of a feed. */
export type AllVerb = 'seenAll' | 'readAll' | 'archiveAll' | 'deleteAll'

interface OperationBase {
  /** UUID made by the acting client. The same id takes effect once; ids live 30 days. */
  operationId: string
  /** Milliseconds between the user's act and this request; 0 when absent. Decides what supersedes what. */
  ageMs?: number | undefined
}

/**
 * One act of a user on one item. `state` belongs to the verb `state`, `until` (ISO 8601) to `snooze`. With an `answer`,
 * `state` sets what the answered block says, and workflows are told of an event.
 */
export interface ItemOperation extends OperationBase {
  verb: ItemVerb
  id: NotificationId
  state?: string | null | undefined
  answer?: Answer | undefined
  until?: string | undefined
}

/**
 * One act on everything that the user could see: all that existed at `throughSeq`, the feed's `seq` on that screen
 * (`item.sort <= throughSeq`), also what was changed since. What came later is left alone.
 */
export interface AllOperation extends OperationBase {
  verb: AllVerb
  throughSeq: number
  /** Absent = the plain feed, by a watermark; but `archiveAll` always changes the items. */
  filter?: Filter | undefined
}

/** Takes an act on all back, for 10 minutes and while no later act on all has moved a watermark. */
export interface UndoOperation extends OperationBase {
  verb: 'undo'
  /** The operation to take back. */
  of: string
}

export type Operation = ItemOperation | AllOperation | UndoOperation

/**
 * - `applied`: took effect, or the item was already so
 * - `duplicate`: this operation id was processed before
 * - `superseded`: the user changed that item later, elsewhere
 * - `gone`: no such item in this user's feed, or its content was purged
 * - `refused`: not allowed; `message` says why
 * - `expired`: the act is older than 30 days
 */
export type Outcome = 'applied' | 'duplicate' | 'superseded' | 'gone' | 'refused' | 'expired'

export interface OperationResult {
  operationId: string
  outcome: Outcome
  message?: string
}

/** Body of `POST /v3/notifications/batch`: 1 to 500 operations, applied in order. */
export interface BatchRequest {
  operations: Operation[]
}

/** One result per operation, in order, and what changed in the feed, as the realtime event tells it. */
export interface BatchAnswer extends FeedChanges {
  results: OperationResult[]
}

export const maxOperations = 500
/** How many notifications of one user can be pinned. */
export const maxPinned = 5
