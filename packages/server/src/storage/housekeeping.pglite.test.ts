import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmptyTestDb, type TestDb } from '../testing/test-db.js'
import type { Db } from './db.js'
import { checkpointWhenDue, vacuumWhatIsDue } from './housekeeping.js'

let opened: TestDb
let db: Db
beforeAll(async () => {
  opened = await openEmptyTestDb()
  db = opened.db
  await db.run`create schema "odd name"`
  await db.run`create table "odd name"."Table" (n int)`
})
afterAll(() => opened.close())

const logBytes = async (): Promise<number> =>
  (
    await db.one<{ bytes: number }>`
      select (pg_current_wal_insert_lsn() - redo_lsn)::int8 as bytes from pg_control_checkpoint()`
  )?.bytes ?? 0

const measure = async (): Promise<unknown> => {
  // Statistics are told at most once a second, unless asked for.
  await db.run`select pg_stat_force_next_flush()`
  return db.one`
  select n_live_tup as live, n_dead_tup as dead, n_mod_since_analyze as unknown, reltuples as estimate
  from pg_stat_user_tables join pg_class on oid = relid where pg_class.relname = 'Table'`
}

describe('housekeeping', () => {
  it('shortens the log when there is enough of it', async () => {
    await db.run`insert into "odd name"."Table" select generate_series(1, 10000)`
    const before = await logBytes()
    expect(before).toBeGreaterThan(100_000)
    await checkpointWhenDue(db)
    expect(await logBytes()).toBe(before)
    await checkpointWhenDue(db, 100_000)
    expect(await logBytes()).toBeLessThan(10_000)
  })

  it('gives changed rows back and learns what is in a table', async () => {
    await measure()
    await vacuumWhatIsDue(db)
    await db.run`update "odd name"."Table" set n = n + 1`
    expect(await measure()).toMatchObject({ live: 10_000, dead: 10_000, unknown: 10_000 })
    await vacuumWhatIsDue(db)
    expect(await measure()).toEqual({ live: 10_000, dead: 0, unknown: 0, estimate: 10_000 })
  })

  it('leaves a table alone that hardly changed', async () => {
    await db.run`update "odd name"."Table" set n = n + 1 where n < 20`
    const before = await measure()
    expect(before).toMatchObject({ dead: 18 })
    await vacuumWhatIsDue(db)
    expect(await measure()).toEqual(before)
  })
})
