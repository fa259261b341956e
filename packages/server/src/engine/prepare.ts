import type { Db } from '../storage/db.js'
import { migrate } from '../storage/migrate.js'
import { createEngine } from './engine.js'

/** Brings a database to what a server's start makes of it: the newest schema, and the engine's tables. */
export const prepare = async (db: Db): Promise<void> => {
  await migrate(db)
  const engine = createEngine(db, { works: false })
  await engine.start()
  await engine.stop()
}
