import { raw } from 'sql-template-tag'
import { nextTurn } from '../next-turn.js'
import type { Db, Tx } from '../storage/db.js'
import { lockSchema, migrate, readSchema } from '../storage/migrate.js'
import { createSum, isSame, type Sum, sumOf } from './checksum.js'
import { type Header, readHeader } from './header.js'
import { type JobWriter, openJobWriter, selectJobs } from './jobs.js'
import { BrokenFile, readLines } from './lines.js'
import { insertLines, readAsText, readTables, selectLines, setSequences, type Table } from './tables.js'

/** Rows written at a time, and characters of them from which on no more are added. */
const pageSize = 500
const pageLength = 1024 * 1024

/** Which tables a database without anybody's data may have rows in: who looked after it last. */
const mayHaveRows: ReadonlySet<string> = new Set(['turn'])

/** Reads an export to its end, and writes nothing. @throws BrokenFile, or an Error in plain words for another file */
export const checkFile = (file: string): Promise<Header> =>
  readLines(file, async (lines) => {
    const header = await headerIn(lines)
    for (const { name, ...wanted } of header.tables) await take(lines, wanted, `the table ${name}`)
    await take(lines, header.jobs, 'the queue')
    if (!(await lines.next()).done) throw new BrokenFile('there is more in it than it says')
    return header
  })

const headerIn = async (lines: AsyncGenerator<string>): Promise<Header> => {
  const first = await lines.next()
  return readHeader(first.done ? '' : first.value)
}

/**
 * Writes an export into an empty database, all or nothing, and compares what is there then with what the file says.
 * A server that is started meanwhile waits.
 * @param header as `checkFile` found it
 * @param isOlder whether clients have seen later things than it has: each feed then gets a new epoch
 * @returns what the database has of each table, and of the `queue`
 * @throws Error in plain words for another schema, or a database that is not empty
 */
export const importDatabase = async (
  db: Db,
  header: Header,
  file: string,
  isOlder: boolean,
): Promise<ReadonlyMap<string, Sum>> => {
  const { newest } = await readSchema(db)
  if (header.schema !== newest)
    throw new Error(
      `This file was exported at schema ${header.schema}, and this inboxkit has schema ${newest}: import it with ` +
        `inboxkit ${header.inboxkit}, or export it anew with this one`,
    )
  await migrate(db)
  await db.transaction(refuseRows)
  const jobs = await openJobWriter(db, header.jobs.queues)
  try {
    const sums = await db.transaction(async (tx) => {
      await lockSchema(tx)
      await refuseRows(tx)
      await readAsText(tx)
      const sums = await readLines(file, (lines) => load(tx, jobs, lines))
      if (isOlder) await tx.run`update feed set epoch = gen_random_uuid()`
      return sums
    })
    await db.run`analyze`
    return sums
  } finally {
    await jobs.close()
  }
}

const refuseRows = async (tx: Tx): Promise<void> => {
  const tables = (await readTables(tx)).filter(({ name }) => !mayHaveRows.has(name))
  const jobs = await selectJobs(tx)
  for (const lines of [...tables.map(selectLines), jobs.lines])
    if (await tx.one`${raw(lines)} limit 1`)
      throw new Error('The database is not empty, and an import writes only into one that is: give another')
}

const load = async (tx: Tx, jobs: JobWriter, lines: AsyncGenerator<string>): Promise<Map<string, Sum>> => {
  const header = await headerIn(lines)
  const tables = await readTables(tx)
  refuseOtherTables(header, tables)
  for (const { name } of tables.filter(({ name }) => mayHaveRows.has(name)))
    await tx.run`delete from ${raw(name)}`
  const sums = new Map<string, Sum>()
  for (const { rows, checksum, ...table } of header.tables) {
    const { into, values } = insertLines(table)
    await take(lines, { rows, checksum }, `the table ${table.name}`, async (page) => {
      await tx.run`${raw(into)} select ${raw(values)} from json_array_elements(${`[${page.join(',')}]`}::json) as line`
    })
    sums.set(table.name, await sumOf(tx, selectLines(table)))
  }
  await take(lines, header.jobs, 'the queue', (page) => jobs.write(tx, page))
  sums.set('queue', await sumOf(tx, (await selectJobs(tx)).lines))
  for (const { name, ...wanted } of [...header.tables, { name: 'queue', ...header.jobs }])
    if (!isSame(sums.get(name) ?? { rows: 0, checksum: '' }, wanted))
      throw new Error(`What was written of ${name} is not what is in the file, so nothing was imported`)
  await setSequences(tx, header.sequences)
  return sums
}

const refuseOtherTables = (header: Header, tables: readonly Table[]): void => {
  const textOf = (all: readonly Table[]): string =>
    JSON.stringify(all.map(({ name, columns }) => [name, columns.map((one) => [one.name, one.type])]))
  if (textOf(header.tables) !== textOf(tables))
    throw new Error('This file has other tables than this inboxkit, though it has the same schema number')
}

/** Hands on the next lines in pages, as many as there are to be. @throws BrokenFile when they are not those */
const take = async (
  lines: AsyncGenerator<string>,
  wanted: Sum,
  what: string,
  write: (page: readonly string[]) => Promise<void> = async () => undefined,
): Promise<void> => {
  const sum = createSum()
  let page: string[] = []
  let length = 0
  const flush = async (): Promise<void> => {
    if (page.length > 0) await write(page)
    page = []
    length = 0
    await nextTurn()
  }
  for (let row = 0; row < wanted.rows; row++) {
    const next = await lines.next()
    if (next.done) throw new BrokenFile(`it ends within ${what}`)
    sum.add(next.value)
    page.push(next.value)
    length += next.value.length
    if (page.length === pageSize || length >= pageLength) await flush()
  }
  if (!isSame(sum.read(), wanted)) throw new BrokenFile(`the checksum of ${what} is another`)
  await flush()
}
