import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { openEmptyTestDb, type TestDb } from '../testing/test-db.js'
import type { Db } from './db.js'
import { migrate } from './migrate.js'
import { openDb } from './open.js'

let opened: TestDb
let db: Db
beforeAll(async () => {
  opened = await openEmptyTestDb()
  db = opened.db
})
afterEach(async () => {
  await db.run`drop schema public cascade`
  await db.run`create schema public`
})
afterAll(() => opened.close())

const folderWith = async (migrations: Record<string, string>, name = 'migrations'): Promise<string> => {
  const folder = join(await temporaryFolder(), name)
  await mkdir(folder)
  for (const [file, sql] of Object.entries(migrations)) await writeFile(join(folder, file), sql)
  return folder
}

const first = { '001.do.word.sql': "create table word (text text); insert into word values ('one;');" }
const second = { ...first, '002.do.words.sql': "insert into word values ('two')" }

const words = (): Promise<unknown[]> => db.many`select text from word order by text`

describe('migrate', () => {
  it('applies what is new, in order, and nothing twice', async () => {
    expect(await migrate(db, await folderWith(first))).toBe(1)
    const folder = await folderWith(second)
    expect(await migrate(db, folder)).toBe(2)
    expect(await migrate(db, folder)).toBe(2)
    expect(await words()).toEqual([{ text: 'one;' }, { text: 'two' }])
  })

  it('brings an empty database to the schema of this code', async () => {
    const version = await migrate(db)
    expect(version).toBeGreaterThan(0)
    expect(await db.one`select max(version) as version from inboxkit_schema`).toEqual({ version })
    expect(await migrate(db)).toBe(version)
  })

  it('leaves nothing behind when one of them fails', async () => {
    const folder = await folderWith({ ...first, '002.do.wrong.sql': 'select 1 / 0' })
    await expect(migrate(db, folder)).rejects.toMatchObject({ code: '22012' })
    expect(await db.one`select to_regclass('word') as there`).toEqual({ there: null })
    expect(await migrate(db, await folderWith(second))).toBe(2)
  })

  it('says so when the database is newer than the code', async () => {
    await migrate(db, await folderWith(second))
    await expect(migrate(db, await folderWith(first))).rejects.toThrow(
      'The database has schema 2, this inboxkit knows schemas up to 1: start the newer inboxkit',
    )
    expect(await words()).toHaveLength(2)
  })

  it('says so when the database was made by other migrations', async () => {
    await migrate(db, await folderWith(first))
    const folder = await folderWith({ '001.do.word.sql': 'create table word (text varchar)' })
    await expect(migrate(db, folder)).rejects.toThrow('The database was made by migrations that differ')
  })

  it('finds its files in a folder of any name', async () => {
    const folder = await folderWith(first, 'a [b] {c,d} (e) *?!')
    expect(await migrate(db, folder)).toBe(1)
  })

  it('applies each once when many do it at the same time', async () => {
    const folder = await folderWith(second)
    const dbs = [db, db, db]
    if (opened.databaseUrl !== undefined) {
      for (let n = 0; n < 3; n++) {
        const other = await openDb({ databaseUrl: opened.databaseUrl })
        onTestFinished(() => other.close())
        dbs.push(other)
      }
    }
    expect(await Promise.all(dbs.map((each) => migrate(each, folder)))).toEqual(dbs.map(() => 2))
    expect(await words()).toHaveLength(2)
  })
})
