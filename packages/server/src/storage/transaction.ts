import { setTimeout as delay } from 'node:timers/promises'
import type { Tx } from './db.js'
import { hasCode } from './error-code.js'
import type { TransactionGuard } from './guard.js'
import { encodeParameter } from './parameters.js'
import { type Execute, sqlOver } from './statement.js'
import { isStale } from './statement-names.js'

/** What a driver offers inside one open transaction. */
export interface Connection {
  execute: Execute
  /** Several statements, no parameters; the rows of all of them. */
  script(text: string): Promise<unknown[]>
}

/**
 * A driver's bracket around `work`: begins, commits when it resolves, rolls back when it rejects,
 * and rejects when the commit turned into a rollback.
 */
export type Bracket = <T>(work: (connection: Connection) => Promise<T>) => Promise<T>

export interface TransactionOptions {
  /** 0 to 1, for the jitter between attempts. */
  random: () => number
  /** Hears of an `afterCommit` callback that threw. */
  onError: (error: unknown) => void
}

const maxAttempts = 10
const maxDelayMs = 500

const deadlock = '40P01'
const serializationFailure = '40001'

const isRetryable = (error: unknown): boolean =>
  hasCode(error, deadlock, serializationFailure) || isStale(error)

/** Doubling from 4 ms under a ceiling, half of it jitter, so that two that collided do not meet again. */
const retryDelayMs = (attempt: number, random: () => number): number => {
  const ceiling = Math.min(maxDelayMs, 4 * 2 ** (attempt - 1))
  return ceiling / 2 + (ceiling / 2) * random()
}

/** A statement on its own is a transaction too: what the database gave up on left nothing behind and is run again. */
export const repeatedly =
  (execute: Execute, random: () => number): Execute =>
  async (text, values) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await execute(text, values)
      } catch (error) {
        if (attempt === maxAttempts || !isRetryable(error)) throw error
        await delay(retryDelayMs(attempt, random))
      }
    }
  }

export const createTransactions =
  (bracket: Bracket, guard: TransactionGuard, { random, onError }: TransactionOptions) =>
  async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    guard.refuseInside()
    for (let attempt = 1; ; attempt++) {
      const attempted = await attemptOnce(bracket, guard, work)
      if (attempted.committed) {
        for (const callback of attempted.callbacks) {
          try {
            callback()
          } catch (error) {
            onError(error)
          }
        }
        return attempted.result
      }
      if (attempt === maxAttempts || !attempted.retry) throw attempted.error
      await delay(retryDelayMs(attempt, random))
    }
  }

type Attempt<T> =
  | { committed: true; result: T; callbacks: readonly (() => void)[] }
  | { committed: false; error: unknown; retry: boolean }

const attemptOnce = async <T>(
  bracket: Bracket,
  guard: TransactionGuard,
  work: (tx: Tx) => Promise<T>,
): Promise<Attempt<T>> => {
  const state: TxState = { isOpen: true, callbacks: [] }
  try {
    const result = await bracket(async (connection) => {
      try {
        const value = await guard.run(() => work(openTx(connection, state)))
        if (state.abandoned) throw state.abandoned.cause
        return value
      } finally {
        state.isOpen = false
      }
    })
    return { committed: true, result, callbacks: state.callbacks }
  } catch (error) {
    const isRollbackInsteadOfCommit = error instanceof RolledBack
    if (isRollbackInsteadOfCommit) error.cause = state.firstFailure?.cause
    return { committed: false, error, retry: isRetryable(error) || isRetryable(state.firstFailure?.cause) }
  }
}

/** A commit that the database answered with a rollback, because a statement before it had failed. */
export class RolledBack extends Error {
  constructor() {
    super('The transaction was rolled back: an error inside it was caught and not thrown on')
    this.name = 'RolledBack'
  }
}

interface TxState {
  isOpen: boolean
  callbacks: (() => void)[]
  firstFailure?: { cause: unknown }
  abandoned?: { cause: unknown }
}

const openTx = (connection: Connection, state: TxState): Tx => {
  const attempt = async <T>(run: () => Promise<T>): Promise<T> => {
    if (!state.isOpen) throw new Error('This transaction is over: a query came after its end')
    try {
      return await run()
    } catch (cause) {
      state.firstFailure ??= { cause }
      throw cause
    }
  }
  const execute: Execute = (text, values) => attempt(() => connection.execute(text, values))

  return {
    ...sqlOver(execute),
    afterCommit(work) {
      state.callbacks.push(work)
    },
    abandon(cause) {
      state.abandoned ??= { cause }
    },
    engineDb: {
      async executeSql(text, values) {
        if (!values?.length) return { rows: await attempt(() => connection.script(text)) }
        return execute(text, values.map(encodeParameter))
      },
    },
  }
}
