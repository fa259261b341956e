import { readOrMakeKeyFile } from '../auth/key-file.js'
import type { ServerOptions } from '../options.js'
import type { Db } from '../storage/db.js'
import { migrate } from '../storage/migrate.js'
import { openDb } from '../storage/open.js'
import { Refusal } from './refusal.js'

export interface OpenedDatabase {
  db: Db
  encryptionKey: Buffer
}

/** What a command does with it. @returns the lines to print */
export type DatabaseWork = (opened: OpenedDatabase) => Promise<string[]>

/**
 * Opens the database for one command, without a server. An embedded one must not be in use by a server.
 * @throws Refusal for a database in memory, which no other process can see; Error in plain words otherwise
 */
export const withDatabase = async (options: ServerOptions, work: DatabaseWork): Promise<string[]> => {
  const { dataDir, databaseUrl, encryptionKey } = options
  if (databaseUrl === undefined && dataDir === 'memory')
    throw new Refusal(
      '--data (INBOXKIT_DATA) must be a folder here: a database in memory ends with its server',
    )
  const db = await openDb(options)
  try {
    await migrate(db)
    return await work({ db, encryptionKey: encryptionKey ?? (await readOrMakeKeyFile(dataDir)) })
  } finally {
    await db.close()
  }
}
