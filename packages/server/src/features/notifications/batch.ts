import type {
  AllOperation,
  BatchAnswer,
  Change,
  ItemOperation,
  ItemVerb,
  Operation,
  OperationResult,
  Outcome,
} from '@inboxkit/protocol'
import { problem } from '@inboxkit/protocol'
import type { WatermarkVerb } from '../../realtime/types.js'
import type { Db, Tx } from '../../storage/db.js'
import { feedColumns } from './fragments.js'
import { markAll } from './mark-all.js'
import { type Marked, markItems } from './mark-items.js'
import { type HeadRow, toHead } from './shape.js'

/** Operation ids are remembered this long; older acts answer `expired`. */
export const operationLifeMs: number = 30 * 24 * 3600 * 1000

const isItem = (operation: Operation): operation is ItemOperation => 'id' in operation

const isAll = (operation: Operation): operation is AllOperation =>
  operation.verb === 'seenAll' || operation.verb === 'readAll' || operation.verb === 'deleteAll'

/**
 * Applies a user's operations in order, in one transaction: all of them or none. An operation id takes effect once,
 * however often it is sent; the answer has one result per operation and tells the changes as one event.
 */
export const applyBatch = (
  db: Db,
  userId: number,
  operations: readonly Operation[],
  now: Date,
  tell: (answer: BatchAnswer, moved: WatermarkVerb[]) => void,
): Promise<BatchAnswer> =>
  db.transaction(async (tx) => {
    const outcomes = new Map<string, Outcome>()
    const claimed = await lockAndClaim(tx, userId, operations, now, outcomes)
    if (!claimed) throw problem('user_not_found')
    const { locked, fresh } = claimed
    const changes = new Map<number, Change>()
    const moved: WatermarkVerb[] = []
    let head = toHead(locked)
    for (const run of runsOf(fresh)) {
      const marked = await applyRun(tx, userId, run, now)
      if (!marked) throw problem('user_not_found')
      head = marked.head
      gather(changes, marked)
      moved.push(...marked.moved)
      for (const operation of run) outcomes.set(operation.operationId, outcomeOf(operation, marked))
    }
    const answer: BatchAnswer = {
      ...head,
      from: locked.head_seq,
      changes: [...changes.values()].sort((a, b) => a.seq - b.seq),
      results: operations.map((operation, at): OperationResult => {
        const isRepeated =
          operations.findIndex(({ operationId }) => operationId === operation.operationId) < at
        const outcome = isRepeated ? 'duplicate' : (outcomes.get(operation.operationId) ?? 'duplicate')
        return { operationId: operation.operationId, outcome }
      }),
    }
    if (head.seq > locked.head_seq) tx.afterCommit(() => tell(answer, moved))
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
  outcomes: Map<string, Outcome>,
): Promise<{ locked: HeadRow; fresh: Operation[] } | undefined> => {
  const young: Operation[] = []
  for (const operation of operations) {
    if ((operation.ageMs ?? 0) > operationLifeMs) outcomes.set(operation.operationId, 'expired')
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

/** Neighbours with the same verb travel in one statement; an item twice in a row starts a new one. */
const runsOf = (operations: readonly Operation[]): Operation[][] => {
  const runs: Operation[][] = []
  let ids = new Set<number>()
  for (const operation of operations) {
    const run = runs.at(-1)
    const joins = run?.[0]?.verb === operation.verb && isItem(operation) && !ids.has(operation.id)
    if (run && joins) run.push(operation)
    else {
      runs.push([operation])
      ids = new Set()
    }
    if (isItem(operation)) ids.add(operation.id)
  }
  return runs
}

const applyRun = (
  tx: Tx,
  userId: number,
  run: readonly Operation[],
  now: Date,
): Promise<Marked | undefined> => {
  const actedAt = ({ ageMs }: Operation): Date => new Date(now.getTime() - (ageMs ?? 0))
  const [first] = run
  if (first && isAll(first))
    return markAll(
      tx,
      userId,
      first.verb as WatermarkVerb,
      { throughSeq: first.throughSeq, at: actedAt(first), operationId: first.operationId },
      now,
    )
  const items = run as readonly ItemOperation[]
  const verb: ItemVerb = items[0]?.verb ?? 'seen'
  return markItems(
    tx,
    userId,
    verb,
    items.map((operation) => ({
      id: operation.id,
      at: actedAt(operation),
      operationId: operation.operationId,
      state: operation.state,
    })),
    now,
  )
}

const outcomeOf = (operation: Operation, marked: Marked): Outcome =>
  !isItem(operation) ? 'applied' : (marked.outcomes.get(operation.id) ?? 'gone')

/** An item changed twice in a batch is told once: as it is now, and as it was before the first change. */
const gather = (changes: Map<number, Change>, marked: Marked): void => {
  for (const change of marked.changes) {
    const earlier = changes.get(change.id)
    changes.set(change.id, earlier ? { ...change, was: earlier.was } : change)
  }
}
