import {
  type AllVerb,
  clientProblem,
  type Filter,
  type ItemVerb,
  maxOperations,
  type NotificationId,
  type Problem,
} from '@inboxkit/protocol'
import type { Undoable } from '../inbox.js'
import type { Http } from '../transport/http.js'
import { type Patience, retry, toProblem } from '../transport/retry.js'
import type { FeedStore } from './feed-store.js'
import { shown } from './items.js'
import { isAll, isOne, type Pending } from './overlay.js'
import type { Sync } from './sync.js'
import { inverse, undoMs } from './undo.js'

/** What a user did, before it has an id. */
export type Act =
  | { verb: ItemVerb; id: NotificationId; state?: string | null; until?: string }
  | { verb: AllVerb; throughSeq: number; filter?: Filter }
  | { verb: 'undo'; of: string }

/** Shows acts at once and sends them in order, one batch at a time, until the server has said something to each. */
export interface Outbox {
  /** Resolves when all are answered; rejects with the first Problem that took one back. */
  act(acts: readonly Act[]): Undoable
  /** Sends now what is being gathered. */
  flush(): void
  /** Sends what is left once, without trying again. Resolves when all is answered. */
  end(): Promise<void>
}

interface OutboxOptions {
  store: FeedStore
  http: Http
  patience: Patience
  judge: Sync['judge']
  /** A whole batch was refused. */
  onRefused(problem: Problem): void
}

/** Rows are seen one after the other as they scroll by. */
const gatherMs = 1000

/**
 * RFC 9562, version 4. It has to be unique among one user's acts, not secret, and `crypto.randomUUID` is missing
 * where a page is served without TLS.
 */
const uuid = (): string =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (Number(digit) ^ ((Math.random() * 16) >> (Number(digit) / 4))).toString(16),
  )

/** An act that was not even begun. */
export const notDone = (reason: Problem): Undoable =>
  Object.assign(Promise.reject(reason), { undo: () => Promise.resolve() })

export const createOutbox = ({ store, http, patience, judge, onRefused }: OutboxOptions): Outbox => {
  const { clock } = patience
  const { records } = store.items
  const ending = new AbortController()
  let running: Promise<void> | undefined
  let cancelTimer: (() => void) | undefined

  const unsent = (): Pending[] =>
    [...records.values()].filter(({ answeredSeq }) => answeredSeq === undefined).slice(0, maxOperations)

  const send = async (batch: readonly Pending[]): Promise<void> => {
    const request = async (): Promise<void> => {
      // What an event has confirmed since the last try needs no answer.
      const open = batch.filter(({ operationId }) => records.has(operationId))
      if (open.length === 0) return
      const now = clock.now()
      for (const record of open) record.isSent = true
      const answer = await http.batch({
        operations: open.map(({ actedAt, isSent, isVain, answeredSeq, settle, ...operation }) => ({
          ...operation,
          ageMs: Math.max(0, Math.round(now - actedAt)),
        })),
      })
      judge(store.takeAnswer(open, answer), answer.seq)
    }
    try {
      await retry(request, patience, ending.signal)
    } catch (cause) {
      const reason = ending.signal.aborted ? clientProblem('closed', { cause }) : toProblem(cause)
      store.refuse(batch, reason)
      onRefused(reason)
    }
  }

  const drain = async (): Promise<void> => {
    // Acts of one moment travel together.
    await Promise.resolve()
    for (let batch = unsent(); batch.length > 0; batch = unsent()) await send(batch)
    running = undefined
  }

  const flush = (): void => {
    cancelTimer?.()
    cancelTimer = undefined
    running ??= drain()
  }

  /** Seen ones wait for each other. */
  const schedule = (acts: readonly Act[]): void => {
    if (acts.some(({ verb }) => verb !== 'seen')) flush()
    else cancelTimer ??= clock.setTimeout(flush, gatherMs)
  }

  const act = (acts: readonly Act[]): Undoable => {
    if (ending.signal.aborted) return notDone(clientProblem('closed'))
    const { items } = store
    const actedAt = clock.now()
    const made: Pending[] = []
    const before = acts.map((one) => 'id' in one && shown(items, one.id))
    const answers = acts.map(
      (one) =>
        new Promise<void>((resolve, reject) => {
          const settle = (reason?: Problem): void => (reason ? reject(reason) : resolve())
          made.push({ ...one, operationId: uuid(), actedAt, settle })
        }),
    )
    store.act(made)
    const after = acts.map((one) => 'id' in one && shown(items, one.id))
    schedule(acts)

    const undo = async (): Promise<void> => {
      const now = clock.now()
      if (now - actedAt >= undoMs) throw clientProblem('refused', { detail: 'This can no longer be undone' })
      store.refuse(made.filter(({ isSent }) => !isSent))
      await act(
        made.flatMap((record, index): Act[] => {
          if (!record.isSent || record.isVain) return []
          if (isOne(record))
            return inverse(record.id, before[index] || undefined, after[index] || undefined, now)
          if (isAll(record)) store.hide(record)
          return [{ verb: 'undo', of: record.operationId }]
        }),
      )
    }
    let undone: Promise<void> | undefined
    return Object.assign(
      Promise.all(answers).then(() => {}),
      { undo: () => (undone ??= undo()) },
    )
  }

  return {
    flush,
    act,
    end: async () => {
      ending.abort()
      flush()
      await running
    },
  }
}
