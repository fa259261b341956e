import type { Problem } from '@inboxkit/protocol'
import type { FeedStore } from './feed-store.js'
import type { Pending } from './overlay.js'

/** What is told of a store to whoever keeps it for the next page. */
export interface Journal {
  /** Its user has acted. */
  added(records: readonly Pending[]): void
  /** The server has said something to an act, or its user has taken it back. May be told twice. */
  settled(record: Pending, reason: Error | undefined): void
  /** What is confirmed is another, perhaps. */
  changed(): void
}

/** The same store, which tells of what is done to it. */
export const journaled = (store: FeedStore, journal: () => Journal | undefined): FeedStore => {
  const telling =
    <Args extends readonly unknown[], Result>(take: (...args: Args) => Result) =>
    (...args: Args): Result => {
      const result = take(...args)
      journal()?.changed()
      return result
    }
  return {
    ...store,
    take: telling(store.take),
    takeWhole: telling(store.takeWhole),
    takeAnswer: telling(store.takeAnswer),
    takePage: telling(store.takePage),
    reset: telling(store.reset),
    act(records) {
      for (const record of records) {
        const { settle } = record
        record.settle = (reason?: Problem) => {
          journal()?.settled(record, reason)
          settle(reason)
        }
      }
      store.act(records)
      journal()?.added(records)
    },
  }
}
