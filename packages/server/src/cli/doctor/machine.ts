import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hasCode } from '../../storage/error-code.js'
import { hasDatabase } from '../../storage/folder.js'
import { FolderInUse, lockFolder } from '../../storage/lock.js'
import { type Finding, failed, ok, warning } from './finding.js'

/** The oldest that package.json allows. */
const oldestNode = [20, 19] as const

/** @param version as in `process.version` */
export const checkNode = (version: string): Finding => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const isNew = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  return isNew
    ? ok('Node', version)
    : failed(
        'Node',
        `this is ${version}, and inboxkit needs ${oldestNode.join('.')} or newer: install a newer Node.`,
      )
}

export interface FolderReport {
  finding: Finding
  state: 'new' | 'free' | 'in use' | 'unusable'
}

/** Whether the data folder can be written to, and whether another process has it. Makes no folder. */
export const checkFolder = async (folder: string): Promise<FolderReport> => {
  const unusable = (says: string): FolderReport => ({
    finding: failed('data folder', says),
    state: 'unusable',
  })
  const found = await stat(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
  if (found && !found.isDirectory())
    return unusable(`${folder} is a file: name a folder with --data (INBOXKIT_DATA).`)
  const place = found ? folder : await nearestFolder(folder)
  if (!(await isWritable(place)))
    return unusable(
      `this user may not write to ${place}: change its owner, or name another with --data (INBOXKIT_DATA).`,
    )
  if (!found) return { finding: ok('data folder', `${folder} is made at the first start.`), state: 'new' }
  try {
    await (await lockFolder(folder)).release()
    if (!(await hasDatabase(folder)))
      return {
        finding: ok('data folder', `${folder} can be written to, and has no database yet.`),
        state: 'new',
      }
    return {
      finding: ok('data folder', `${folder} can be written to, and no process has it.`),
      state: 'free',
    }
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error
    const who = error.pid === undefined ? 'another process' : `process ${error.pid}`
    return {
      finding: ok('data folder', `${folder} is in use by ${who}, as it is while a server runs.`),
      state: 'in use',
    }
  }
}

const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )

const nearestFolder = async (folder: string): Promise<string> => {
  const parent = dirname(folder)
  if (parent === folder) return folder
  return (await stat(parent).catch(() => undefined)) ? parent : nearestFolder(parent)
}

const leastMb = 200
const fewMb = 1000

/** @param freeMb megabytes of 1,000,000 bytes that this user may still write */
export const judgeDisk = (freeMb: number, folder: string): Finding => {
  const says = `${freeMb < 10_000 ? `${Math.floor(freeMb)} MB` : `${Math.floor(freeMb / 1000)} GB`} free at ${folder}`
  if (freeMb < leastMb) return failed('disk', `only ${says}: a full disk stops the database. Make room.`)
  return freeMb < fewMb ? warning('disk', `${says}: make room soon.`) : ok('disk', `${says}.`)
}

export const checkDisk = async (folder: string): Promise<Finding> => {
  const place = (await stat(folder).catch(() => undefined)) ? folder : await nearestFolder(folder)
  const { bavail, bsize } = await statfs(place)
  return judgeDisk((bavail * bsize) / 1e6, place)
}
