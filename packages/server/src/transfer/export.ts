import { createWriteStream } from 'node:fs'
import { link, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { raw } from 'sql-template-tag'
import { open } from '../auth/encryption.js'
import { packageVersion } from '../http/package-version.js'
import { nextTurn } from '../next-turn.js'
import type { Db, Tx } from '../storage/db.js'
import { hasCode } from '../storage/error-code.js'
import { readSchema } from '../storage/migrate.js'
import { sumOf } from './checksum.js'
import { type Header, keyCheckOf } from './header.js'
import { selectJobs } from './jobs.js'
import { readAsText, readSequences, readTables, selectLines } from './tables.js'

/** Rows read at a time: one may have a megabyte. */
const pageSize = 100

/**
 * Writes everything there is into a new file: gzipped lines of JSON, a header first, then the rows of each table. All of
 * it is of one moment, so a server on PostgreSQL may go on meanwhile; what it does after that moment is not in the file.
 * @throws Error in plain words where the file is there already, the schema is not this inboxkit's, or the key another;
 * SealBroken
 */
export const exportDatabase = async (db: Db, encryptionKey: Buffer, file: string): Promise<Header> => {
  const { current, newest } = await readSchema(db)
  if (current !== newest)
    throw new Error(
      `The database has schema ${current} and this inboxkit schema ${newest}: export it with the inboxkit that runs on it`,
    )
  const unfinished = `${file}.${process.pid}.unfinished`
  try {
    const header = await db.transaction(async (tx) => {
      await tx.run`set transaction isolation level repeatable read`
      await readAsText(tx)
      await checkSeals(tx, encryptionKey)
      const { header, sources } = await readHeader(tx, db.kind, encryptionKey)
      await pipeline(
        Readable.from(linesOf(tx, header, sources)),
        createGzip(),
        // Secrets in it are sealed, and what people were told is not.
        createWriteStream(unfinished, { mode: 0o600, flush: true }),
      )
      return header
    })
    await giveName(unfinished, file)
    return header
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** A link is never made over a file that is there. */
const giveName = async (unfinished: string, file: string): Promise<void> => {
  const isTaken = await link(unfinished, file).then(
    () => false,
    (error: unknown) => {
      if (hasCode(error, 'EEXIST')) return true
      throw error
    },
  )
  if (isTaken) throw new Error(`${file} is there already, and is left as it is: give another name`)
}

/** Better now than when the backup is needed. @throws SealBroken */
const checkSeals = async (tx: Tx, encryptionKey: Buffer): Promise<void> => {
  const secrets = await tx.many<{ sealed: string }>`
    select sealed from app_secret union all select sealed from server_key`
  for (const { sealed } of secrets) open(encryptionKey, sealed)
}

const readHeader = async (
  tx: Tx,
  kind: Db['kind'],
  encryptionKey: Buffer,
): Promise<{ header: Header; sources: string[] }> => {
  const found = await readTables(tx)
  const jobs = await selectJobs(tx)
  const tables: Header['tables'] = []
  for (const table of found)
    tables.push({ name: table.name, columns: [...table.columns], ...(await sumOf(tx, selectLines(table))) })
  const header: Header = {
    format: 'inboxkit export',
    version: 1,
    inboxkit: packageVersion(),
    schema:
      (await tx.one<{ version: number }>`select max(version) as version from inboxkit_schema`)?.version ?? 0,
    exportedAt: new Date().toISOString(),
    from: kind === 'pglite' ? 'embedded' : 'PostgreSQL',
    keyCheck: keyCheckOf(encryptionKey),
    sequences: await readSequences(tx),
    tables,
    jobs: { queues: jobs.queues, ...(await sumOf(tx, jobs.lines)) },
  }
  return { header, sources: [...found.map(selectLines), jobs.lines] }
}

async function* linesOf(tx: Tx, header: Header, sources: readonly string[]): AsyncGenerator<string> {
  yield `${JSON.stringify(header)}\n`
  for (const source of sources) {
    await tx.run`declare export no scroll cursor for ${raw(source)}`
    for (let isMore = true; isMore; ) {
      const rows = await tx.many<{ line: string }>`fetch ${raw(String(pageSize))} from export`
      isMore = rows.length === pageSize
      if (rows.length > 0) yield rows.map(({ line }) => `${line}\n`).join('')
      await nextTurn()
    }
    await tx.run`close export`
  }
}
