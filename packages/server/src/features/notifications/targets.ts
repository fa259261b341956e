import { type ItemVerb, maxPinned } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import { isThere } from './fragments.js'

/** Columns that acts of a user change. */
interface Target {
  seen: Fragment
  read: Fragment
  deleted: Fragment
  state: Fragment
  archived: Fragment
  snoozed: Fragment
  pinned: Fragment
}

const same: Target = {
  seen: sql`o.seen_at`,
  read: sql`o.read_at`,
  deleted: sql`o.deleted_at`,
  state: sql`o.state`,
  archived: sql`o.archived_at`,
  snoozed: sql`o.snoozed_until`,
  pinned: sql`o.pinned_at`,
}

/** A snooze that was over before it arrived: what was snoozed is back at once, as if it had waited here. */
const isOver: Fragment = sql`o.asked_until <= o.now`

const changes: Record<ItemVerb, Partial<Target>> = {
  seen: { seen: sql`coalesce(o.seen_at, o.at)` },
  unseen: { seen: sql`null` },
  read: { seen: sql`coalesce(o.seen_at, o.at)`, read: sql`coalesce(o.read_at, o.at)` },
  unread: { read: sql`null` },
  archive: { archived: sql`coalesce(o.archived_at, o.at)`, snoozed: sql`null`, pinned: sql`null` },
  unarchive: { archived: sql`null` },
  snooze: {
    archived: sql`null`,
    snoozed: sql`case when not ${isOver} then o.asked_until end`,
    pinned: sql`null`,
    seen: sql`case when not ${isOver} then o.seen_at end`,
    read: sql`case when not ${isOver} then o.read_at end`,
  },
  unsnooze: { snoozed: sql`null` },
  pin: { pinned: sql`coalesce(o.pinned_at, o.at)` },
  unpin: { pinned: sql`null` },
  delete: { deleted: sql`coalesce(o.deleted_at, o.now)`, pinned: sql`null` },
  restore: { deleted: sql`null` },
  state: { state: sql`o.asked_state` },
}

export interface VerbSql {
  /**
   * What a verb makes of an item `o`, given the act `o.at`, `o.asked_state` and `o.asked_until`; of `state` there is
   * `o.asked_answer` too. Reading implies seeing.
   */
  to: Target
  /** Whether it puts an item elsewhere, or back. */
  isMove: boolean
  isPin: boolean
  /** Conditions on `o` and its feed `f`. */
  isGone: Fragment
  isSuperseded: Fragment
  isRefused: Fragment
  /** Whether the item is on top from now on. */
  isWoken: Fragment
  /** When the user acted last, from now on; of `c`. That an item was seen does not count. */
  actedAt: Fragment
}

/** How many the user has pinned. Exact only where the feed was locked by an earlier statement. */
const pinned: Fragment = sql`(
  select count(*) from notification n where n.user_id = f.user_id and n.pinned_at is not null and ${isThere})`

/** What was answered stays so, and an answer is never late: it counts, whatever else was done to the item since. */
const isSuperseded = (verb: ItemVerb): Fragment => {
  if (verb === 'seen') return sql`false`
  const isLate = sql`greatest(o.acted_at, o.all_acted_at) > o.at`
  return verb === 'state' ? sql`o.asked_answer is null and ${isLate}` : isLate
}

const isRefused = (verb: ItemVerb): Fragment => {
  if (verb === 'pin') return sql`o.pinned_at is null and ${pinned} >= ${maxPinned}`
  return verb === 'state'
    ? sql`o.asked_answer is not null and o.state is not null and o.answer is distinct from o.asked_answer`
    : sql`false`
}

const actedAt = (verb: ItemVerb): Fragment => {
  if (verb === 'seen') return sql`greatest(c.acted_at, c.all_acted_at)`
  return verb === 'state'
    ? sql`case when c.asked_answer is null then c.at else greatest(c.acted_at, c.all_acted_at, c.at) end`
    : sql`c.at`
}

export const sqlOf = (verb: ItemVerb): VerbSql => ({
  to: { ...same, ...changes[verb] },
  isMove: ['archive', 'unarchive', 'snooze', 'unsnooze'].includes(verb),
  isPin: ['pin', 'unpin', 'delete'].includes(verb),
  isGone: verb === 'restore' || verb === 'delete' ? sql`o.purged` : sql`o.purged or o.deleted_at is not null`,
  isSuperseded: isSuperseded(verb),
  isRefused: isRefused(verb),
  isWoken: verb === 'snooze' ? isOver : sql`false`,
  actedAt: actedAt(verb),
})
