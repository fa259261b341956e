import { readFile } from 'node:fs/promises'
import { pgliteVersion } from './pglite.js'

/** Both src/storage and dist/storage are two levels below the package's root. */
export const seedFile: URL = new URL(`../../seed/${pgliteVersion}.tgz`, import.meta.url)

/** The data folder of an empty database, made by scripts/make-seed.mjs; nothing where it was not built. */
export const readSeed = async (): Promise<{ seed?: Blob }> => {
  try {
    return { seed: new Blob([await readFile(seedFile)], { type: 'application/x-gzip' }) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
