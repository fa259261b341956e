import { clientProblem, maxOperations, type Operation, type Problem } from '@inboxkit/protocol'
import { toProblem } from '../transport/problems.js'
import { type Patience, retry } from '../transport/retry.js'
import type { Routes } from '../transport/routes.js'
import type { Act } from './acts.js'
import type { FeedStore } from './feed-store.js'
import type { Pending } from './overlay.js'
import type { Sync } from './sync.js'
import type { Taking } from './taking.js'

/** Sends acts in order, one batch at a time, until the server has said something to each. */
export interface Outbox {
  /** These have come. */
  schedule(acts: readonly Act[]): void
  /** Sends now what is being gathered. */
  flush(): void
  /** Sends what is left once, without trying again. Resolves when all is answered. */
  end(): Promise<void>
}

interface OutboxOptions {
  store: FeedStore
  taking: Taking
  http: Routes
  patience: Patience
  judge: Sync['judge']
  /** A whole batch was refused. */
  onRefused(problem: Problem): void
}

/** Rows are seen one after the other as they scroll by. */
const gatherMs = 1000

/** What travels of an act. */
export const toOperation = ({ actedAt, isSent, isVain, answeredSeq, settle, ...rest }: Pending): Operation =>
  rest

export const createOutbox = ({ store, taking, http, patience, judge, onRefused }: OutboxOptions): Outbox => {
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
        operations: open.map((record) => ({
          ...toOperation(record),
          ageMs: Math.max(0, Math.round(now - record.actedAt)),
        })),
      })
      judge(taking.takeAnswer(open, answer), answer.seq)
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

  return {
    flush,
    schedule,
    end: async () => {
      ending.abort()
      flush()
      await running
    },
  }
}
