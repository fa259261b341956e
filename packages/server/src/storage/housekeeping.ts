import { raw } from 'sql-template-tag'
import type { Sql } from './db.js'

/** How often the log is looked at, and how often the tables are. */
const logEveryMs = 10_000
const tablesEveryMs = 60_000

/** Log written since the last checkpoint, all of which a start after a crash has to read again. */
const mostLogBytes = 64 * 1024 * 1024

/**
 * Does for PGlite what processes of its own do for a PostgreSQL server: without checkpoints the log grows for ever, and
 * every byte of it is read again after a crash; without vacuum, rows that were changed are never given back.
 * @returns its own undo
 */
export const keepHouse = (db: Sql, onError: (error: unknown) => void): (() => void) => {
  let isStopped = false
  const every = (ms: number, work: () => Promise<void>): NodeJS.Timeout => {
    let isBusy = false
    return setInterval(() => {
      if (isBusy) return
      isBusy = true
      work()
        .catch((error: unknown) => {
          // The database may close between two tables.
          if (!isStopped) onError(error)
        })
        .finally(() => {
          isBusy = false
        })
    }, ms).unref()
  }
  const timers = [
    every(logEveryMs, () => checkpointWhenDue(db)),
    every(tablesEveryMs, () => vacuumWhatIsDue(db)),
  ]
  return () => {
    isStopped = true
    for (const timer of timers) clearInterval(timer)
  }
}

export const checkpointWhenDue = async (db: Sql, afterBytes: number = mostLogBytes): Promise<void> => {
  const log = await db.one<{ due: boolean }>`
    select pg_current_wal_insert_lsn() - redo_lsn > ${afterBytes} as due from pg_control_checkpoint()`
  if (log?.due) await db.run`checkpoint`
}

interface Table {
  name: string
  command: string
}

/** By the same measures as autovacuum's, a table at a time. */
export const vacuumWhatIsDue = async (db: Sql): Promise<void> => {
  const tables = await db.many<Table>`
    select name, case when rows and statistics then 'vacuum (analyze)' when rows then 'vacuum' else 'analyze' end command
    from (
      select c.oid::regclass::text as name,
        s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
          or s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0)
          or age(c.relfrozenxid) > 150000000 as rows,
        s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0) as statistics
      from pg_class c join pg_stat_all_tables s on s.relid = c.oid
      where c.relkind = 'r' and c.relpersistence = 'p'
    ) measured
    where rows or statistics`
  for (const { name, command } of tables) await db.run`${raw(`${command} ${name}`)}`
}
