import { fileURLToPath } from 'node:url'
import Postgrator from 'postgrator'
import type { Db, Tx } from './db.js'

/** From src/storage and from dist/storage alike: the files themselves are shipped in src. */
export const migrationsFolder: string = fileURLToPath(
  new URL('../../src/storage/migrations', import.meta.url),
)

const advisoryLock = 4_625_177_042

/** Until the transaction's end nobody else migrates, and so no other server starts. */
export const lockSchema = async (tx: Tx): Promise<void> => {
  await tx.run`select pg_advisory_xact_lock(${advisoryLock})`
}

/**
 * Brings the database to the newest schema, all or nothing; several processes may do so at once.
 * @returns the version it is at
 * @throws Error in plain words when the database is newer than this code, or was made by other migrations
 */
export const migrate = (db: Db, folder: string = migrationsFolder): Promise<number> =>
  db.transaction(async (tx) => {
    await lockSchema(tx)
    const postgrator = migrationsOver(tx, folder)
    const newest = await postgrator.getMaxVersion()
    const current = await postgrator.getDatabaseVersion()
    if (current > newest) {
      throw new Error(
        `The database has schema ${current}, this inboxkit knows schemas up to ${newest}: start the newer inboxkit`,
      )
    }
    await checkApplied(postgrator, current)
    await postgrator.migrate()
    return newest
  })

/**
 * Which schema the database is at, and the newest one that there is; changes nothing. 0 = none yet.
 * @throws Error in plain words when it was made by other migrations
 */
export const readSchema = (
  db: Db,
  folder: string = migrationsFolder,
): Promise<{ current: number; newest: number }> =>
  db.transaction(async (tx) => {
    const postgrator = migrationsOver(tx, folder)
    const newest = await postgrator.getMaxVersion()
    const current = await postgrator.getDatabaseVersion()
    if (current > 0 && current <= newest) await checkApplied(postgrator, current)
    return { current, newest }
  })

const migrationsOver = (tx: Tx, folder: string): Postgrator =>
  new Postgrator({
    driver: 'pg',
    migrationPattern: `${escapeGlob(folder)}/*.do.*.sql`,
    schemaTable: 'inboxkit_schema',
    execQuery: (text) => tx.engineDb.executeSql(text),
  })

/** Migrations that were applied never change; one that did means another line of development, not an older one. */
const checkApplied = async (postgrator: Postgrator, current: number): Promise<void> => {
  try {
    await postgrator.validateMigrations(current)
  } catch (cause) {
    throw new Error(
      'The database was made by migrations that differ from those of this inboxkit, and there is no way from one to ' +
        'the other: start the inboxkit it was made with, or start with an empty database',
      { cause },
    )
  }
}

/** The folder may have any name; postgrator takes a pattern. */
const escapeGlob = (path: string): string => path.replaceAll(/[\\*?[\]{}()!]/g, '\\$&')
