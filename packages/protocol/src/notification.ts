/** Public numeric id of a notification, below 2^53. One sequence for the whole server. */
export type NotificationId = number

/** What a notification is about; preferences hang on it. `id` is ours, `identifier` is the customer's. */
export interface Category {
  id: number
  identifier: string
  name: string
}

/**
 * A typed piece of rich content inside a notification (contract, section 4.3). A `button` without a `link`, an `input`,
 * a `textarea` and a `rating-star` (or `rating`) can be answered, once for each notification.
 */
export interface Block {
  id: string
  type: string
  variant?: string
  text?: string
  link?: string
  externalLink?: boolean
  src?: string
  /** What `state` of the notification becomes by the answer: 1 to 64 characters. Else the rating, or the block's `id`. */
  state?: string
  /** Name of the event that tells workflows of the answer: 1 to 255 characters; `notification.answered` when absent. */
  event?: string
  /** Shown where nothing has been written yet: at most 200 characters. */
  placeholder?: string
  /** Best rating: 2 to 10, 5 when absent. */
  max?: number
  /** Most characters of a written answer: 1 to 4,000, which it is when absent. */
  maxLength?: number
}

/**
 * What a user answers to one block of a notification. `value`: for a button `null` or its text; 1 to `maxLength`
 * characters for an `input` and a `textarea`; a whole number from 1 to `max` for a rating.
 */
export interface Answer {
  /** Its `id`. */
  block: string
  value: string | number | null
}

/** By what an item came: a workflow, a topic, or as one of everyone. Identifiers, to look up and to link. */
export interface NotificationReason {
  workflow?: string
  topic?: string
  everyone?: true
}

/**
 * One item in a user's feed. Instants are ISO 8601 text.
 * `clickedAt` repeats `readAt` for clients of the Engagespot contract.
 */
export interface Notification {
  id: NotificationId
  /** Position of the last change to this item in its user's feed. */
  seq: number
  /** Place in the feed, highest first: the position at which it was created, or came back. */
  sort: number
  title: string
  message: string | null
  icon: string | null
  url: string | null
  data: Record<string, unknown> | null
  category: Category | null
  blocks: Block[]
  createdAt: string
  seenAt: string | null
  readAt: string | null
  clickedAt: string | null
  state: string | null
  /** In the archive since then. Absent, as all that follows = no. */
  archivedAt?: string
  /** Out of sight until then, when it comes back on top, unseen. */
  snoozedUntil?: string
  /** One of at most 5 that stand first. */
  pinnedAt?: string
  /** Deleted by itself then. */
  expiresAt?: string
  /** To filter by: 1 to 10, each of 1 to 64 characters. */
  tags?: string[]
  /** Identifier of the tenant that it was sent for. */
  tenant?: string
  /** Why its user got it; absent when it was sent to this user by name. */
  reason?: NotificationReason
  /** What its user answered, of which `state` comes. Absent = nothing, or `state` was set without an answer since. */
  answer?: Answer
}

/** What an item was before a change, as far as filters and counts ask. */
export interface Flags {
  seen: boolean
  read: boolean
  archived: boolean
  snoozed: boolean
  category: string | null
  tags?: string[]
  tenant?: string
}
