import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../cli/run.js'
import { aWorld } from '../cli/testing/fake-world.js'
import type { ServerOptions } from '../options.js'
import { openDb } from '../storage/open.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { openEmptyTestDb, type TestDb } from '../testing/test-db.js'
import { openTestServer, type TestServer } from '../testing/test-server.js'
import { workflowsOn } from '../testing/workflows.js'
import { type Filled, fill } from './testing/fill.js'

// Databases are made and moved, on a machine that is busy with other tests.
const key = Buffer.alloc(32, 7).toString('base64')

/** Where a server's data is, as variables say it. */
type Place = Record<string, string>

const aPostgres = async (): Promise<Place> => {
  const { db, databaseUrl = '', close }: TestDb = await openEmptyTestDb()
  onTestFinished(close)
  expect(await db.one`select 1 as one`).toEqual({ one: 1 })
  return { DATABASE_URL: databaseUrl, INBOXKIT_ENCRYPTION_KEY: key }
}

const aFolder = async (): Promise<Place> => ({
  INBOXKIT_DATA: join(await temporaryFolder(), 'data'),
  INBOXKIT_ENCRYPTION_KEY: key,
})

const openAt = (place: Place) =>
  openDb(
    place['DATABASE_URL'] === undefined
      ? { dataDir: place['INBOXKIT_DATA'] ?? '' }
      : { databaseUrl: place['DATABASE_URL'] },
  )

/** A server there, until `close` or the test's end. */
const serveAt = async (place: Place, options: Partial<ServerOptions> = {}): Promise<TestServer> => {
  const db = await openAt(place)
  let isClosed = false
  const close = async (): Promise<void> => {
    if (!isClosed) await db.close()
    isClosed = true
  }
  onTestFinished(close)
  return openTestServer(options, async () => ({ db, close }))
}

/** Runs a command there. @returns what it printed and told, and its exit code */
const inboxkit = async (place: Place, ...words: string[]) => {
  const world = aWorld({ cwd: '/', env: place })
  const code = await run(['node', 'inboxkit', ...words], '1.2.3', world)
  return { code, said: [...world.printed, ...world.told].join('\n'), printed: world.printed }
}

const changesSince = async (test: TestServer, { client }: Filled) =>
  (
    await test.call(
      'GET',
      `/v3/notifications/changes?epoch=${client.epoch}&since=${client.seq}`,
      test.asUser('ann'),
    )
  ).body

/** What two databases have, to be held against each other: the checksums that an export prints. */
const move = async (from: Place, to: Place): Promise<{ exported: string[]; imported: string[] }> => {
  const file = join(await temporaryFolder(), 'all.gz')
  const exported = await inboxkit(from, 'export', file)
  expect(exported).toMatchObject({ code: 0 })
  const imported = await inboxkit(to, 'import', file)
  expect(imported.said).toContain('all checksums are the same')
  return { exported: exported.printed.slice(1, -1), imported: imported.printed.slice(1, -1) }
}

/** The checksums of a file, made by hand. */
const sumsAreRight = async (file: string): Promise<void> => {
  const [header = '', ...lines] = gunzipSync(await readFile(file))
    .toString()
    .trimEnd()
    .split('\n')
  const { tables } = JSON.parse(header) as { tables: { name: string; rows: number; checksum: string }[] }
  let from = 0
  for (const { name, rows, checksum } of tables) {
    const sum = lines
      .slice(from, (from += rows))
      .reduce((total, line) => total + createHash('sha256').update(line).digest().readBigUInt64BE(), 0n)
    expect(BigInt.asUintN(64, sum).toString(16).padStart(16, '0'), name).toBe(checksum)
  }
}

