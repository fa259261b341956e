import {
  type AllOperation,
  type AllVerb,
  type ItemVerb,
  type Marks,
  maxPinned,
  type Notification,
  type UndoOperation,
} from '@inboxkit/protocol'
import { countOf, countShown, listOf, matches } from './filters.js'
import { actOn, type Changes, type Result, restoreMs, type Times } from './item-verbs.js'
import { type Done, effective, type FeedState, iso, isThere, type Stored, toItem } from './state.js'

const verbOf: Record<AllVerb, ItemVerb> = {
  seenAll: 'seen',
  readAll: 'read',
  archiveAll: 'archive',
  deleteAll: 'delete',
}
/** Which items an act on a part has something to do for. */
const isLeft: Record<AllVerb, (item: Notification) => boolean> = {
  seenAll: ({ seenAt, readAt }) => !seenAt && !readAt,
  readAll: ({ readAt }) => !readAt,
  archiveAll: ({ archivedAt }) => archivedAt === undefined,
  deleteAll: () => true,
}
const inverseOf: Record<AllVerb, ItemVerb> = {
  seenAll: 'unseen',
  readAll: 'unread',
  archiveAll: 'unarchive',
  deleteAll: 'restore',
}

/** An act on all; `operationId` is `null` when it did not come as an operation. */
export type AllAct = Pick<AllOperation, 'verb' | 'throughSeq' | 'filter'> & { operationId: string | null }

/** One act of a user on all of a feed, or of a filter, up to what was on the screen. */
export const actOnAll = (
  state: FeedState,
  { verb, filter = {}, throughSeq, operationId }: AllAct,
  times: Times,
  changes: Changes,
): Result => {
  const through = Math.min(throughSeq, state.seq)
  const done: Done = { verb, at: times.now }
  if (operationId !== null) state.done.set(operationId, done)
  if (verb !== 'archiveAll' && Object.keys(filter).length === 0) {
    const marks = { ...state.marks }
    if (moveWatermark(state, verb, through, operationId, times, changes)) done.marks = marks
    return { outcome: 'applied' }
  }
  const matching = listOf(state, filter).filter((item) => item.sort <= through && isLeft[verb](item))
  for (const { id } of matching.reverse())
    actOn(state, { operationId, verb: verbOf[verb], id }, times, changes)
  return { outcome: 'applied' }
}

/** Items changed behind the screen are marked one by one; everything else by moving a watermark. */
const moveWatermark = (
  state: FeedState,
  verb: Exclude<AllVerb, 'archiveAll'>,
  through: number,
  operationId: string | null,
  times: Times,
  changes: Changes,
): boolean => {
  const all = [...state.items.values()].filter((one) => isThere(one, state.marks))
  if (verb !== 'deleteAll')
    for (const one of all) {
      const isLate = one.sort <= through && one.seq > through
      if (isLate && isOpen(verb, one, state.marks))
        actOn(state, { operationId, verb: verbOf[verb], id: one.content.id }, times, changes)
    }
  const counts = countShown(state)
  const beyond = countOf(
    [...state.items.values()]
      .filter((one) => isThere(one, state.marks))
      .filter(({ sort, seq }) => sort > through || (verb !== 'deleteAll' && seq > through))
      .map((one) => toItem(one, state.marks))
      .filter((item) => matches({}, item)),
  )
  const isNeeded =
    verb === 'deleteAll'
      ? counts.total > beyond.total
      : counts.unseen > beyond.unseen || (verb === 'readAll' && counts.unread > beyond.unread)
  if (!isNeeded) return false
  state.seq++
  state.marks = movedMarks(state.marks, verb, through, iso(times.at), operationId)
  return true
}

const isOpen = (verb: AllVerb, one: Stored, marks: Marks): boolean => {
  const { seenAt, readAt } = effective(one, marks)
  return verb === 'readAll' ? !readAt : !seenAt && !readAt
}

const later = (a: string | null, b: string): string => (a !== null && a > b ? a : b)

const movedMarks = (
  marks: Marks,
  verb: AllVerb,
  through: number,
  at: string,
  operationId: string | null,
): Marks => {
  if (verb === 'deleteAll') return { ...marks, operationId, cleared: Math.max(marks.cleared, through) }
  return {
    ...marks,
    operationId,
    seenAll: Math.max(marks.seenAll, through),
    seenAllAt: later(marks.seenAllAt, at),
    ...(verb === 'readAll' && {
      readAll: Math.max(marks.readAll, through),
      readAllAt: later(marks.readAllAt, at),
    }),
  }
}

const tooLate: Result = { outcome: 'refused', message: 'This can no longer be undone' }

/** Takes an act on all back. A watermark that goes back makes the feed anew: clients know marks to rise only. */
export const undo = (
  state: FeedState,
  { of, operationId }: UndoOperation,
  times: Times,
  changes: Changes,
  renewEpoch: () => void,
): Result => {
  const done = state.done.get(of)
  if (!done?.verb || times.now - done.at > restoreMs) return tooLate
  if (done.isUndone) return { outcome: 'applied' }
  if (done.marks && state.marks.operationId !== of) return tooLate
  done.isUndone = true
  const verb = inverseOf[done.verb]
  for (const one of [...state.items.values()].sort((a, b) => a.sort - b.sort))
    if (one.operationId === of)
      actOn(
        state,
        { operationId, verb, id: one.content.id },
        { ...times, at: Math.max(times.at, one.actedAt) },
        changes,
      )
  if (!done.marks) return { outcome: 'applied' }
  state.marks = done.marks
  state.seq++
  renewEpoch()
  unpinSurplus(state)
  return { outcome: 'applied' }
}

/** Of what was pinned before and is back, no more than allowed stays so: the latest. */
const unpinSurplus = ({ items, marks }: FeedState): void => {
  const pinned = [...items.values()]
    .filter((one) => one.standing.pinnedAt !== null && isThere(one, marks))
    .sort((a, b) => (b.standing.pinnedAt ?? '').localeCompare(a.standing.pinnedAt ?? '') || b.sort - a.sort)
  for (const one of pinned.slice(maxPinned))
    items.set(one.content.id, { ...one, standing: { ...one.standing, pinnedAt: null } })
}
