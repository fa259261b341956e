import type { Problem } from '@inboxkit/protocol'
import type { Engine } from '../../engine/types.js'
import { nextTurn } from '../../next-turn.js'
import type { Db, Tx } from '../../storage/db.js'
import { type IdempotencyKey, inProgressOr, keyWaitMs, limitLockWaits } from '../idempotency/service.js'
import { type Claimed, claimKeys, keyName } from './accept-keys.js'
import { insertTriggers, type NewTrigger } from './queries.js'
import { type Directory, type Names, resolveNames } from './references.js'

/** Queue of triggers to expand. */
export const expandQueue = 'trigger.expand'

/** Queue of what is left of large sends: others do not wait behind their pages. */
export const pagesQueue = 'trigger.pages'

/** Triggers that were accepted together travel in one job: a job costs more than a trigger. */
export interface ExpandJob {
  triggerIds: number[]
}

export interface Acceptance extends Omit<NewTrigger, 'audience' | 'workflowVersionId'> {
  startAt: Date | null
  idempotency: IdempotencyKey | null
  isForEveryone?: boolean
  /** What has to be there for the send to be taken. */
  names?: Names
}

export interface Accepted {
  requestId: string
  /** Whether an earlier request with the same key did the work. */
  isReplay: boolean
}

export type Accept = (acceptance: Acceptance) => Promise<Accepted>

interface Waiting {
  acceptance: Acceptance
  answer: (answer: Accepted) => void
  refuse: (cause: unknown) => void
}

/** Most triggers that share a transaction. */
const groupSize = 256

/** How long a key may be held while others wait for the group: less than for the key alone. */
const groupKeyWaitMs = 250

/**
 * Puts triggers on disk, with their jobs. Those that arrive while a commit is under way share the next transaction:
 * no timer, so a lone caller does not wait (FEED-SQL, table 3e). A failed group is rolled back and tried again in
 * parts: those of one key together, the others one by one.
 */
export const createAccept = (db: Db, engine: Engine, directory: Directory): Accept => {
  let waiting: Waiting[] = []
  let isCommitting = false

  const commitAll = async (): Promise<void> => {
    if (isCommitting) return
    isCommitting = true
    while (waiting.length > 0) {
      // A transaction on PGlite passes without a turn of the event loop: whoever is at the door comes along now.
      await nextTurn()
      const group = waiting.slice(0, groupSize)
      waiting = waiting.slice(groupSize)
      await commit(group)
    }
    isCommitting = false
  }

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    const parts = partsOf(group)
    try {
      const isWhole = parts.length === 1
      const answers = await db.transaction(async (tx) => {
        if (group.some(({ acceptance }) => acceptance.idempotency))
          await limitLockWaits(tx, isWhole ? keyWaitMs : groupKeyWaitMs)
        return write(tx, engine, directory, group)
      })
      for (const [at, { answer, refuse }] of group.entries()) {
        const given = answers[at]
        if (given instanceof Error) refuse(given)
        else if (given) answer(given)
      }
    } catch (cause) {
      if (parts.length === 1) for (const { refuse } of group) refuse(inProgressOr(cause))
      // Nobody else waits for the parts: one whose key is held may take its time.
      else void Promise.all(parts.map(commit))
    }
  }

  return (acceptance) =>
    new Promise((answer, refuse) => {
      waiting.push({ acceptance, answer, refuse })
      void commitAll()
    })
}

/** Those of one key stay together: a key that is held is waited for once. */
const partsOf = (group: readonly Waiting[]): Waiting[][] => {
  const parts = new Map<unknown, Waiting[]>()
  for (const one of group) {
    const { idempotency } = one.acceptance
    const name = idempotency ? keyName(idempotency) : one
    const part = parts.get(name)
    if (part) part.push(one)
    else parts.set(name, [one])
  }
  return [...parts.values()]
}

/** One answer per member, in order: a request id, or the problem of one that is refused. */
const write = async (
  tx: Tx,
  engine: Engine,
  directory: Directory,
  group: readonly Waiting[],
): Promise<(Accepted | Problem)[]> => {
  const members = group.map(({ acceptance }) => acceptance)
  const resolved = await resolveNames(tx, directory, members)
  const keyed = await claimKeys(tx, members, (member) => resolved.get(member) instanceof Error)
  const fresh = members.flatMap((member) => {
    const trigger = resolved.get(member)
    return trigger && !(trigger instanceof Error) && !keyed.has(member) ? [trigger] : []
  })
  if (fresh.length > 0) {
    const ids = await insertTriggers(tx, fresh)
    const now = ids.flatMap(({ id }, at) => (isLater(fresh[at]) ? [] : id))
    if (now.length > 0)
      await engine.enqueue(tx, expandQueue, [{ data: { triggerIds: now } satisfies ExpandJob }])
  }
  return members.map((member) => answerOf(member, resolved.get(member), keyed.get(member)))
}

const answerOf = (
  { requestId }: Acceptance,
  resolved: NewTrigger | Problem | undefined,
  keyed: Claimed | undefined,
): Accepted | Problem => {
  if (keyed) return keyed
  return resolved instanceof Error ? resolved : { requestId, isReplay: false }
}

/** What is for later waits as a row, without a job; what is past is sent at once, together with all the others. */
const isLater = (trigger: NewTrigger | undefined): boolean =>
  trigger?.startAt != null && trigger.startAt > trigger.acceptedAt