describe('a database that moves', () => {
  it('takes everything along from the folder to PostgreSQL, and back', async () => {
    const folder = await aFolder()
    let test = await serveAt(folder)
    const filled = await fill(test)
    await test.close()

    const postgres = await aPostgres()
    const { exported } = await move(folder, postgres)
    for (const table of [
      'app_user',
      'bucket',
      'delivery',
      'device',
      'event',
      'feed',
      'idempotency_key',
      'notification',
      'outcome',
      'preference',
      'removed_user',
      'run',
      'template_version',
      'tenant',
      'topic_user',
      'trigger',
      'workflow_version',
    ])
      expect(
        exported.find((line) => line.startsWith(`${table} `)),
        table,
      ).toMatch(/ [1-9]\d* {2}[\da-f]{16}$/)

    const file = join(await temporaryFolder(), 'again.gz')
    expect((await inboxkit(postgres, 'export', file)).printed.slice(1, -1)).toEqual(exported)
    await sumsAreRight(file)

    test = await serveAt(postgres)
    // P4: whoever had read everything has still read everything, and hears what comes.
    expect(await changesSince(test, filled)).toMatchObject({
      reset: false,
      seq: filled.client.seq,
      changes: [],
    })
    await test.send(['ann'], { title: 'After the move' })
    expect(await changesSince(test, filled)).toMatchObject({
      reset: false,
      from: filled.client.seq,
      seq: filled.client.seq + 1,
      changes: [{ item: { title: 'After the move' } }],
    })
    // P9: what waited goes on.
    await test.advance('26h')
    expect((await workflowsOn(test).titles('ann')).slice(0, 2)).toEqual(['Late: shoes', 'After the move'])
    expect(await workflowsOn(test).runs(filled.waiting)).toMatchObject([{ state: 'done' }])
    await test.close()

    const back = await aFolder()
    await move(postgres, back)
    test = await serveAt(back)
    expect(await changesSince(test, filled)).toMatchObject({ reset: false, seq: filled.client.seq + 2 })
    await test.call('POST', '/v3/events', test.asApp, { event: 'order.paid', recipient: 'ann' })
    await test.advance('4d')
    const titles = await workflowsOn(test).titles('ann')
    expect(titles.slice(0, 3).sort()).toEqual(['2 of them', 'In three days', 'Paid'])
    // Keys that were used are used, and what was made is called as it was.
    const repeated = await test.call(
      'POST',
      '/v3/notifications',
      { ...test.asApp, 'idempotency-key': 'new' },
      { notification: { title: 'New' }, sendTo: { recipients: ['bob'] } },
    )
    expect(repeated.status).toBe(202)
    await test.close()
  })

  it('hands on jobs that nobody had begun, or somebody had', async () => {
    const postgres = await aPostgres()
    // One that only takes sends, and leaves the work to others.
    let test = await serveAt(postgres, { role: 'api' })
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
    for (const title of ['Left', 'Begun']) {
      const send = { notification: { title }, sendTo: { recipients: ['ann'] } }
      expect(await test.call('POST', '/v3/notifications', test.asApp, send)).toMatchObject({ status: 202 })
    }
    await test.db.run`
      update inboxkit_jobs.job set state = 'active'
      where id = (select id from inboxkit_jobs.job where name = 'trigger.expand' order by created_on desc limit 1)`
    await test.close()

    const folder = await aFolder()
    const { imported } = await move(postgres, folder)
    expect(imported.at(-1)).toMatch(/^queue +2 /)
    test = await serveAt(folder)
    await test.settle()
    expect((await workflowsOn(test).titles('ann')).sort()).toEqual(['Begun', 'Left'])
    await test.close()
  })
})

