import { AsyncLocalStorage } from 'node:async_hooks'

export interface TransactionGuard {
  /** @throws Error when called from inside a transaction that is still open */
  refuseInside(): void
  run<T>(work: () => Promise<T>): Promise<T>
}

interface Inside {
  readonly guard: TransactionGuard
  isOpen: boolean
  /** One of another database, around this one. */
  readonly outer: Inside | undefined
}

/** One for all databases: each that there is costs every promise of the process a moment, also after its use. */
const storage = new AsyncLocalStorage<Inside>()

/**
 * Notices a query on the database itself from inside a transaction. On PGlite it would wait for its own transaction
 * for ever, on PostgreSQL it would not see the transaction's rows: both are mistakes of ours and stay loud.
 */
export const createTransactionGuard = (): TransactionGuard => {
  const guard: TransactionGuard = {
    refuseInside() {
      for (let inside = storage.getStore(); inside; inside = inside.outer)
        if (inside.guard === guard && inside.isOpen)
          throw new Error(
            'A query on the database inside a transaction: use the `tx` that the transaction was given',
          )
    },
    async run(work) {
      const inside: Inside = { guard, isOpen: true, outer: storage.getStore() }
      try {
        return await storage.run(inside, work)
      } finally {
        // Work that outlives its transaction (a timer it started, say) may use the database again.
        inside.isOpen = false
      }
    },
  }
  return guard
}
