import { type AllVerb, type ItemVerb, maxChanges } from '@inboxkit/protocol'
import sql, { type Sql as Fragment } from 'sql-template-tag'
import type { Tx } from '../../storage/db.js'
import { feedColumns, isUnread, isUnseen } from './fragments.js'
import type { AllMark } from './mark-all.js'
import { type Mark, type Marked, markItems } from './mark-items.js'
import { newestOf } from './parts.js'
import { lockFeed } from './queries.js'
import { toHead } from './shape.js'

/** Items changed in one statement. */
const pageSize = 1000

/** What an act on all makes of each item that it changes, and which it leaves as they are. */
const verbs: Record<AllVerb, { verb: ItemVerb; isOpen: Fragment }> = {
  seenAll: { verb: 'seen', isOpen: isUnseen },
  readAll: { verb: 'read', isOpen: isUnread },
  archiveAll: { verb: 'archive', isOpen: sql`n.archived_at is null` },
  deleteAll: { verb: 'delete', isOpen: sql`true` },
}

/**
 * Marks everything of a part of a feed that its user could see, item by item: each takes a `seq` of its own. What
 * came to that part from elsewhere is meant too, as long as its place is below `throughSeq`.
 */
export const markFiltered = async (
  tx: Tx,
  userId: number,
  all: AllVerb,
  { throughSeq, filter = {}, at, operationId }: AllMark,
  now: Date,
): Promise<Marked | undefined> => {
  const locked = await lockFeed(tx, userId)
  if (!locked) return undefined
  const { verb, isOpen } = verbs[all]
  const find = (before: number, most: number): Promise<{ id: number; sort: number }[]> =>
    tx.many<{ id: number; sort: number }>`
      select n.id, n.sort from (select ${feedColumns}, f.user_id from feed f where f.user_id = ${userId}) f
      cross join lateral (
        ${newestOf(filter, sql`n.id`, { before, most, also: sql`and ${isOpen}` })}
      ) n
      order by n.sort desc limit ${most}::bigint`
  const from = Math.min(throughSeq ?? locked.head_seq, locked.head_seq) + 1
  const first = await find(from, maxChanges + 1)
  const toMark = ({ id }: { id: number }): Mark => ({ id, at, operationId })
  if (first.length <= maxChanges) return markPages(tx, userId, verb, [first.map(toMark)], now)
  return markPages(
    tx,
    userId,
    verb,
    (async function* () {
      for (let before = from; ; ) {
        const page = await find(before, pageSize)
        const last = page.at(-1)
        if (last) yield page.map(toMark)
        if (!last || page.length < pageSize) return
        before = last.sort
      }
    })(),
    now,
  )
}

/** Cuts what is to be marked so that one statement can take it. */
export const inMarkPages = (marks: readonly Mark[]): Mark[][] => {
  const size = marks.length <= maxChanges ? maxChanges : pageSize
  return Array.from({ length: Math.ceil(marks.length / size) }, (_, at) =>
    marks.slice(at * size, (at + 1) * size),
  )
}

/**
 * Marks page after page in one transaction, which has the feed locked. One page of at most `maxChanges` items is told
 * item by item; of more, clients only hear how far the feed has come.
 */
export const markPages = async (
  tx: Tx,
  userId: number,
  verb: ItemVerb,
  pages: readonly Mark[][] | AsyncIterable<Mark[]>,
  now: Date,
): Promise<Marked | undefined> => {
  const isTold = Array.isArray(pages) && pages.length <= 1 && (pages[0]?.length ?? 0) <= maxChanges
  const locked = await lockFeed(tx, userId)
  if (!locked) return undefined
  let { head }: Pick<Marked, 'head'> = { head: toHead(locked) }
  const changes: Marked['changes'] = []
  for await (const marks of pages) {
    const marked = marks.length > 0 ? await markItems(tx, userId, verb, marks, now, isTold) : undefined
    if (!marked) continue
    head = marked.head
    changes.push(...marked.changes)
  }
  const from = locked.head_seq
  return { from, head, changes, outcomes: new Map(), moved: [], isUntold: !isTold && head.seq > from }
}
