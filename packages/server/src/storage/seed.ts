import { readFile } from 'node:fs/promises'
import { hasCode } from './error-code.js'
import { pgliteVersion } from './pglite.js'

/** Both src/storage and dist/storage are two levels below the package's root. */
export const seedFile: URL = new URL(`../../seed/${pgliteVersion}.tgz`, import.meta.url)

/** Finds a packed data folder for a new database to start from; without one PGlite runs initdb, some three seconds. */
export type LoadSeed = () => Promise<{ seed?: Blob }>

/** The data folder of an empty database, made by scripts/make-seed.mjs; nothing where it was not built. */
export const readSeed: LoadSeed = async () => {
  try {
    return { seed: new Blob([await readFile(seedFile)], { type: 'application/x-gzip' }) }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return {}
    throw error
  }
}
