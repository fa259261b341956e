import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { readSchema } from './migrate.js'
import { openDb } from './open.js'
import { pgliteVersion, postgresMajor } from './pglite.js'

describe('a data folder', () => {
  it('keeps what was written after it was closed and opened again', async () => {
    const dataDir = join(await temporaryFolder(), 'not', 'there', 'yet')
    const first = await openDb({ dataDir })
    await first.run`create table kept (word text)`
    await first.run`insert into kept values (${'yes'})`
    await first.close()
    const second = await openDb({ dataDir })
    expect(await second.many`select word from kept`).toEqual([{ word: 'yes' }])
    await second.close()
    expect(await readdir(dataDir)).toEqual(['database', 'lock.2'])
  })

  it('has its tables as soon as it is there, where the package was built', async () => {
    const db = await openDb({ dataDir: await temporaryFolder() })
    const { current, newest } = await readSchema(db)
    expect(current).toBe(newest)
    const jobs = await db.one<{ jobs: number }>`select count(*)::int jobs from inboxkit_jobs.job`
    expect(jobs).toEqual({ jobs: 0 })
    await db.close()
  })

  it('refuses a second opener until it is closed', async () => {
    const dataDir = await temporaryFolder()
    const db = await openDb({ dataDir })
    await expect(openDb({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`)
    await db.close()
    await (await openDb({ dataDir })).close()
  })

  it('writes down the versions that made it, and they are those in use', async () => {
    const dataDir = await temporaryFolder()
    const db = await openDb({ dataDir })
    const written: unknown = JSON.parse(await readFile(join(dataDir, 'database', 'version.json'), 'utf8'))
    expect(written).toEqual({ postgresMajor, pgliteVersion })
    const server = await db.one<{ version: string }>`select current_setting('server_version_num') as version`
    expect(Math.floor(Number(server?.version) / 10_000)).toBe(postgresMajor)
    const manifest = new URL('../../package.json', import.meta.url)
    const { dependencies } = JSON.parse(await readFile(manifest, 'utf8'))
    expect(dependencies['@electric-sql/pglite']).toBe(pgliteVersion)
    await db.close()
  })

  it('says so when another PostgreSQL wrote it, and lets go of the folder', async () => {
    const dataDir = await temporaryFolder()
    await mkdir(join(dataDir, 'database'))
    await writeFile(join(dataDir, 'database', 'version.json'), JSON.stringify({ postgresMajor: 17 }))
    const message = `was written by PostgreSQL 17, this inboxkit embeds PostgreSQL ${postgresMajor}`
    await expect(openDb({ dataDir })).rejects.toThrow(message)
    await expect(openDb({ dataDir })).rejects.toThrow(message)
  })

  it('says so when its database is not one of ours', async () => {
    const dataDir = await temporaryFolder()
    await mkdir(join(dataDir, 'database'))
    await expect(openDb({ dataDir })).rejects.toThrow('its version.json cannot be read')
  })

  it('says so when it is a file', async () => {
    const dataDir = join(await temporaryFolder(), 'file')
    await writeFile(dataDir, '')
    await expect(openDb({ dataDir })).rejects.toThrow(`The data folder ${dataDir} cannot be used`)
  })

  it('clears what a first start left that was killed', async () => {
    const dataDir = await temporaryFolder()
    await mkdir(join(dataDir, 'tmp-123', 'files'), { recursive: true })
    await (await openDb({ dataDir })).close()
    expect(await readdir(dataDir)).toEqual(['database', 'lock.1'])
  })
})
