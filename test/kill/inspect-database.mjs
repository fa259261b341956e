// Opens the embedded database of a data folder that no server uses, and prints what stands in it as JSON.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

const [folder = ''] = process.argv.slice(2)
const database = await PGlite.create({ dataDir: join(folder, 'database', 'files') })
const { rows } = await database.query(readFileSync(new URL('inspect.sql', import.meta.url), 'utf8'))
await database.close()
console.log(JSON.stringify(rows[0]))
