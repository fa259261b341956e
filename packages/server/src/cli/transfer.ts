import { resolve } from 'node:path'
import { findKeyFile, keepKeyFile } from '../auth/key-file.js'
import type { ServerOptions } from '../options.js'
import type { Db } from '../storage/db.js'
import { hasDatabase } from '../storage/folder.js'
import { openDb } from '../storage/open.js'
import type { Sum } from '../transfer/checksum.js'
import { exportDatabase } from '../transfer/export.js'
import { checkKey } from '../transfer/header.js'
import { checkFile, importDatabase } from '../transfer/import.js'
import { Refusal } from './refusal.js'

interface Transferring {
  options: ServerOptions
  file: string | undefined
  /** Where a relative file starts. */
  cwd: string
}

const refuseMemory = ({ databaseUrl, dataDir }: ServerOptions): void => {
  if (databaseUrl === undefined && dataDir === 'memory')
    throw new Refusal(
      '--data (INBOXKIT_DATA) must be a folder here: a database in memory ends with its server',
    )
}

const fileOf = (command: 'export' | 'import', { file, cwd }: Transferring): string => {
  if (file === undefined)
    throw new Refusal(`"${command}" takes a file, such as "inboxkit ${command} inboxkit.gz"`)
  return resolve(cwd, file)
}

const withDb = async <T>(options: ServerOptions, work: (db: Db) => Promise<T>): Promise<T> => {
  const db = await openDb(options)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** `inboxkit export FILE`. @returns the lines to print */
export const exportTo = async (transferring: Transferring): Promise<string[]> => {
  const { options } = transferring
  const file = fileOf('export', transferring)
  refuseMemory(options)
  const { dataDir, databaseUrl } = options
  if (databaseUrl === undefined && !(await hasDatabase(dataDir)))
    throw new Refusal(`--data (INBOXKIT_DATA) must be a folder with a database, and ${dataDir} has none`)
  const key = options.encryptionKey ?? (await findKeyFile(dataDir))
  if (!key)
    throw new Error(
      `The file encryption-key is not in ${dataDir}, and its secrets cannot be used without: put it back`,
    )
  const { tables, jobs } = await withDb(options, (db) => exportDatabase(db, key, file))
  return [
    ...inColumns([
      ['table', 'rows', 'checksum'],
      ...[...tables, { name: 'queue', ...jobs }].map(({ name, rows, checksum }) => [
        name,
        String(rows),
        checksum,
      ]),
    ]),
    `Everything is in ${file}. Its secrets are sealed: it is of use only with the encryption key, ${
      databaseUrl === undefined && options.encryptionKey === undefined
        ? `which is in ${resolve(dataDir, 'encryption-key')}`
        : 'INBOXKIT_ENCRYPTION_KEY'
    }.`,
  ]
}

/** `inboxkit import FILE`. @param isOlder see `importDatabase` @returns the lines to print */
export const importFrom = async (transferring: Transferring, isOlder: boolean): Promise<string[]> => {
  const { options } = transferring
  const file = fileOf('import', transferring)
  refuseMemory(options)
  const { dataDir, databaseUrl } = options
  const key = options.encryptionKey ?? (await findKeyFile(dataDir))
  if (!key)
    throw new Refusal(
      'INBOXKIT_ENCRYPTION_KEY must be the key that the secrets in the file are sealed with; the data folder keeps it',
    )
  const header = await checkFile(file)
  checkKey(header, key)
  if (databaseUrl === undefined) await keepKeyFile(dataDir, key)
  const sums = await withDb(options, (db) => importDatabase(db, header, file, isOlder))
  const there = (name: string): Sum => sums.get(name) ?? { rows: 0, checksum: '' }
  return [
    ...inColumns([
      ['table', 'rows', 'in the file', 'in the database'],
      ...[...header.tables, { name: 'queue', ...header.jobs }].map(({ name, checksum }) => [
        name,
        String(there(name).rows),
        checksum,
        there(name).checksum,
      ]),
    ]),
    `All of ${file} is there, and all checksums are the same. The next start goes on where the export was made.`,
  ]
}

/** Numbers stand to the right. */
const inColumns = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((text, at) => (at === 1 ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
