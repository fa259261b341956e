import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, readStamp, writeStamp } from './fingerprint.mjs'
import { root } from './paths.mjs'

/**
 * `tsc -b` leaves the output of a source file that was removed, and does not notice that its output folder was.
 * So when a package's list of files changed, or its `dist` is gone, both its output and its memory of it go.
 * @param {string} folder relative to the root
 */
export const forgetRemovedFiles = (folder) => {
  const name = `files-of-${folder.replaceAll('/', '-')}`
  const list = filesOf(folder).join('\n')
  const dist = join(root, folder, 'dist')
  if (readStamp(name) === list && existsSync(join(dist, 'index.js'))) return
  rmSync(dist, { recursive: true, force: true })
  for (const file of readdirSync(join(root, folder))) {
    if (file.endsWith('.tsbuildinfo')) rmSync(join(root, folder, file))
  }
  writeStamp(name, list)
}
