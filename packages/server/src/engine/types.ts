import type { Tx } from '../storage/db.js'

/** A durable piece of work: JSON only. `startAt` absent = now. */
export interface NewJob {
  data: object
  startAt?: Date
}

export interface Job<Data> {
  id: string
  data: Data
}

/**
 * Durable jobs, at least once: a handler may see a job again after a crash, so it is written to be repeated.
 * Knows nothing of notifications.
 */
export interface Engine {
  /**
   * Declares a queue and its handler; call before `start`. A handler gets 1 to `batchSize` jobs at once, and
   * `concurrency` (default 1) handlers of this process run side by side.
   */
  work<Data extends object>(
    queue: string,
    options: { batchSize: number; concurrency?: number },
    /** Returns the ids of the jobs that failed and shall be tried again; throwing fails them all. */
    handler: (jobs: Job<Data>[]) => Promise<readonly string[] | undefined>,
  ): void
  /** Writes jobs in the caller's transaction. Workers are woken after its commit. */
  enqueue(tx: Tx, queue: string, jobs: readonly NewJob[]): Promise<void>
  start(): Promise<void>
  /** Stops taking jobs and waits for running handlers, at most `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>
}
