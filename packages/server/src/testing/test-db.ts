import { inject, onTestFinished } from 'vitest'
import { prepare } from '../engine/prepare.js'
import type { Db } from '../storage/db.js'
import { openDb } from '../storage/open.js'
import { createDatabase, type OwnDatabase } from './own-database.js'
import { openSharedPglite } from './shared-pglite.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Which driver this project's tests run on. */
    database: 'pglite' | 'postgres'
    /** The migrated database that is copied for the tests on PostgreSQL, see setup-template.ts. */
    template: string
  }
}

/** Whether this run is on `pglite` or on `postgres`: the same suite runs on both. */
export const testDatabase = (): 'pglite' | 'postgres' => inject('database')

export interface TestDb {
  db: Db
  /** What another process, or a second `Db`, opens the same database with; PostgreSQL only. */
  databaseUrl: string | undefined
  close(): Promise<void>
}

const openInMemory = async (): Promise<TestDb> => {
  const db = await openDb({ dataDir: 'memory', onError: fail })
  return { db, databaseUrl: undefined, close: () => db.close() }
}

/** A fresh database without our schema. Close it when done; on PostgreSQL that drops it. */
export const openEmptyTestDb = async (): Promise<TestDb> => {
  if (testDatabase() === 'pglite') {
    const opened = await openInMemory()
    await opened.db.run`drop schema if exists public, inboxkit_jobs cascade`
    await opened.db.run`create schema public`
    return opened
  }
  return openOwn(await createDatabase())
}

const openOwn = async ({ databaseUrl, drop }: OwnDatabase): Promise<TestDb> => {
  const db = await openDb({ databaseUrl, onError: fail })
  return {
    db,
    databaseUrl,
    async close() {
      await db.close()
      await drop()
    },
  }
}

/** A fresh, migrated database. Call it once per file, in `beforeAll`: a database takes up to a second to make. */
export const openTestDb = async (): Promise<TestDb> => {
  if (testDatabase() !== 'pglite') return openOwnTestDb()
  const db = await openSharedPglite(fail)
  return { db, databaseUrl: undefined, close: () => db.close() }
}

/** One that nobody else ever gets, for tests that change its tables. */
export const openOwnTestDb = async (): Promise<TestDb> => {
  if (testDatabase() === 'postgres') return openOwn(await createDatabase(inject('template')))
  const opened = await openInMemory()
  await prepare(opened.db)
  return opened
}

/** A fresh, migrated database that goes away with the test that asked for it. */
export const useTestDb = async (open: () => Promise<TestDb> = openTestDb): Promise<Db> => {
  const { db, close } = await open()
  onTestFinished(close)
  return db
}

const fail = (error: unknown): void => {
  throw error
}
