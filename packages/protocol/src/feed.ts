import type { Flags, Notification, NotificationId } from './notification.js'

/** Which part of a feed. No field = the plain feed: everything that is neither deleted, archived nor snoozed. */
export interface Filter {
  /** `unread` and `read` are parts of the plain feed. */
  state?: 'unread' | 'read' | 'archived' | 'snoozed'
  /** Category identifier. */
  category?: string
  tag?: string
  /** Tenant identifier. */
  tenant?: string
  /** Top-level values of `data` that must all be equal; 1 to 5. */
  data?: Record<string, string | number | boolean>
}

/**
 * Of the plain feed, or of a filter. `unseen`: neither seen nor read (the badge of the plain feed). `unread`: not
 * read. `total`: all that is shown.
 */
export interface Counts {
  unseen: number
  unread: number
  total: number
}

/**
 * Watermarks: how "mark all" works without touching a notification.
 * An item is seen when `item.seq <= seenAll`, read when `item.seq <= readAll`, gone when `item.sort <= cleared` and
 * it is neither archived nor snoozed.
 */
export interface Marks {
  seenAll: number
  seenAllAt: string | null
  readAll: number
  readAllAt: string | null
  cleared: number
  /** The operation that moved a watermark last, so that its sender can drop its pending record. */
  operationId: string | null
}

/**
 * Where a feed stands. `epoch` changes when the feed was made anew: everything known about it is void.
 * Sent as the realtime event `beacon` after joining and every 20 s. A bare hint comes without `counts`.
 */
export interface Beacon {
  epoch: string
  seq: number
  counts?: Counts
}

/** One snapshot of a feed's head: what the counts were at exactly this `seq`. */
export interface FeedHead extends Beacon {
  counts: Counts
  marks: Marks
}

/** One page of a feed, read in the same statement as its head. */
export interface FeedPage extends FeedHead {
  data: Notification[]
  /** Pass it back as `cursor` for the next page; `null` = the end. */
  nextCursor: string | null
  /** The vendor's badge number: equal to `counts.unseen`. */
  unreadCount: number
  pagination: { totalCount: number }
  /**
   * Counts of the filter without its `unread` or `read`, for filters by category, tag, tenant, `archived` or
   * `snoozed`. Exact to 999; 1,000 = more.
   */
  filtered?: Counts
}

/** The highest number that counts of a filter say. */
export const mostFiltered = 1000
/** Filters that one `changes` request may ask the counts of. */
export const maxFilters = 10

/**
 * One changed item. `item: null` = it is deleted. `was: null` in an event = it was created or restored; answers of
 * `changes` do not know it and always say `null`.
 */
export interface Change {
  id: NotificationId
  seq: number
  item: Notification | null
  was: Flags | null
  operationId: string | null
}

/**
 * What happened to a feed after `from`, up to `seq`. The realtime event `feed` and the answers of `changes`
 * and `batch` all have this shape. A client whose `seq` equals `from` applies it and stands at `seq`.
 */
export interface FeedChanges extends FeedHead {
  from: number
  changes: Change[]
}

/** Answer of `GET /v3/notifications/changes`. `reset: true` = too far behind, load the list anew. */
export interface ChangesAnswer extends FeedChanges {
  reset: boolean
  /** Counts of the filters that the request named, in their order; `null` for one without counts. */
  filtered?: (Counts | null)[]
}
