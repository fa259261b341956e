import { AsyncLocalStorage } from 'node:async_hooks'

export interface TransactionGuard {
  /** @throws Error when called from inside a transaction that is still open */
  refuseInside(): void
  run<T>(work: () => Promise<T>): Promise<T>
}

/**
 * Notices a query on the database itself from inside a transaction. On PGlite it would wait for its own transaction
 * for ever, on PostgreSQL it would not see the transaction's rows: both are mistakes of ours and stay loud.
 */
export const createTransactionGuard = (): TransactionGuard => {
  const storage = new AsyncLocalStorage<{ open: boolean }>()
  return {
    refuseInside() {
      if (storage.getStore()?.open) {
        throw new Error(
          'A query on the database inside a transaction: use the `tx` that the transaction was given',
        )
      }
    },
    async run(work) {
      // Work that outlives its transaction (a timer it started, say) may use the database again.
      const transaction = { open: true }
      try {
        return await storage.run(transaction, work)
      } finally {
        transaction.open = false
      }
    },
  }
}
