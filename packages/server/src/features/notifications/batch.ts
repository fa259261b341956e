import {
  type AllOperation,
  type BatchAnswer,
  type Change,
  type ItemOperation,
  type ItemVerb,
  maxChanges,
  maxPinned,
  type Operation,
  type OperationResult,
  type Outcome,
  problem,
} from '@inboxkit/protocol'
import type { WatermarkVerb } from '../../realtime/types.js'
import type { Db, Tx } from '../../storage/db.js'
import type { Receiving } from '../events/service.js'
import { type Asked, judge, readAsked, tellAnswers } from './answers.js'
import { feedColumns } from './fragments.js'
import { type AllMark, markAll } from './mark-all.js'
import { markFiltered } from './mark-filtered.js'
import { type Mark, type Marked, markItems } from './mark-items.js'
import { type HeadRow, toHead } from './shape.js'
import { whyNotUntil } from './snooze.js'
import { keepNoMarks, keepUndo, undoAll } from './undo.js'

/** Operation ids are remembered this long; older acts answer `expired`. */
export const operationLifeMs: number = 30 * 24 * 3600 * 1000

/** What an operation came to. */
type Result = Omit<OperationResult, 'operationId'>

const isItem = (operation: Operation): operation is ItemOperation => 'id' in operation

/** What is told of a batch; `isUntold` = too much, or a feed made anew: clients have to look for themselves. */
export interface BatchTold {
  answer: BatchAnswer
  moved: WatermarkVerb[]
  isUntold: boolean
}

/**
 * Applies a user's operations in order, in one transaction: all of them or none. An operation id takes effect once,
 * however often it is sent; the answer has one result per operation and tells the changes as one event.
 */
export const applyBatch = (
  db: Db,
  receiving: Receiving,
  userId: number,
  operations: readonly Operation[],
  now: Date,
  tell: (told: BatchTold) => void,
): Promise<BatchAnswer> =>
  db.transaction(async (tx) => {
    const results = new Map<string, Result>()
    const claimed = await lockAndClaim(tx, userId, operations, now, results)
    if (!claimed) throw problem('user_not_found')
    const { locked, fresh } = claimed
    const changes = new Map<number, Change>()
    const moved: WatermarkVerb[] = []
    let isGap = false
    let head = toHead(locked)
    for (const run of runsOf(fresh)) {
      const marked = await applyRun(tx, receiving, userId, run, now, results)
      if (!marked) continue
      head = marked.head
      isGap ||= marked.isUntold ?? false
      gather(changes, marked)
      moved.push(...marked.moved)
    }
    const isUntold = isGap || changes.size > maxChanges
    const answer: BatchAnswer = {
      ...head,
      from: isUntold ? head.seq : locked.head_seq,
      changes: isUntold ? [] : [...changes.values()].sort((a, b) => a.seq - b.seq),
      results: operations.map((operation, at): OperationResult => {
        const isRepeated =
          operations.findIndex(({ operationId }) => operationId === operation.operationId) < at
        const result = isRepeated ? undefined : results.get(operation.operationId)
        return { operationId: operation.operationId, ...(result ?? { outcome: 'duplicate' }) }
      }),
    }
    if (head.seq > locked.head_seq) tx.afterCommit(() => tell({ answer, moved, isUntold }))
    return answer
  })

/**
 * Locks the feed, then writes the operation ids down.
 * @returns the operations seen for the first time and young enough, in order; `undefined` when there is no feed
 */
const lockAndClaim = async (
  tx: Tx,
  userId: number,
  operations: readonly Operation[],
  now: Date,
  results: Map<string, Result>,
): Promise<{ locked: HeadRow; fresh: Operation[] } | undefined> => {
  const young: Operation[] = []
  for (const operation of operations) {
    if ((operation.ageMs ?? 0) > operationLifeMs) results.set(operation.operationId, { outcome: 'expired' })
    else young.push(operation)
  }
  const ids = [...new Set(young.map(({ operationId }) => operationId))].sort()
  const locked = await tx.one<HeadRow & { claimed: string | null }>`
    with f as materialized (
      select ${feedColumns}, f.user_id from feed f where f.user_id = ${userId} for no key update
    ),
    claimed as (
      insert into operation (user_id, id, at) select f.user_id, ids.id, ${now} from f, unnest(${ids}::uuid[]) ids(id)
      on conflict do nothing returning id
    )
    select f.*, (select string_agg(id::text, ',') from claimed) claimed from f`
  if (!locked) return undefined
  const isFresh = new Set(locked.claimed?.split(','))
  return { locked, fresh: young.filter(({ operationId }) => isFresh.delete(operationId.toLowerCase())) }
}

