import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { link, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { hasCode } from './error-code.js'
import { askHolder } from './lock-holder.js'
import { type ShortFolder, shortenFolder } from './short-path.js'

/**
 * Lets one process at a time use a folder. The lock is a listening socket in the folder, so the kernel frees it when
 * its process dies, however it dies.
 *
 * The holder's socket is the file `lock.N` with the highest N. A process takes over by linking its own socket, which
 * listens already, as N + 1 after it found N dead. Only one can, because a link never replaces a file. The highest
 * one is never removed, not even when its holder ends, so N never falls: whoever looked earlier and comes late with
 * a lower number finds, by looking again, that it is not the highest.
 */
export interface FolderLock {
  release(): Promise<void>
}

export class FolderInUse extends Error {
  /** The process that has it, when it could be asked. */
  readonly pid: number | undefined
  constructor(folder: string, pid: number | undefined) {
    super(
      `The data folder ${folder} is in use by ${pid === undefined ? 'another process' : `process ${pid}`}. ` +
        'Stop that process, or start this one with a folder of its own',
    )
    this.name = 'FolderInUse'
    this.pid = pid
  }
}

/**
 * Takes the lock of an existing folder.
 * @throws FolderInUse when another process, or this one, has it
 */
export const lockFolder = async (folder: string): Promise<FolderLock> => {
  for (;;) {
    const lock = await tryToLock(folder)
    if (lock !== undefined) return lock
  }
}

/** @returns undefined when the holder of a moment ago took this process's socket for a dead one's and cleared it */
const tryToLock = async (folder: string): Promise<FolderLock | undefined> => {
  const short = await shortenFolder(folder)
  const candidate = `candidate-${process.pid}-${randomBytes(4).toString('hex')}`
  const server = await listenAt(join(short.path, candidate))
  const release = (): Promise<void> => {
    server.close()
    return short.close()
  }
  try {
    if (await takeOver(folder, short, candidate)) {
      await clearDead(folder, short)
      return { release }
    }
  } catch (error) {
    await release()
    throw error
  } finally {
    await rm(join(folder, candidate), { force: true })
  }
  await release()
  return undefined
}

const takeOver = async (folder: string, short: ShortFolder, candidate: string): Promise<boolean> => {
  for (;;) {
    const highest = await highestGeneration(folder)
    if (highest > 0) {
      const holder = await askHolder(join(short.path, fileOf(highest)))
      if (holder.state === 'alive') throw new FolderInUse(folder, holder.pid)
      if (holder.state === 'gone') continue
    }
    const mine = highest + 1
    try {
      await link(join(folder, candidate), join(folder, fileOf(mine)))
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue
      if (hasCode(error, 'ENOENT')) return false
      throw error
    }
    if ((await highestGeneration(folder)) === mine) return true
    await rm(join(folder, fileOf(mine)))
  }
}

const fileOf = (generation: number): string => `lock.${generation}`

const generations = async (folder: string): Promise<number[]> =>
  (await readdir(folder)).flatMap((name) => {
    const [, digits] = /^lock\.(\d+)$/.exec(name) ?? []
    return digits === undefined ? [] : [Number(digits)]
  })

const highestGeneration = async (folder: string): Promise<number> =>
  Math.max(0, ...(await generations(folder)))

/** The lower generations, and the sockets of processes that died while they were trying. */
const clearDead = async (folder: string, short: ShortFolder): Promise<void> => {
  const all = await generations(folder)
  const highest = Math.max(...all)
  for (const generation of all) {
    if (generation < highest) await rm(join(folder, fileOf(generation)), { force: true })
  }
  for (const name of await readdir(folder)) {
    if (!name.startsWith('candidate-')) continue
    const { state } = await askHolder(join(short.path, name))
    if (state === 'dead') await rm(join(folder, name), { force: true })
  }
}

const listenAt = async (path: string): Promise<Server> => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.unref()
    socket.end(String(process.pid))
  })
  server.listen({ path, exclusive: true })
  await once(server, 'listening')
  server.unref()
  return server
}
