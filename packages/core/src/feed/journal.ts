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
