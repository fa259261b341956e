import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Client } from 'pg'

const run = promisify(execFile)
const program = fileURLToPath(new URL('inspect-database.mjs', import.meta.url))

export interface Inspection {
  /** Jobs that a worker held. */
  activeJobs: number
  triggers: number
  /** Accepted and not yet, or not wholly, in the feeds. */
  openTriggers: number
  /** Runs that are not over, and those that ended before their last step. */
  openRuns: number
  lostRuns: number
  openBuckets: number
  pendingDeliveries: number
  /** Neither sent nor on their way: dead letters and the like. */
  lostDeliveries: number
  /** Feeds whose counts are not those of their rows. */
  wrongFeeds: number
}

/** What is in a database in which nothing waits, runs or was lost. */
export const atRest = {
  activeJobs: 0,
  openTriggers: 0,
  openRuns: 0,
  lostRuns: 0,
  openBuckets: 0,
  pendingDeliveries: 0,
  lostDeliveries: 0,
  wrongFeeds: 0,
} as const satisfies Omit<Inspection, 'triggers'>

/** Looks into a PostgreSQL database, whoever uses it. */
export const inspectPostgres = async (client: Client): Promise<Inspection> => {
  const { rows } = await client.query<Inspection>(
    readFileSync(new URL('inspect.sql', import.meta.url), 'utf8'),
  )
  const [found] = rows
  if (!found) throw new Error('A question without tables has no answer')
  return found
}

/** Looks into the database of a folder that no server uses. */
export const inspect = async (folder: string): Promise<Inspection> =>
  JSON.parse((await run(process.execPath, ['--liftoff-only', program, folder])).stdout)

/**
 * Looks into a copy: opening a database that was killed repairs it, and that is the next server's task. When this
 * returns its promise the copy is made, and the next server can start.
 */
export const inspectCopy = (folder: string): Promise<Inspection> => {
  const copy = mkdtempSync(join(tmpdir(), 'inboxkit-test-'))
  // Without turns of the event loop: a thousand small files are copied in a quarter of the time.
  cpSync(join(folder, 'database'), join(copy, 'database'), { recursive: true })
  return inspect(copy).finally(() => rmSync(copy, { recursive: true, force: true }))
}
