import type { Block, NotificationReason } from '@inboxkit/protocol'
import sql, { empty, type Sql as Fragment } from 'sql-template-tag'
import type { Sql } from '../../storage/db.js'
import { eventsOf, type UserEvent } from '../notifications/shape.js'
import { askFor } from '../preferences/in-app.js'
import {
  contentTable,
  growInOrder,
  growOnce,
  keepOrder,
  noteOptedOut,
  placesOf,
  readBack,
} from './deliver-fragments.js'

/** One notification on its way into a feed. */
export interface Delivery {
  triggerId: number
  /** Place of the step in its workflow; 0 without one. */
  step: number
  userId: number
  /** What it says: a place in the contents. */
  content: number
}

/** What notifications say, resolved. Many deliveries may share one. */
export interface DeliveryContent {
  title: string
  message: string | null
  icon: string | null
  url: string | null
  data: Record<string, unknown> | null
  blocks: readonly Block[] | null
  categoryId: number | null
  /** Whether the category is one that nobody can opt out of. */
  isRequired: boolean
  /** The tenant that it is sent for. */
  tenantId?: number | null
  /** To filter by; `null` = none. */
  tags?: readonly string[] | null
  /** When it is deleted by itself: ISO 8601 text. */
  expiresAt?: string | null
  /** By which workflow or topic it comes; `null` = it is sent to its users. */
  reason?: NotificationReason | null
}

export interface Delivered {
  inserted: number
  /** Those whom preferences keep from it: an outcome `preference_off` says so. */
  optedOut: Delivery[]
  /** What to tell, for the users asked for. */
  events: UserEvent[]
}

interface AnswerRow {
  claimed: number
  inserted: number
  opted_out: string | null
  told: string | null
}

/**
 * Up to 1,000 notifications in one statement, for triggers or runs that the caller holds: it has claimed or locked
 * them in this transaction, so nobody else delivers these (trigger, step, user). Preferences are those of the moment
 * the statement begins. Feeds are locked in ascending order, and whoever holds one is its only writer: `seq` under the
 * lock is the newest. A user's items are numbered by trigger and step, without holes.
 * @param told users to read the new rows back for
 * @returns also `gone`: deliveries whose users were deleted meanwhile, who are passed over
 */
export const deliverItems = async (
  tx: Sql,
  items: readonly Delivery[],
  contents: readonly DeliveryContent[],
  told: readonly number[],
  at: Date,
): Promise<Delivered & { gone: Delivery[] }> => {
  if (items.length === 0) return { inserted: 0, optedOut: [], gone: [], events: [] }
  const { delivered } = await deliver(tx, items, contents, told, at, null)
  const isComplete = delivered.inserted + delivered.optedOut.length === items.length
  return { ...delivered, gone: isComplete ? [] : await findGone(tx, items) }
}

/**
 * The same for whole triggers, which are claimed in the same statement: when another worker was faster, nothing is
 * inserted and no `seq` moves. Users without a feed are passed over.
 * @throws Error when only some of the triggers were left to claim; rolled back, they can be tried one by one
 */
export const deliverPage = async (
  tx: Sql,
  triggerIds: readonly number[],
  items: readonly Delivery[],
  contents: readonly DeliveryContent[],
  told: readonly number[],
  at: Date,
): Promise<Delivered & { isClaimed: boolean }> => {
  const { delivered, claimed } = await deliver(tx, items, contents, told, at, triggerIds)
  if (claimed > 0 && claimed < triggerIds.length)
    throw new Error('Some triggers of a page were expanded by another worker')
  return { ...delivered, isClaimed: claimed > 0 }
}

/** The answer is one row of text values: PGlite is slow at many rows. */
const deliver = async (
  tx: Sql,
  given: readonly Delivery[],
  contents: readonly DeliveryContent[],
  told: readonly number[],
  at: Date,
  triggerIds: readonly number[] | null,
): Promise<{ delivered: Delivered; claimed: number }> => {
  const [first] = given
  const isTold = told.length > 0
  const isClaimed = triggerIds ? sql`(select count(*) from claimed) = ${triggerIds.length}` : sql`true`
  // One trigger's step reaches each user once. Pages of many recipients are of this kind.
  const once = contents.length === 1 && isOneStep(given) ? first : undefined
  const items = once ? given : inOrder(given)
  const asked = askFor(contents)
  const isOptional = asked !== null
  if (once && items.length > 1) await keepOrder(tx)
  const row = await tx.one<AnswerRow>`
    with ${contentTable(contents)},
    ${triggerIds ? claim(triggerIds, at) : empty}
    ${
      once
        ? growOnce(once, items, asked?.subjects[0], { isClaimed, isTold })
        : growInOrder(items, asked, { isClaimed })
    },
    ${isOptional ? noteOptedOut(at) : empty}
    inserted as (
      insert into notification
        (user_id, no, seq, trigger_id, step, category_id, tenant_id, title, message, icon, url, data, blocks,
          reason, tags, expires_at, created_at)
      select a.user_id, a.no, a.no, a.trigger_id, a.step, c.category_id, c.tenant_id, c.title, c.message, c.icon,
        c.url, c.data, c.blocks, c.reason, c.tags, c.expires_at, ${at}::timestamptz
      from addressee a ${once ? sql`cross join content c` : sql`join content c on c.place = a.content`}
      ${isTold ? sql`returning *` : empty}
    )
    select ${triggerIds ? sql`(select count(*) from claimed)` : sql`0`} claimed,
      (select count(*) from addressee) inserted,
      ${isOptional ? placesOf(sql`opted_out`) : sql`null`} opted_out,
      ${isTold ? readBack(told) : sql`null`} told`
  const places: number[] = JSON.parse(row?.opted_out ?? '[]')
  return {
    claimed: row?.claimed ?? 0,
    delivered: {
      inserted: row?.inserted ?? 0,
      optedOut: places.flatMap((place) => items[place - 1] ?? []),
      events: eventsOf(row?.told ? JSON.parse(row.told) : [], () => null),
    },
  }
}

const claim = (triggerIds: readonly number[], at: Date): Fragment => sql`
  claimed as (
    update trigger set expanded_at = ${at} where id = any(${triggerIds}::bigint[]) and expanded_at is null
    returning id
  ),`

const isOneStep = ([first, ...rest]: readonly Delivery[]): boolean =>
  rest.every(({ triggerId, step }) => triggerId === first?.triggerId && step === first.step)

const inOrder = (items: readonly Delivery[]): Delivery[] =>
  items.toSorted((a, b) => a.userId - b.userId || a.triggerId - b.triggerId || a.step - b.step)

/** Nobody comes back under the same id, and whoever got something is locked: asking afterwards is exact. */
const findGone = async (tx: Sql, items: readonly Delivery[]): Promise<Delivery[]> => {
  const rows = await tx.many<{ user_id: number }>`
    select user_id from feed where user_id = any(${[...new Set(items.map(({ userId }) => userId))]}::bigint[])`
  const there = new Set(rows.map(({ user_id }) => user_id))
  return items.filter(({ userId }) => !there.has(userId))
}