/**
 * Neighbours with the same verb travel in one statement; an item twice in a row starts a new one. `pin` looks at how
 * many are pinned, so each is a statement of its own.
 */
const runsOf = (operations: readonly Operation[]): Operation[][] => {
  const runs: Operation[][] = []
  let ids = new Set<number>()
  for (const operation of operations) {
    const run = runs.at(-1)
    const { verb } = operation
    const joins = run?.[0]?.verb === verb && isItem(operation) && verb !== 'pin' && !ids.has(operation.id)
    if (run && joins) run.push(operation)
    else {
      runs.push([operation])
      ids = new Set()
    }
    if (isItem(operation)) ids.add(operation.id)
  }
  return runs
}

/** Applies a run and notes what its operations came to. @returns `undefined` when none of them was to be applied */
const applyRun = async (
  tx: Tx,
  receiving: Receiving,
  userId: number,
  run: readonly Operation[],
  now: Date,
  results: Map<string, Result>,
): Promise<Marked | undefined> => {
  const [first] = run
  if (!first) return undefined
  if (isItem(first)) return applyItems(tx, receiving, userId, run.filter(isItem), now, results)
  const { operationId } = first
  const at = actedAt(first, now)
  const marked =
    first.verb === 'undo'
      ? await undoAll(tx, userId, { of: first.of, at, operationId }, now)
      : await applyAll(tx, userId, first, at, now)
  if (!marked) throw problem('user_not_found')
  if (marked === 'refused') {
    results.set(operationId, { outcome: 'refused', message: 'This can no longer be undone' })
    return undefined
  }
  results.set(operationId, { outcome: 'applied' })
  return marked
}

const actedAt = ({ ageMs }: Operation, now: Date): Date => new Date(now.getTime() - (ageMs ?? 0))

const applyItems = async (
  tx: Tx,
  receiving: Receiving,
  userId: number,
  operations: readonly ItemOperation[],
  now: Date,
  results: Map<string, Result>,
): Promise<Marked | undefined> => {
  const [{ verb } = { verb: undefined }] = operations
  if (verb === undefined) return undefined
  const answered = operations.flatMap(({ id, answer }) => (answer ? id : []))
  const asked = answered.length > 0 ? await readAsked(tx, userId, answered) : new Map<number, Asked>()
  const marks = operations.flatMap((operation): (Mark & { operationId: string })[] => {
    const { id, operationId } = operation
    const at = actedAt(operation, now)
    const until = verb === 'snooze' ? new Date(operation.until ?? '') : undefined
    const whyNot = until && whyNotUntil(until, at)
    const { state, answer, why } = judge(asked.get(id), operation)
    const message = whyNot === undefined ? why && `${why.field} ${why.message}` : `until ${whyNot}`
    if (message === undefined) return [{ id, at, operationId, state, answer, until }]
    results.set(operationId, { outcome: 'refused', message })
    return []
  })
  if (marks.length === 0) return undefined
  const marked = await markItems(tx, userId, verb, marks, now)
  if (!marked) throw problem('user_not_found')
  await tellAnswers(tx, receiving, userId, marked, marks, asked)
  for (const { id, operationId } of marks)
    results.set(operationId, resultOf(verb, marked.outcomes.get(id) ?? 'gone'))
  return marked
}

export const tooManyPinned = `At most ${maxPinned} notifications can be pinned`

const resultOf = (verb: ItemVerb, outcome: Outcome): Result => {
  if (outcome !== 'refused') return { outcome }
  return { outcome, message: verb === 'pin' ? tooManyPinned : problem('already_answered').message }
}

const applyAll = async (
  tx: Tx,
  userId: number,
  { verb, throughSeq, filter, operationId }: AllOperation,
  at: Date,
  now: Date,
): Promise<Marked | undefined> => {
  const mark: AllMark = { throughSeq, filter, at, operationId }
  await keepUndo(tx, userId, operationId, verb)
  const isWatermark = Object.values(filter ?? {}).every((asked) => asked === undefined)
  const marked =
    isWatermark && verb !== 'archiveAll'
      ? await markAll(tx, userId, verb, mark, now)
      : await markFiltered(tx, userId, verb, mark, now)
  if (marked?.moved.length === 0) await keepNoMarks(tx, userId, operationId)
  return marked
}

/** An item changed twice in a batch is told once: as it is now, and as it was before the first change. */
const gather = (changes: Map<number, Change>, marked: Marked): void => {
  for (const change of marked.changes) {
    const earlier = changes.get(change.id)
    changes.set(change.id, earlier ? { ...change, was: earlier.was } : change)
  }
}
