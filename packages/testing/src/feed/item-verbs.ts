import { type Change, type ItemOperation, type ItemVerb, maxPinned, type Outcome } from '@inboxkit/protocol'
import { alreadyAnswered, isAnsweredOtherwise, type Judged, judgeAnswer } from './answers.js'
import {
  effective,
  type FeedState,
  flagsOf,
  isCleared,
  iso,
  isThere,
  type Standing,
  type Stored,
  toItem,
} from './state.js'

/** When the user acted, and when it reached the server; milliseconds. */
export interface Times {
  at: number
  now: number
}

/** What one operation came to, and in what order its items were changed. */
export interface Result {
  outcome: Outcome
  message?: string
}

/** What is changed together: a change is told once, as it is now and as it was before the first. */
export type Changes = Map<number, Change>

/** Contents of deleted items are kept this long. */
export const restoreMs: number = 10 * 60_000
const yearMs = 366 * 24 * 3600_000

type Act = Times & Pick<ItemOperation, 'state' | 'until' | 'answer'>

/** What a verb makes of an item. Reading implies seeing. */
const targets: Record<ItemVerb, (was: Standing, act: Act) => Partial<Standing>> = {
  seen: ({ seenAt }, { at }) => ({ seenAt: seenAt ?? iso(at) }),
  unseen: () => ({ seenAt: null }),
  read: ({ seenAt, readAt }, { at }) => ({ seenAt: seenAt ?? iso(at), readAt: readAt ?? iso(at) }),
  unread: () => ({ readAt: null }),
  archive: ({ archivedAt }, { at }) => ({
    archivedAt: archivedAt ?? iso(at),
    snoozedUntil: null,
    pinnedAt: null,
  }),
  unarchive: () => ({ archivedAt: null }),
  snooze: (_, { until }) => ({
    archivedAt: null,
    snoozedUntil: iso(Date.parse(until ?? '')),
    pinnedAt: null,
  }),
  unsnooze: () => ({ snoozedUntil: null }),
  pin: ({ pinnedAt }, { at }) => ({ pinnedAt: pinnedAt ?? iso(at) }),
  unpin: () => ({ pinnedAt: null }),
  delete: ({ deletedAt }, { now }) => ({ deletedAt: deletedAt ?? now, pinnedAt: null }),
  restore: () => ({ deletedAt: null }),
  state: (was, { state = null, answer }) => ({
    state,
    answer: answer ?? (state === was.state ? was.answer : null),
  }),
}

/** A snooze that was over before it arrived: what was snoozed is back at once, as if it had waited here. */
const isOver = ({ verb, until }: Pick<ItemAct, 'verb' | 'until'>, { now }: Times): boolean =>
  verb === 'snooze' && Date.parse(until ?? '') <= now

const awake: Partial<Standing> = {
  archivedAt: null,
  snoozedUntil: null,
  pinnedAt: null,
  seenAt: null,
  readAt: null,
}

/** What is wrong with the end of a snooze. */
export const whyNotUntil = (until: string | undefined, at: number): string | undefined => {
  const aheadMs = Date.parse(until ?? '') - at
  return aheadMs > 0 && aheadMs <= yearMs ? undefined : 'must be later than now, by at most a year'
}

export const tooManyPinned: string = `At most ${maxPinned} notifications can be pinned`

const isPinTooMany = ({ items, marks }: FeedState, { verb, id }: ItemAct): boolean => {
  if (verb !== 'pin' || items.get(id)?.standing.pinnedAt) return false
  const pinned = [...items.values()].filter((one) => one.standing.pinnedAt && isThere(one, marks))
  return pinned.length >= maxPinned
}

/** When a "read all" has covered this item: that was an act on it too. */
const allActedAt = ({ seq }: Stored, { marks }: FeedState): number =>
  seq <= marks.readAll && marks.readAllAt ? Date.parse(marks.readAllAt) : 0

