import type { Sql as Fragment } from 'sql-template-tag'

/** Values that a statement may carry; a `Fragment` (from sql-template-tag's `sql`) is spliced in as SQL. */
export type Value = unknown

/**
 * Runs hand-written SQL as tagged templates: `` tx.one<Row>`select … where id = ${id}` ``.
 * `int8` arrives as a JavaScript number on both drivers, `timestamptz` as `Date`, `jsonb` parsed.
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
  /** What pg-boss takes as `{ db }`, so that jobs are written in this very transaction. */
  readonly engineDb: { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> }
}

export interface Db extends Sql {
  readonly kind: 'pglite' | 'postgres'
  /**
   * Runs `work` in a transaction. Deadlocks (40P01) and serialization failures (40001) roll back and run it again,
   * so `work` keeps its effects inside the transaction. A query on `Db` itself inside `work` throws.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export type { Fragment }