describe('an import', () => {
  // On PostgreSQL: a folder takes seconds to open, and each command opens it anew.
  const exported = async (): Promise<{ source: Place; file: string }> => {
    const source = await aPostgres()
    const test = await serveAt(source)
    await test.send(['ann'])
    await test.close()
    const file = join(await temporaryFolder(), 'all.gz')
    expect(await inboxkit(source, 'export', file)).toMatchObject({ code: 0 })
    return { source, file }
  }

  it('refuses what it cannot make whole, in a sentence, and leaves the database empty', async () => {
    const { source, file } = await exported()
    const postgres = await aPostgres()
    const refused = async (place: Place, name: string, why: RegExp) => {
      const { code, said } = await inboxkit(place, 'import', name)
      expect(said).toMatch(why)
      expect(said.split('\n')).toHaveLength(1)
      expect(code).toBe(1)
    }
    const other = async (change: (text: string) => string): Promise<string> => {
      const name = join(await temporaryFolder(), 'other.gz')
      await writeFile(name, gzipSync(change(gunzipSync(await readFile(file)).toString())))
      return name
    }
    const whole = await readFile(file)
    const half = join(await temporaryFolder(), 'half.gz')
    await writeFile(half, whole.subarray(0, whole.length / 2))

    await refused(
      { ...postgres, INBOXKIT_ENCRYPTION_KEY: 'another key, just as long as one must be' },
      file,
      /sealed with another encryption key/,
    )
    await refused(postgres, half, /broken.*cannot be unpacked/)
    await refused(
      postgres,
      await other((text) => text.replace('Order shipped', 'Order stolen!')),
      /broken.*checksum of the table notification|broken.*checksum of the table trigger/,
    )
    await refused(
      postgres,
      await other((text) => text.split('\n').slice(0, -3).join('\n')),
      /broken.*ends within/,
    )
    await refused(postgres, await other((text) => `${text}["more"]\n`), /broken.*more in it/)
    await refused(postgres, await other(() => '{}'), /not an export of inboxkit/)
    await refused(
      postgres,
      await other((text) => text.replace(/"schema":\d+/, '"schema":3')),
      /exported at schema 3, and this inboxkit has schema \d+/,
    )
    await refused(source, file, /not empty/)
    await refused(postgres, '/nowhere/at/all.gz', /no such file/)

    expect(await inboxkit(postgres, 'import', file)).toMatchObject({ code: 0 })
    await refused(postgres, file, /not empty/)
  })

  it('keeps the key in the folder that it fills', async () => {
    const { file } = await exported()
    const { INBOXKIT_DATA = '', ...rest } = await aFolder()
    expect(await inboxkit({ INBOXKIT_DATA }, 'import', file)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/INBOXKIT_ENCRYPTION_KEY must be the key/),
    })
    expect(await inboxkit({ INBOXKIT_DATA, ...rest }, 'import', file)).toMatchObject({ code: 0 })
    expect(await inboxkit({ INBOXKIT_DATA }, 'apps', 'list')).toMatchObject({ code: 0 })
    const { code, said } = await inboxkit({ INBOXKIT_DATA }, 'export', `${file}.2`)
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('encryption-key') })
  })

  it('of older data gives clients a new epoch, so that they load anew', async () => {
    const source = await aPostgres()
    let test = await serveAt(source)
    const filled = await fill(test)
    await test.close()
    const file = join(await temporaryFolder(), 'all.gz')
    await inboxkit(source, 'export', file)
    const postgres = await aPostgres()
    expect(await inboxkit(postgres, 'import', file, '--rewind')).toMatchObject({ code: 0 })
    test = await serveAt(postgres)
    expect(await changesSince(test, filled)).toMatchObject({ reset: true, seq: filled.client.seq })
    await test.close()
  })

  it('gives no id a second time', async () => {
    const { source, file } = await exported()
    const before = await openAt(source)
    const [{ last } = { last: 0 }] = await before.many<{ last: number }>`
      select nextval('run_id_seq') as last from generate_series(1, 1)`
    await before.run`select nextval('run_id_seq') from generate_series(1, 40)`
    const epoch = await before.one`select epoch from feed order by user_id limit 1`
    await before.close()
    const later = `${file}.later`
    await inboxkit(source, 'export', later)
    const postgres = await aPostgres()
    await inboxkit(postgres, 'import', later)
    const db = await openAt(postgres)
    onTestFinished(() => db.close())
    expect(await db.one`select nextval('run_id_seq') as next`).toEqual({ next: last + 41 })
    expect(await db.one`select epoch from feed order by user_id limit 1`).toEqual(epoch)
    const highest = await db.one<{ id: number }>`select max(id) as id from notification`
    const next = await db.one<{ id: number }>`select nextval('notification_id') as id`
    expect(next?.id).toBeGreaterThan(highest?.id ?? 0)
  })
})

describe('an export', () => {
  it('never writes over a file, and leaves none behind when it fails', async () => {
    const folder = await aFolder()
    const test = await serveAt(folder)
    await test.close()
    const file = join(await temporaryFolder(), 'all.gz')
    await writeFile(file, 'mine')
    expect(await inboxkit(folder, 'export', file)).toMatchObject({
      code: 1,
      said: expect.stringContaining('is there already'),
    })
    expect(await readFile(file, 'utf8')).toBe('mine')
    const sealed = { ...folder, INBOXKIT_ENCRYPTION_KEY: 'another key, just as long as one must be' }
    expect(await inboxkit(sealed, 'export', `${file}.2`)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/not the one that this database was made with/),
    })
    await expect(readFile(`${file}.2`)).rejects.toThrow(/ENOENT/)
  })
})
