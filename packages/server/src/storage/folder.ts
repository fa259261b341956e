import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { hasCode } from './error-code.js'
import { FolderInUse, type FolderLock, lockFolder } from './lock.js'
import { pgliteVersion, postgresMajor, startPglite } from './pglite.js'
import { type FindSeed, findSeed, unpackSeed } from './seed.js'

export interface OpenedFolder {
  pglite: PGlite
  lock: FolderLock
}

/**
 * Opens the embedded database of a data folder, making both when they are not there yet.
 * In the folder: `lock.N` (see lock.ts), `database/files` (PostgreSQL's), `database/version.json`.
 * @throws FolderInUse, or an Error in plain words when the folder cannot be used or was written by another PostgreSQL
 */
export const openFolder = async (folder: string, find: FindSeed = findSeed): Promise<OpenedFolder> => {
  const lock = await makeAndLock(folder)
  try {
    await clearUnfinished(folder)
    if (!(await checkVersion(folder))) await createDatabase(folder, find)
    return { pglite: await start(folder), lock }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Whether a data folder has a database in it, of whatever version. */
export const hasDatabase = async (folder: string): Promise<boolean> =>
  readdir(databaseOf(folder)).then(
    () => true,
    () => false,
  )

const databaseOf = (folder: string): string => join(folder, 'database')

const makeAndLock = async (folder: string): Promise<FolderLock> => {
  try {
    await mkdir(folder, { recursive: true })
    return await lockFolder(folder)
  } catch (cause) {
    if (cause instanceof FolderInUse) throw cause
    throw new Error(
      `The data folder ${folder} cannot be used: it has to be a folder this user may write to`,
      { cause },
    )
  }
}

/** What first starts left behind that were killed on the way. */
const clearUnfinished = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (name.startsWith('tmp-')) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/**
 * Killed while it copies the files of a new database, a process leaves a folder that never opens again: so it works
 * beside, and the finished folder gets its name in one step.
 */
const createDatabase = async (folder: string, find: FindSeed): Promise<void> => {
  const unfinished = join(folder, `tmp-${process.pid}`)
  const files = join(unfinished, 'files')
  await mkdir(files, { recursive: true })
  const seed = await find()
  if (seed) unpackSeed(seed, files)
  else await (await startPglite({ folder: files })).close()
  await writeFile(join(unfinished, 'version.json'), `${JSON.stringify({ postgresMajor, pgliteVersion })}\n`)
  await rename(unfinished, databaseOf(folder))
}

/** Whether there is a database, of a version that opens. */
const checkVersion = async (folder: string): Promise<boolean> => {
  const written = await readVersion(folder)
  if (written === undefined) return false
  if (written === postgresMajor) return true
  throw new Error(
    `The database in ${folder} was written by PostgreSQL ${written}, this inboxkit embeds PostgreSQL ${postgresMajor}. ` +
      'Start the inboxkit it was written with, or start with another data folder',
  )
}

const readVersion = async (folder: string): Promise<number | undefined> => {
  try {
    await readdir(databaseOf(folder))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
  try {
    const version: unknown = JSON.parse(await readFile(join(databaseOf(folder), 'version.json'), 'utf8'))
    return Number((version as { postgresMajor: unknown }).postgresMajor)
  } catch (cause) {
    throw new Error(`${databaseOf(folder)} is no database of inboxkit: its version.json cannot be read`, {
      cause,
    })
  }
}

const start = async (folder: string): Promise<PGlite> => {
  try {
    return await startPglite({ folder: join(databaseOf(folder), 'files') })
  } catch (cause) {
    throw new Error(`The database in ${databaseOf(folder)} does not start`, { cause })
  }
}
