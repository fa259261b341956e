import {
  type Answer,
  type BatchAnswer,
  type Beacon,
  type ChangesAnswer,
  type Counts,
  type FeedChanges,
  type FeedPage,
  type Filter,
  type ItemVerb,
  maxChanges,
  type Notification,
  type Operation,
  problem,
} from '@inboxkit/protocol'
import type { WatermarkVerb } from '../../realtime/types.js'
import type { Db, Sql } from '../../storage/db.js'
import type { Receiving } from '../events/service.js'
import { judge, readAsked, tellAnswers } from './answers.js'
import { applyBatch, tooManyPinned } from './batch.js'
import { type AllMark, markAll, markWhole } from './mark-all.js'
import { type Marked, markItems } from './mark-items.js'
import { type CountedRow, hasCounts } from './parts.js'
import {
  countItems,
  countSome,
  findOwner,
  type Joined,
  lockFeed,
  type PageQuery,
  readChanges,
  readCounts,
  readItem,
  readPage,
} from './queries.js'
import { type ItemRow, placeOf, toChange, toHead, toItem } from './shape.js'
import { whyNotUntil } from './snooze.js'

/** Tells a user's sockets what was committed. */
export type Tell = (userId: number, event: FeedChanges & { moved?: readonly WatermarkVerb[] }) => void

/** Tells them only how far the feed has come. */
export type Hint = (userId: number, at: Beacon) => void

/** What the rules here work with. */
export interface Feeds extends Receiving {
  db: Db
  tell: Tell
  hint: Hint
}

const isItem = <Row extends Joined>(row: Row): row is Row & ItemRow => row.no !== null

/**
 * A page of items with the feed's head of the same snapshot. `nextCursor` is the place of its last item. The first
 * page of those by cursor begins with what is pinned, beyond its limit; pages by number know no pins.
 */
export const listNotifications = async (
  db: Sql,
  userId: number,
  query: Omit<PageQuery, 'pinned'>,
): Promise<FeedPage> => {
  const { limit, before, offset } = query
  const pinned = offset !== undefined ? undefined : before === undefined ? 'first' : 'none'
  const rows = await readPage(db, userId, { ...query, pinned, limit: limit + 1 })
  const [first] = rows
  if (!first) throw problem('user_not_found')
  const found = rows.filter(isItem)
  const others = found.filter((row) => !row.is_pinned)
  const last = others.at(limit - 1)
  const head = toHead(first)
  const filtered = toFiltered(first)
  return {
    ...head,
    data: [...found.filter((row) => row.is_pinned), ...others.slice(0, limit)].map(toItem),
    nextCursor: others.length > limit && last ? String(placeOf(last)) : null,
    unreadCount: head.counts.unseen,
    pagination: { totalCount: await totalOf(db, userId, query, head, filtered) },
    ...(filtered ? { filtered } : {}),
  }
}

const toFiltered = ({ filtered_unseen, filtered_unread, filtered_total }: CountedRow): Counts | undefined =>
  filtered_unseen === undefined || filtered_unread === undefined || filtered_total === undefined
    ? undefined
    : { unseen: filtered_unseen, unread: filtered_unread, total: filtered_total }

/** Clients that page by number are told exactly; others no further than the counts of filters go. */
const totalOf = async (
  db: Sql,
  userId: number,
  query: PageQuery,
  { counts }: Pick<FeedPage, 'counts'>,
  filtered: Counts | undefined,
): Promise<number> => {
  const { state, offset, category, tag, tenant, data } = query
  const isWhole = [category, tag, tenant, data].every((asked) => asked === undefined)
  if (isWhole && state === undefined) return counts.total
  if (isWhole && state === 'unread') return counts.unread
  if (isWhole && state === 'read') return counts.total - counts.unread
  if (offset !== undefined) return countItems(db, userId, query)
  if (filtered && state === 'unread') return filtered.unread
  if (filtered && state !== 'read') return filtered.total
  return countSome(db, userId, query)
}

/** What has changed since, and the counts of some filters at the same position. */
export const listChanges = async (
  db: Db,
  userId: number,
  { epoch, since, filters }: { epoch: string; since: number; filters?: readonly Filter[] | undefined },
): Promise<ChangesAnswer> => {
  if (!filters) return changesSince(db, userId, epoch, since)
  // Each reads its own snapshot. The feed rarely moves between them; if it does, it is held still.
  const looked = await countedChanges(db, userId, epoch, since, filters)
  if (looked) return looked
  const held = await db.transaction(async (tx) => {
    await lockFeed(tx, userId)
    return countedChanges(tx, userId, epoch, since, filters)
  })
  if (!held) throw new Error('a feed moved while it was locked')
  return held
}

const changesSince = async (
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
    changes: rows.filter(isItem).map((row) => toChange(row, null, first.cleared)),
  }
}

