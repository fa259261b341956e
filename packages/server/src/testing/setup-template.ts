import type { TestProject } from 'vitest/node'
import { prepare } from '../engine/prepare.js'
import { openDb } from '../storage/open.js'
import { createDatabase } from './own-database.js'

/** Once for all tests on PostgreSQL: a migrated database, of which each file gets a copy in a tenth of the time. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { databaseUrl, name, drop } = await createDatabase()
  const db = await openDb({ databaseUrl })
  await prepare(db)
  await db.close()
  project.provide('template', name)
  return drop
}
