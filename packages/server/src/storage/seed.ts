import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { extract } from 'tar'
import { migrationsFolder } from './migrate.js'
import { pgliteVersion } from './pglite.js'

/**
 * Where the seed has to be: the packed data folder of a database that is migrated and empty, made by
 * scripts/make-seed.mjs. Its name tells all that it is made of, so one of other migrations is never taken.
 */
export const seedFile = async (): Promise<URL> => {
  const hash = createHash('sha256')
  for (const name of (await readdir(migrationsFolder)).sort())
    hash.update(name).update(await readFile(`${migrationsFolder}/${name}`))
  // Both src/storage and dist/storage are two levels below the package's root.
  return new URL(`../../seed/${pgliteVersion}-${hash.digest('hex').slice(0, 12)}.tgz`, import.meta.url)
}

/** Nothing where none was built: a new database takes initdb and all migrations then, some four seconds. */
export type FindSeed = () => Promise<URL | undefined>

export const findSeed: FindSeed = async () => {
  const file = await seedFile()
  return existsSync(file) ? file : undefined
}

/** For a database in memory. */
export const readSeed = async (): Promise<{ seed?: Blob }> => {
  const file = await findSeed()
  return file ? { seed: new Blob([await readFile(file)], { type: 'application/x-gzip' }) } : {}
}

/** Into an empty folder; nothing else happens in this process meanwhile. PGlite can do so, too, five times as slowly. */
export const unpackSeed = (file: URL, folder: string): void =>
  extract({
    file: fileURLToPath(file),
    cwd: folder,
    // PGlite writes every name with a slash before it, which counts as a folder.
    strip: 1,
    sync: true,
    strict: true,
    noMtime: true,
    preserveOwner: false,
  })
