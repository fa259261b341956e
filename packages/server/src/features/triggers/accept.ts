import { problem, type SendAnswer } from '@inboxkit/protocol'
import type { Engine, NewJob } from '../../engine/types.js'
import type { Db, Tx } from '../../storage/db.js'
import type { IdempotencyKey } from '../idempotency/service.js'
import { claimKeys, findAnswers, insertTriggers, type NewTrigger } from './queries.js'

/** Queue of triggers to expand. */
export const expandQueue = 'trigger.expand'

/** Triggers that were accepted together travel in one job: a job costs more than a trigger. */
export interface ExpandJob {
  triggerIds: number[]
}

export interface Acceptance extends NewTrigger {
  /** Not before; `null` = at once. */
  startAt: Date | null
  idempotency: IdempotencyKey | null
}

interface Waiting {
  acceptance: Acceptance
  answer: (answer: SendAnswer) => void
  refuse: (cause: unknown) => void
}

/** Most triggers that share a transaction. */
const groupSize = 256

/**
 * Puts triggers on disk, with their jobs. Those that arrive while a commit is under way share the next transaction:
 * no timer, so a lone caller does not wait (FEED-SQL, table 3e). A failed group is rolled back and tried one by one.
 */
export const createAccept = (db: Db, engine: Engine): ((acceptance: Acceptance) => Promise<SendAnswer>) => {
  let waiting: Waiting[] = []
  let isCommitting = false

  const commitAll = async (): Promise<void> => {
    if (isCommitting) return
    isCommitting = true
    while (waiting.length > 0) {
      // A transaction on PGlite passes without a turn of the event loop: whoever is at the door comes along now.
      await new Promise((turn) => setImmediate(turn))
      const group = waiting.slice(0, groupSize)
      waiting = waiting.slice(groupSize)
      await commit(group)
    }
    isCommitting = false
  }

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const answers = await db.transaction((tx) => write(tx, engine, group))
      for (const [at, { answer, refuse }] of group.entries()) {
        const given = answers[at]
        if (given instanceof Error) refuse(given)
        else if (given) answer(given)
      }
    } catch (cause) {
      if (group.length === 1) group[0]?.refuse(cause)
      else for (const one of group) await commit([one])
    }
  }

  return (acceptance) =>
    new Promise((answer, refuse) => {
      waiting.push({ acceptance, answer, refuse })
      void commitAll()
    })
}

/** One answer per member, in order: a request id, or the problem of one whose key was used with another body. */
const write = async (tx: Tx, engine: Engine, group: readonly Waiting[]): Promise<(SendAnswer | Error)[]> => {
  const given = await earlierAnswers(tx, group)
  const fresh = group
    .filter(({ acceptance }) => given.get(acceptance) === undefined)
    .map(({ acceptance }) => acceptance)
  if (fresh.length > 0) {
    const ids = await insertTriggers(tx, fresh)
    const starts = ids.map(({ id }, at) => ({ id, startAt: fresh[at]?.startAt ?? null }))
    await engine.enqueue(tx, expandQueue, jobsOf(starts))
  }
  return group.map(({ acceptance }) => given.get(acceptance) ?? { requestId: acceptance.requestId })
}

/** One job for all that start at once, and one for each later time. */
const jobsOf = (starts: readonly { id: number; startAt: Date | null }[]): NewJob[] => {
  const times = new Map(starts.map(({ startAt }) => [startAt?.getTime(), startAt]))
  return [...times].map(([time, startAt]) => {
    const triggerIds = starts.filter((one) => one.startAt?.getTime() === time).map(({ id }) => id)
    return { data: { triggerIds } satisfies ExpandJob, ...(startAt ? { startAt } : {}) }
  })
}

const nameOf = (
  appId: number,
  { principal, method, path, key }: Omit<IdempotencyKey, 'appId' | 'bodyHash'>,
): string => JSON.stringify([appId, key, path, method, principal])

/** Answers for members whose key was used before, in the database or by an earlier member of the group. */
const earlierAnswers = async (
  tx: Tx,
  group: readonly Waiting[],
): Promise<Map<Acceptance, SendAnswer | Error>> => {
  const answers = new Map<Acceptance, SendAnswer | Error>()
  const firsts = new Map<string, Acceptance & { idempotency: IdempotencyKey }>()
  for (const { acceptance } of group) {
    const { appId, idempotency } = acceptance
    if (!idempotency) continue
    const name = nameOf(appId, idempotency)
    if (!firsts.has(name)) firsts.set(name, { ...acceptance, idempotency })
  }
  if (firsts.size === 0) return answers

  const keyed = [...firsts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, acceptance]) => acceptance)
  const claimed = new Set((await claimKeys(tx, keyed)).map((row) => nameOf(row.app_id, row)))
  const used = claimed.size < keyed.length ? await findAnswers(tx, keyed) : []
  const stored = new Map(
    used.map((row) => [nameOf(row.app_id, row), { hash: row.body_hash, answer: row.answer }]),
  )

  for (const { acceptance } of group) {
    const { appId, idempotency } = acceptance
    if (!idempotency) continue
    const name = nameOf(appId, idempotency)
    const first = firsts.get(name)
    const isFirst = first?.requestId === acceptance.requestId
    if (claimed.has(name) && isFirst) continue
    const earlier = claimed.has(name)
      ? first && { hash: first.idempotency.bodyHash, answer: { requestId: first.requestId } }
      : stored.get(name)
    answers.set(
      acceptance,
      earlier?.hash === idempotency.bodyHash ? earlier.answer : problem('idempotency_conflict'),
    )
  }
  return answers
}
