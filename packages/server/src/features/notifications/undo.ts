import type { AllVerb, ItemVerb } from '@inboxkit/protocol'
import { maxPinned } from '@inboxkit/protocol'
import type { Tx } from '../../storage/db.js'
import { feedColumns, isShown, isThere, isUnread, isUnseen, place } from './fragments.js'
import { inMarkPages, markPages } from './mark-filtered.js'
import type { Mark, Marked } from './mark-items.js'
import { lockFeed } from './queries.js'
import { type HeadRow, toHead } from './shape.js'

/** How long an act on all can be taken back, and a deleted item restored. */
export const undoMs: number = 10 * 60 * 1000

/** What an operation keeps of the feed as it was before. */
interface Kept {
  verb: AllVerb
  /** The feed's `seq`. */
  from: number
  /** Absent = it moved no watermark. */
  marks?: Record<string, unknown>
  isUndone?: boolean
}

const inverseOf: Record<AllVerb, ItemVerb> = {
  seenAll: 'unseen',
  readAll: 'unread',
  archiveAll: 'unarchive',
  deleteAll: 'restore',
}

/** Writes down with an operation what is needed to take it back; to be called before it acts. */
export const keepUndo = (
  tx: Tx,
  userId: number,
  operationId: string,
  verb: AllVerb,
): Promise<number> => tx.run`
  update operation o set undo = jsonb_build_object('verb', ${verb}::text, 'from', f.seq, 'marks',
    jsonb_build_object('seen_all', f.seen_all, 'seen_all_at', f.seen_all_at, 'read_all', f.read_all,
      'read_all_at', f.read_all_at, 'cleared', f.cleared, 'cleared_at', f.cleared_at,
      'marks_operation_id', f.marks_operation_id))
  from feed f where f.user_id = ${userId} and o.user_id = f.user_id and o.id = ${operationId}::uuid`

/** It moved no watermark after all. */
export const keepNoMarks = (tx: Tx, userId: number, operationId: string): Promise<number> => tx.run`
  update operation set undo = undo - 'marks' where user_id = ${userId} and id = ${operationId}::uuid`

/**
 * Takes an act on all back. Items that it was the last to change get the inverse verb. A watermark goes back only
 * while no later one has moved, and then the feed is made anew: clients know marks to rise only.
 * @returns `refused` when it is too late, or was no act on all
 */
export const undoAll = async (
  tx: Tx,
  userId: number,
  { of, at, operationId }: { of: string; at: Date; operationId: string },
  now: Date,
): Promise<Marked | 'refused' | undefined> => {
  const locked = await lockFeed(tx, userId)
  if (!locked) return undefined
  const found = await tx.one<{ at: Date; undo: Kept | null }>`
    select at, undo from operation where user_id = ${userId} and id = ${of}::uuid`
  if (!found?.undo || now.getTime() - found.at.getTime() > undoMs) return 'refused'
  const { verb, from, marks, isUndone } = found.undo
  const nothing: Marked = {
    from: locked.head_seq,
    head: toHead(locked),
    changes: [],
    outcomes: new Map(),
    moved: [],
  }
  if (isUndone) return nothing
  if (marks && locked.marks_operation_id !== of.toLowerCase()) return 'refused'
  await tx.run`
    update operation set undo = undo || '{"isUndone": true}' where user_id = ${userId} and id = ${of}::uuid`
  const pages = inMarkPages(await findMarked(tx, userId, of, from, at, operationId))
  const unmarked = pages.length > 0 ? await markPages(tx, userId, inverseOf[verb], pages, now) : nothing
  if (!marks || !unmarked) return unmarked
  const head = await putBack(tx, userId, marks)
  return head && { ...unmarked, head: toHead(head), changes: [], isUntold: true }
}

/** Items that an operation was the last to change, with the act that takes it back: later than that one. */
const findMarked = async (
  tx: Tx,
  userId: number,
  of: string,
  from: number,
  at: Date,
  operationId: string,
): Promise<Mark[]> => {
  const rows = await tx.many<{ id: number; acted_at: Date | null }>`
    select n.id, n.acted_at from notification n
    where n.user_id = ${userId} and n.seq > ${from}::bigint and n.seq > n.no and n.operation_id = ${of}::uuid
    order by ${place}`
  return rows.map(({ id, acted_at }) => ({
    id,
    at: acted_at && acted_at > at ? acted_at : at,
    operationId,
  }))
}

/** The watermarks as they were, and the counts counted anew. Of what was pinned then, no more than allowed stays so. */
const putBack = async (
  tx: Tx,
  userId: number,
  marks: Record<string, unknown>,
): Promise<HeadRow | undefined> => {
  await tx.run`
    update feed f set epoch = gen_random_uuid(), seq = f.seq + 1, seen_all = m.seen_all, seen_all_at = m.seen_all_at,
      read_all = m.read_all, read_all_at = m.read_all_at, cleared = m.cleared, cleared_at = m.cleared_at,
      marks_operation_id = m.marks_operation_id
    from jsonb_to_record(${JSON.stringify(marks)}::jsonb) as m(seen_all bigint, seen_all_at timestamptz,
      read_all bigint, read_all_at timestamptz, cleared bigint, cleared_at timestamptz, marks_operation_id uuid)
    where f.user_id = ${userId}`
  await tx.run`
    update notification set pinned_at = null where user_id = ${userId} and pinned_at is not null and id not in (
      select n.id from notification n join feed f on f.user_id = n.user_id
      where n.user_id = ${userId} and n.pinned_at is not null and ${isThere}
      order by n.pinned_at desc, ${place} desc limit ${maxPinned}::bigint)`
  return tx.one<HeadRow>`
    update feed f set unseen = counted.unseen, unread = counted.unread, total = counted.total
    from (
      select count(*) filter (where ${isUnseen}) unseen, count(*) filter (where ${isUnread}) unread, count(*) total
      from feed f join notification n on n.user_id = f.user_id where f.user_id = ${userId} and ${isShown}
    ) counted
    where f.user_id = ${userId}
    returning ${feedColumns}`
}
