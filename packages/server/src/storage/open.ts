import type { Db } from './db.js'
import { openFolder } from './folder.js'
import { openPg } from './pg.js'
import { openPglite, startPglite } from './pglite.js'
import { readSeed } from './seed.js'

export interface OpenDbOptions {
  /** A folder for the embedded database, or `memory`. Ignored when `databaseUrl` is given. */
  dataDir?: string
  databaseUrl?: string
  /** Goes past a connection pooler, for what needs a session of its own. */
  directUrl?: string
  /** PEM, see `PgOptions`. */
  databaseCa?: string
  poolSize?: number
  /** Hears of what has no caller to tell: a broken idle connection, an `afterCommit` callback that threw. */
  onError?: (error: unknown) => void
  /** 0 to 1, for the jitter between attempts of a transaction. */
  random?: () => number
}

/** Opens the database, empty or not; `migrate` comes next. */
export const openDb = async (options: OpenDbOptions): Promise<Db> => {
  const { onError = console.error, random = Math.random, databaseUrl, dataDir, ...rest } = options
  if (databaseUrl !== undefined) return openPg({ ...rest, databaseUrl, onError, random })
  if (dataDir === undefined) throw new Error('Nothing to open: give `dataDir` or `databaseUrl`')
  if (dataDir === 'memory') return openPglite(await startPglite(await readSeed()), { onError, random })
  const { pglite, lock } = await openFolder(dataDir)
  return openPglite(pglite, { onError, random, onClose: () => lock.release() })
}