/** Writes an item's new standing down under the next `seq`, and what is to be told of it. */
export const write = (
  state: FeedState,
  one: Stored,
  to: Partial<Standing>,
  how: { operationId: string | null; actedAt?: number; onTop?: boolean },
  changes: Changes,
): void => {
  const { id } = one.content
  const seq = ++state.seq
  const moved: Stored = {
    ...one,
    standing: { ...effective(one, state.marks), ...to },
    seq,
    actedAt: how.actedAt ?? Math.max(one.actedAt, allActedAt(one, state)),
    operationId: how.operationId,
  }
  const { archivedAt, snoozedUntil } = moved.standing
  // What comes back from elsewhere after everything was cleared would be gone at its old place.
  const isBack = !archivedAt && !snoozedUntil && Boolean(one.standing.archivedAt ?? one.standing.snoozedUntil)
  const isOnTop = how.onTop ?? (isBack && one.sort <= state.marks.cleared)
  const after: Stored = {
    ...moved,
    sort: isOnTop ? seq : one.sort,
    wasAway: one.wasAway || isBack || isOnTop,
  }
  state.items.set(id, after)
  const was = changes.has(id) ? (changes.get(id)?.was ?? null) : flagsOf(one, state.marks)
  changes.delete(id)
  const item = after.standing.deletedAt === null ? toItem(after, state.marks) : null
  changes.set(id, { id, seq, item, was, operationId: how.operationId })
}

/** An act on one item; `operationId` is `null` when it did not come as an operation. */
export type ItemAct = Pick<ItemOperation, 'verb' | 'id' | 'state' | 'answer' | 'until'> & {
  operationId: string | null
}

/** One act of a user on one item. */
export const actOn = (state: FeedState, operation: ItemAct, times: Times, changes: Changes): Result => {
  const { id, verb, operationId } = operation
  const why = verb === 'snooze' ? whyNotUntil(operation.until, times.at) : undefined
  if (why !== undefined) return { outcome: 'refused', message: `until ${why}` }
  const one = state.items.get(id)
  const isReachable = verb === 'restore' || verb === 'delete'
  if (!one || isPurged(one, times.now)) return { outcome: 'gone' }
  const { deletedAt } = one.standing
  if (isCleared(one, state.marks) || (deletedAt !== null && !isReachable)) return { outcome: 'gone' }
  const judged =
    verb === 'state' && operation.answer
      ? judgeAnswer(one.content, operation.answer, operation.state)
      : undefined
  if (judged) return answer(state, one, operation, judged, times, changes)
  const isSeen = verb === 'seen'
  if (!isSeen && Math.max(one.actedAt, allActedAt(one, state)) > times.at) return { outcome: 'superseded' }
  if (isPinTooMany(state, operation)) return { outcome: 'refused', message: tooManyPinned }
  const before = effective(one, state.marks)
  const isWoken = isOver(operation, times)
  const to = isWoken ? awake : targets[verb](before, { ...times, ...operation })
  const isSame = Object.entries(to).every(([key, value]) => before[key as keyof Standing] === value)
  if (!isSame || isWoken)
    write(
      state,
      one,
      to,
      { operationId, ...(!isSeen && { actedAt: times.at }), ...(isWoken && { onTop: true }) },
      changes,
    )
  return { outcome: 'applied' }
}

/** Answers are never late: one counts whatever else was done to the item since. */
const answer = (
  state: FeedState,
  one: Stored,
  { operationId }: ItemAct,
  judged: Judged,
  { at }: Times,
  changes: Changes,
): Result => {
  if ('why' in judged) return { outcome: 'refused', message: `${judged.why.field} ${judged.why.message}` }
  if (isAnsweredOtherwise(one.standing, judged.answer))
    return { outcome: 'refused', message: alreadyAnswered }
  if (one.standing.state !== null) return { outcome: 'applied' }
  const actedAt = Math.max(one.actedAt, allActedAt(one, state), at)
  write(state, one, { state: judged.state, answer: judged.answer }, { operationId, actedAt }, changes)
  state.answers.push(judged.told)
  return { outcome: 'applied' }
}

const isPurged = ({ isPurged, standing }: Stored, now: number): boolean =>
  isPurged || (standing.deletedAt !== null && now - standing.deletedAt >= restoreMs)
