import type { PgConnection } from './connection.js'

/**
 * Values that a statement may carry. The same on both drivers (see parameters.ts):
 * a fragment (sql-template-tag's `sql`) is spliced in as SQL; an object goes in as JSON text; an array goes in
 * as a PostgreSQL array (`${ids}::bigint[]`); a jsonb that may be an array, a string, a number or null is wrapped in
 * `json(value)`; a `Date` is an instant; `undefined` is null.
 */
export type Value = unknown

/**
 * Runs hand-written SQL as tagged templates: `` tx.one<Row>`select … where id = ${id}` ``.
 * `int8` arrives as a JavaScript number on both drivers (beyond 2^53 the query is rejected with a RangeError),
 * `timestamptz` as `Date`, `jsonb` parsed, `numeric`, `date`, `timestamp` and `interval` as text.
 */
export interface Sql {
  /** All rows. */
  many<Row>(strings: TemplateStringsArray, ...values: Value[]): Promise<Row[]>
  /** The first row, or `undefined`. */
  one<Row>(strings: TemplateStringsArray, ...values: Value[]): Promise<Row | undefined>
  /** How many rows were touched. */
  run(strings: TemplateStringsArray, ...values: Value[]): Promise<number>
}

/** One transaction, READ COMMITTED. */
export interface Tx extends Sql {
  /** Called once the commit is known to have happened, in order; never after a rollback. Must not throw. */
  afterCommit(work: () => void): void
  /** From here on this transaction can only roll back, with `cause`, even if whoever sees the error catches it. */
  abandon(cause: unknown): void
  /** What pg-boss takes as `{ db }`, so that jobs are written in this very transaction. Without values: a whole script. */
  readonly engineDb: { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> }
}

/** The connections of a pool, and who waits for one. */
export interface PoolState {
  inUse: number
  idle: number
  waiting: number
}

/** How the job engine reaches the database: connections of its own on PostgreSQL, the one there is on PGlite. */
export type EngineConnection =
  | ({ kind: 'postgres' } & PgConnection)
  | {
      kind: 'pglite'
      executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
      /** Resolves to its own undo. */
      listen(channel: string, onNotification: (payload: string) => void): Promise<() => Promise<void>>
    }

export interface Db extends Sql {
  readonly kind: 'pglite' | 'postgres'
  readonly engineConnection: EngineConnection
  /**
   * Runs `work` in a transaction. Deadlocks (40P01) and serialization failures (40001) roll back and run it again,
   * so `work` keeps its effects inside the transaction. A query on `Db` itself inside `work` throws.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** For effects of statements made on `Db` itself: at once, as they are committed; where `Db` joins a transaction, after it. */
  afterCommit(work: () => void): void
  /** Of PostgreSQL: the connections of its pool. */
  readonly pool?: () => PoolState
  close(): Promise<void>
}
