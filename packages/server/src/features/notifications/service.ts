import {
  type BatchAnswer,
  type ChangesAnswer,
  type FeedChanges,
  type FeedPage,
  type ItemVerb,
  maxChanges,
  type Notification,
  type Operation,
  problem,
} from '@inboxkit/protocol'
import type { WatermarkVerb } from '../../realtime/types.js'
import type { Db, Sql } from '../../storage/db.js'
import { applyBatch } from './batch.js'
import { type AllMark, markAll, markWhole } from './mark-all.js'
import { type Marked, markItems } from './mark-items.js'
import {
  countItems,
  findOwner,
  type Joined,
  type PageQuery,
  readChanges,
  readItem,
  readPage,
} from './queries.js'
import { type ItemRow, toChange, toHead, toItem } from './shape.js'

/** Tells a user's sockets what was committed. */
export type Tell = (userId: number, event: FeedChanges & { moved?: readonly WatermarkVerb[] }) => void

/** What the rules here work with. */
export interface Feeds {
  db: Db
  tell: Tell
  now: () => Date
}

const isItem = <Row extends Joined>(row: Row): row is Row & ItemRow => row.no !== null

/** A page of items with the feed's head of the same snapshot. `nextCursor` is the place of its last item. */
export const listNotifications = async (db: Sql, userId: number, query: PageQuery): Promise<FeedPage> => {
  const rows = await readPage(db, userId, { ...query, limit: query.limit + 1 })
  const [first] = rows
  if (!first) throw problem('user_not_found')
  const found = rows.filter(isItem)
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  const head = toHead(first)
  return {
    ...head,
    data: shown.map(toItem),
    nextCursor: found.length > query.limit && last ? String(last.no) : null,
    unreadCount: head.counts.unseen,
    pagination: { totalCount: await totalOf(db, userId, query, head) },
  }
}

/** Unfiltered and unread totals stand in the head; others are counted, and only for clients that page by number. */
const totalOf = async (
  db: Sql,
  userId: number,
  query: PageQuery,
  { counts }: Pick<FeedPage, 'counts'>,
): Promise<number> => {
  if (query.category === undefined && query.state === undefined) return counts.total
  if (query.category === undefined && query.state === 'unread') return counts.unread
  if (query.category === undefined && query.state === 'read') return counts.total - counts.unread
  return (await countItems(db, userId, query))?.n ?? 0
}

export const listChanges = async (
  db: Sql,
  userId: number,
  epoch: string,
  since: number,
): Promise<ChangesAnswer> => {
  const rows = await readChanges(db, userId, epoch, since, maxChanges)
  const [first] = rows
  if (!first) throw problem('user_not_found')
  return {
    ...toHead(first),
    from: since,
    reset: first.reset,
    changes: rows.filter(isItem).map((row) => toChange(row, null)),
  }
}

/** Reads one item; looking at it marks it seen (contract, section 4.4). */
export const openNotification = async (feeds: Feeds, userId: number, id: number): Promise<Notification> => {
  await mark(feeds, userId, 'seen', [id])
  return getNotification(feeds.db, userId, id)
}

const getNotification = async (db: Sql, userId: number, id: number): Promise<Notification> => {
  const row = await readItem(db, userId, id)
  if (!row) throw problem('notification_not_found')
  return toItem(row)
}

/** Applies a verb to some of a user's items, now. Unknown ids are left out of the answer's outcomes as `gone`. */
const mark = async (
  { db, tell, now }: Feeds,
  userId: number,
  verb: ItemVerb,
  ids: readonly number[],
  state: string | null = null,
): Promise<Marked> => {
  const at = now()
  const marked = await markItems(
    db,
    userId,
    verb,
    ids.map((id) => ({ id, at, operationId: null, state })),
    at,
  )
  if (!marked) throw problem('user_not_found')
  db.afterCommit(() => tellMarked(tell, userId, marked))
  return marked
}

/** Marks one notification. Doing it twice changes nothing. @throws Problem `notification_not_found` */
export const markNotification = async (
  feeds: Feeds,
  userId: number,
  verb: ItemVerb,
  id: number,
  state: string | null = null,
): Promise<Notification | null> => {
  const { changes, outcomes } = await mark(feeds, userId, verb, [id], state)
  const [change] = changes
  if (change) return change.item
  if (outcomes.get(id) === 'gone' || verb === 'delete') throw problem('notification_not_found')
  return getNotification(feeds.db, userId, id)
}

/** Marks one page of a feed seen, as the vendor's clients ask; without a page, the first 15 unseen items. */
export const markPageSeen = async (
  feeds: Feeds,
  userId: number,
  query: PageQuery | undefined,
): Promise<void> => {
  const page = await readPage(feeds.db, userId, query ?? { limit: 15, state: 'unread' })
  const ids = page.filter(isItem).map(({ id }) => id)
  if (ids.length > 0) await mark(feeds, userId, 'seen', ids)
}

export const markEverything = async (
  { db, tell, now }: Feeds,
  userId: number,
  verb: WatermarkVerb,
): Promise<void> => {
  const mark: AllMark = { at: now(), operationId: null }
  const marked =
    (await markWhole(db, userId, verb, mark, mark.at)) ??
    (await db.transaction((tx) => markAll(tx, userId, verb, mark, mark.at)))
  if (!marked) throw problem('user_not_found')
  db.afterCommit(() => tellMarked(tell, userId, marked))
}

export const batch = (
  { db, tell, now }: Feeds,
  userId: number,
  operations: readonly Operation[],
): Promise<BatchAnswer> =>
  applyBatch(db, userId, operations, now(), ({ results: _, ...event }, moved) =>
    tell(userId, { ...event, moved }),
  )

const tellMarked = (tell: Tell, userId: number, { from, head, changes, moved }: Marked): void => {
  if (head.seq > from) tell(userId, { ...head, from, changes, moved })
}

/** The user whose feed an item is in. @throws Problem `notification_not_found`, also for another app's items */
export const ownerOf = async (db: Sql, appId: number, id: number): Promise<number> => {
  const owner = await findOwner(db, appId, id)
  if (!owner) throw problem('notification_not_found')
  return owner.user_id
}
