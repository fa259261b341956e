import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A folder under a name of a few characters: a socket's path has room for 107 bytes, on some systems 103. */
export interface ShortFolder {
  path: string
  close(): Promise<void>
}

/** Through the open folder itself where /proc offers it (nothing is left behind, whatever happens), else a link. */
export const shortenFolder = async (folder: string): Promise<ShortFolder> => {
  const descriptor = openSync(folder, 'r')
  const path = `/proc/self/fd/${descriptor}`
  if (existsSync(path)) return { path, close: async () => closeSync(descriptor) }
  closeSync(descriptor)
  return linkFolder(folder)
}

export const linkFolder = async (folder: string): Promise<ShortFolder> => {
  const parent = await mkdtemp(join(tmpdir(), 'ik-'))
  const path = join(parent, 'd')
  await symlink(resolve(folder), path)
  return { path, close: () => rm(parent, { recursive: true, force: true }) }
}