/** @returns `undefined` when the feed moved meanwhile */
const countedChanges = async (
  db: Sql,
  userId: number,
  epoch: string,
  since: number,
  filters: readonly Filter[],
): Promise<ChangesAnswer | undefined> => {
  const answer = await changesSince(db, userId, epoch, since)
  const filtered: (Counts | null)[] = []
  for (const filter of filters) {
    const row = hasCounts(filter) ? await readCounts(db, userId, filter) : null
    if (row === undefined || (row && (row.seq !== answer.seq || row.epoch !== answer.epoch))) return undefined
    filtered.push((row && toFiltered(row)) ?? null)
  }
  return { ...answer, filtered }
}

/** Reads one item; looking at it marks it seen (contract, section 4.4). */
export const openNotification = async (feeds: Feeds, userId: number, id: number): Promise<Notification> => {
  await mark(feeds, userId, 'seen', [id])
  return getNotification(feeds.db, userId, id)
}

/** Reads one item as it is. @throws Problem `notification_not_found` */
export const getNotification = async (db: Sql, userId: number, id: number): Promise<Notification> => {
  const row = await readItem(db, userId, id)
  if (!row) throw problem('notification_not_found')
  return toItem(row)
}

/** What a verb needs to know beside the item. */
interface Detail {
  state?: string | null | undefined
  until?: Date
}

/** Applies a verb to some of a user's items, now. Unknown ids are left out of the answer's outcomes as `gone`. */
const mark = async (
  { db, tell, now }: Feeds,
  userId: number,
  verb: ItemVerb,
  ids: readonly number[],
  detail: Detail = {},
): Promise<Marked> => {
  const at = now()
  const marks = ids.map((id) => ({ id, at, operationId: null, ...detail }))
  const marked =
    verb === 'pin'
      ? await db.transaction(async (tx) => {
          await lockFeed(tx, userId)
          return markItems(tx, userId, verb, marks, at)
        })
      : await markItems(db, userId, verb, marks, at)
  if (!marked) throw problem('user_not_found')
  db.afterCommit(() => tellMarked(tell, userId, marked))
  return marked
}

/**
 * Marks one notification. Doing it twice changes nothing.
 * @throws Problem `notification_not_found`; `invalid_request` for an `until` that cannot be; `unprocessable` for a
 * pin too many
 */
export const markNotification = async (
  feeds: Feeds,
  userId: number,
  verb: ItemVerb,
  id: number,
  detail: Detail = {},
): Promise<Notification | null> => {
  const why = detail.until && whyNotUntil(detail.until, feeds.now())
  if (why !== undefined) throw problem('invalid_request', { fields: [{ field: 'until', message: why }] })
  const { changes, outcomes } = await mark(feeds, userId, verb, [id], detail)
  const [change] = changes
  if (change) return change.item
  const outcome = outcomes.get(id)
  if (outcome === 'refused') throw problem('unprocessable', { detail: tooManyPinned })
  if (outcome === 'gone' || verb === 'delete') throw problem('notification_not_found')
  return getNotification(feeds.db, userId, id)
}

/**
 * Sets a notification's state to what one of its blocks says, and tells workflows of the answer. The same answer twice
 * changes nothing, and is told once.
 * @throws Problem `notification_not_found`; `invalid_request` for an answer that does not fit; `already_answered`
 */
export const answerNotification = async (
  feeds: Feeds,
  userId: number,
  id: number,
  operation: { answer: Answer; state?: string | null | undefined },
): Promise<Notification> =>
  feeds.db.transaction(async (tx) => {
    const at = feeds.now()
    if (!(await lockFeed(tx, userId))) throw problem('user_not_found')
    const asked = await readAsked(tx, userId, [id])
    const { why, ...judged } = judge(asked.get(id), operation)
    if (why) throw problem('invalid_request', { fields: [why] })
    const marks = [{ id, at, operationId: null, ...judged }]
    const marked = await markItems(tx, userId, 'state', marks, at)
    const outcome = marked?.outcomes.get(id)
    if (!marked || outcome === 'gone') throw problem('notification_not_found')
    if (outcome === 'refused') throw problem('already_answered')
    await tellAnswers(tx, feeds, userId, marked, marks, asked)
    tx.afterCommit(() => tellMarked(feeds.tell, userId, marked))
    return marked.changes[0]?.item ?? getNotification(tx, userId, id)
  })

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

export const markEverything = async (feeds: Feeds, userId: number, verb: WatermarkVerb): Promise<void> => {
  const { db, now } = feeds
  const mark: AllMark = { at: now(), operationId: null }
  const marked =
    (await markWhole(db, userId, verb, mark, mark.at)) ??
    (await db.transaction((tx) => markAll(tx, userId, verb, mark, mark.at)))
  if (!marked) throw problem('user_not_found')
  db.afterCommit(() => tellMarked(feeds.tell, userId, marked))
}

export const batch = (
  { db, tell, hint, engine, now }: Feeds,
  userId: number,
  operations: readonly Operation[],
): Promise<BatchAnswer> =>
  applyBatch(
    db,
    { engine, now },
    userId,
    operations,
    now(),
    ({ answer: { results: _, ...event }, moved, isUntold }) => {
      if (isUntold) hint(userId, event)
      else tell(userId, { ...event, moved })
    },
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
