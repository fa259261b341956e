import { execFile } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inTemporaryFolder } from '../kit/folder.js'

const run = promisify(execFile)
const program = fileURLToPath(new URL('inspect-database.mjs', import.meta.url))

export interface Inspection {
  /** Jobs that a worker held. */
  activeJobs: number
  triggers: number
  /** Accepted and not yet, or not wholly, in the feeds. */
  openTriggers: number
  /** Feeds whose counts are not those of their rows. */
  wrongFeeds: number
}

/** Looks into the database of a folder that no server uses. */
export const inspect = async (folder: string): Promise<Inspection> =>
  JSON.parse((await run(process.execPath, [program, folder])).stdout)

/**
 * Looks into a copy: opening a database that was killed repairs it, and that is the next server's task.
 * @returns once the copy is made, so that the next server can start; the inspection itself follows
 */
export const inspectCopy = (folder: string): { copied: Promise<void>; inspected: Promise<Inspection> } => {
  let tellCopied: () => void
  const copied = new Promise<void>((resolve) => {
    tellCopied = resolve
  })
  const inspected = inTemporaryFolder(async (beside) => {
    await mkdir(join(beside, 'database'))
    await cp(join(folder, 'database', 'files'), join(beside, 'database', 'files'), { recursive: true })
    tellCopied()
    return inspect(beside)
  })
  return { copied: Promise.race([copied, inspected.then(() => undefined)]), inspected }
}
