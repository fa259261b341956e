// Packs the data folder of an empty database, so that a first start unpacks it instead of running initdb.
// Writes seed/<PGlite's version>.tgz once; later calls find it there.
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'

const manifest = new URL('../package.json', import.meta.url)
const version = JSON.parse(await readFile(manifest, 'utf8')).dependencies['@electric-sql/pglite']
const folder = new URL('../seed/', import.meta.url)
const file = new URL(`${version}.tgz`, folder)

if (!existsSync(file)) {
  const pglite = await PGlite.create()
  const dump = await pglite.dumpDataDir('gzip')
  await pglite.close()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const unfinished = new URL(`${version}.tgz.${process.pid}`, folder)
  await writeFile(unfinished, Buffer.from(await dump.arrayBuffer()))
  await rename(unfinished, file)
  console.log(`seed/${version}.tgz ${(dump.size / 1e6).toFixed(1)} MB`)
}
