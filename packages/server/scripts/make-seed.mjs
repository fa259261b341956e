// Packs the data folder of a database that is migrated and empty, so that a first start unpacks it instead of running
// initdb and every migration. Writes what dist/storage/seed.js looks for, once; later calls find it there.
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare } from '../dist/engine/prepare.js'
import { openPglite, startPglite } from '../dist/storage/pglite.js'
import { seedFile } from '../dist/storage/seed.js'

const file = fileURLToPath(await seedFile())
const folder = fileURLToPath(new URL('../seed/', import.meta.url))

if (!existsSync(file)) {
  const pglite = await startPglite({})
  const db = openPglite(pglite, { onError: console.error, random: Math.random })
  await prepare(db)
  // Whoever unpacks it has nothing to recover then.
  for (const last of ['vacuum (analyze)', 'checkpoint']) await pglite.exec(last)
  const dump = await pglite.dumpDataDir('gzip')
  await pglite.close()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, Buffer.from(await dump.arrayBuffer()))
  await rename(unfinished, file)
  console.log(`seed/${basename(file)} ${(dump.size / 1e6).toFixed(1)} MB`)
}
