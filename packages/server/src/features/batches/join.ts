import type { Sql } from '../../storage/db.js'
import { indexKey } from '../../storage/index-key.js'
import { closeBuckets } from './close.js'
import { countCollecting, enterBuckets, insertFull, type Opening, openBuckets, setCounts } from './queries.js'

/** A run that comes to a batch step. */
export interface Joining {
  runId: number
  /** Below 0 = a recipient who is no user. */
  userId: number
  workflowVersionId: number
  step: number
  tenantId: number | null
  key: string
  /** 0 = it waits for no others, and is a batch of its own at once. */
  forSeconds: number
  isSliding: boolean
  /** Of a sliding one: the latest that it closes, counted from its opening. */
  maxWaitSeconds: number
  /** How many it takes, 1 or more; `null` = as many as come. */
  max: number | null
}

/** Runs that belong into one bucket, and the next if it is full. */
interface Group {
  first: Joining
  runIds: number[]
}

/**
 * Puts runs into their open buckets, and opens those that there are not. A bucket that is full is closed, and so is one
 * that is due: with so many who join that the sweep never finds it free, it would stay open. The caller has the runs
 * locked, and they have up to 1,000 different keys.
 * @returns ids of runs that go on at once, with the step after: they are `ready`
 */
export const joinBuckets = async (tx: Sql, joining: readonly Joining[], at: Date): Promise<number[]> => {
  const owners = await passAlone(
    tx,
    joining.filter(({ forSeconds }) => forSeconds === 0),
    at,
  )
  const together = joining.filter(({ forSeconds }) => forSeconds > 0)
  for (let groups = groupsOf(together); groups.length > 0; ) {
    const { left, closing } = await joinOnce(tx, groups, at)
    const { rest, full } = await fillWhole(tx, left, at)
    owners.push(...(await closeBuckets(tx, [...closing, ...full], at)))
    groups = rest
  }
  return owners
}

/** An open batch, which it would have joined before its user chose otherwise, stays as it is. */
const passAlone = async (tx: Sql, joining: readonly Joining[], at: Date): Promise<number[]> => {
  if (joining.length === 0) return []
  const groups = joining.map((one) => ({ first: { ...one, max: 1 }, runIds: [one.runId] }))
  const { full } = await fillWhole(tx, groups, at)
  return closeBuckets(tx, full, at)
}

const groupsOf = (joining: readonly Joining[]): Group[] => {
  const groups = new Map<string, Group>()
  for (const one of [...joining].sort((a, b) => a.runId - b.runId)) {
    const name = `${one.workflowVersionId}:${one.step}:${one.userId}:${one.tenantId ?? 0}:${indexKey(one.key)}`
    const group = groups.get(name)
    if (group) group.runIds.push(one.runId)
    else groups.set(name, { first: one, runIds: [one.runId] })
  }
  return [...groups.values()]
}

/** One bucket of each group. @returns runs for which it had no room, and buckets to close */
const joinOnce = async (
  tx: Sql,
  groups: readonly Group[],
  at: Date,
): Promise<{ left: Group[]; closing: number[] }> => {
  const buckets = await openBuckets(
    tx,
    groups.map((group) => openingOf(group, at)),
    at,
  )
  const pairs = groups.map((group, place) => {
    const bucket = buckets[place]
    if (!bucket) throw new Error('A group of runs has no bucket')
    return { group, bucket }
  })
  const isOver = ({ group: { first }, bucket }: (typeof pairs)[number]): boolean =>
    first.max !== null && bucket.count >= first.max
  const over = pairs.filter(isOver).map(({ bucket }) => bucket.id)
  const counts = over.length > 0 ? await countCollecting(tx, over) : new Map<number, number>()

  const placed = pairs.map((pair) => {
    const { group, bucket } = pair
    const { max } = group.first
    if (max === null || !isOver(pair))
      return { group, bucket, taken: group.runIds.length, isFull: false, count: bucket.count }
    const before = counts.get(bucket.id) ?? 0
    const taken = Math.min(group.runIds.length, Math.max(0, max - before))
    return { group, bucket, taken, isFull: before + taken >= max, count: before + taken }
  })
  const entries = placed.flatMap(({ group, bucket, taken }) =>
    group.runIds.slice(0, taken).map((runId) => ({ runId, bucketId: bucket.id, step: group.first.step })),
  )
  if (entries.length > 0) await enterBuckets(tx, entries)
  const counted = placed.filter(({ bucket, isFull, count }) => !isFull && count !== bucket.count)
  if (counted.length > 0)
    await setCounts(
      tx,
      counted.map(({ bucket, count }) => ({ id: bucket.id, count })),
    )
  return {
    left: placed
      .filter(({ group, taken }) => taken < group.runIds.length)
      .map(({ group, taken }) => ({ ...group, runIds: group.runIds.slice(taken) })),
    closing: placed.filter(({ bucket, isFull }) => isFull || bucket.isDue).map(({ bucket }) => bucket.id),
  }
}

/** Of runs that had no room, as many as fill buckets of their own. The caller has just closed the open ones. */
const fillWhole = async (
  tx: Sql,
  left: readonly Group[],
  at: Date,
): Promise<{ rest: Group[]; full: number[] }> => {
  const whole: Group[] = []
  const rest: Group[] = []
  for (const { first, runIds } of left) {
    const size = first.max ?? runIds.length
    for (let from = 0; from < runIds.length; from += size) {
      const part = { first, runIds: runIds.slice(from, from + size) }
      if (part.runIds.length === first.max) whole.push(part)
      else rest.push(part)
    }
  }
  if (whole.length === 0) return { rest, full: [] }
  const full = await insertFull(
    tx,
    whole.map((group) => openingOf(group, at)),
    at,
  )
  const entries = whole.flatMap(({ first, runIds }, place) =>
    runIds.map((runId) => ({ runId, bucketId: full[place] ?? 0, step: first.step })),
  )
  await enterBuckets(tx, entries)
  return { rest, full }
}

const openingOf = ({ first, runIds }: Group, at: Date): Opening => {
  const after = (seconds: number): Date => new Date(at.getTime() + seconds * 1000)
  const latestAt = after(first.isSliding ? first.maxWaitSeconds : first.forSeconds)
  const closesAt = after(
    first.isSliding ? Math.min(first.forSeconds, first.maxWaitSeconds) : first.forSeconds,
  )
  return {
    workflowVersionId: first.workflowVersionId,
    step: first.step,
    userId: first.userId,
    tenantId: first.tenantId ?? 0,
    key: indexKey(first.key),
    count: runIds.length,
    closesAt,
    latestAt,
  }
}
