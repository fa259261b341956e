import { describe, expect, it } from 'vitest'
import { createApp } from '../../features/apps/service.js'
import { openEmptyTestDb, openOwnTestDb, testDatabase, useTestDb } from '../../testing/test-db.js'
import { run } from '../run.js'
import { aWorld } from '../testing/fake-world.js'
import { checkPostgres, checkSchema } from './database.js'
import { checkKeys } from './keys.js'

const key = Buffer.alloc(32, 7)
const options = {
  ...{
    port: 0,
    host: '127.0.0.1',
    dataDir: 'memory',
    secureMode: false,
    hmac: false,
    demo: false,
    rateLimit: true,
  },
  encryptionKey: key,
}
const call = async (env: Record<string, string>, ...words: string[]) => {
  const world = aWorld({ env })
  const code = await run(['node', 'inboxkit', 'doctor', ...words], '1.2.3', world)
  return { code, lines: world.printed, told: world.told }
}

describe('doctor', () => {
  it('prints a line for each check, and how many went how', async () => {
    const { code, lines, told } = await call({ INBOXKIT_DATA: 'memory' })
    expect({ code, told }).toEqual({ code: 0, told: [] })
    expect(lines).toContainEqual(expect.stringMatching(/^ok {7}Node +v\d+/))
    expect(lines).toContainEqual(expect.stringMatching(/^warning {2}database +in memory: nothing outlives/))
    expect(lines.at(-1)).toMatch(/^\d+ ok, 1 warning, 0 failed$/)
  })

  it('says which setting is wrong, and ends with 1', async () => {
    const { code, lines } = await call({ PORT: 'abc' })
    expect(code).toBe(1)
    expect(lines).toContainEqual(
      expect.stringMatching(/^failed {3}settings +--port \(PORT\) must be .* The rest was not looked at\.$/),
    )
  })

  it('never shows a secret, whatever is wrong', async () => {
    const { code, lines } = await call({
      DATABASE_URL: 'postgres://shop:s3cret-pass@127.0.0.1:9/shop',
      INBOXKIT_ENCRYPTION_KEY: 'a passphrase that nobody sees',
      INBOXKIT_API_SECRET: 'is_secret-secret-secret',
      INBOXKIT_SMTP_URL: 'smtp://u:mailpass@127.0.0.1:9',
      INBOXKIT_SMTP_FROM: 'shop@example.com',
    })
    expect(code).toBe(1)
    const said = lines.join('\n')
    expect(said).toMatch(/^failed +database +The database of .*ECONNREFUSED.*user and password are right\.$/m)
    expect(said).toMatch(/^failed +email smtp/m)
    for (const secret of ['s3cret', 'nobody sees', 'is_', 'mailpass']) expect(said).not.toContain(secret)
  })

  it('says it as JSON', async () => {
    const { code, lines } = await call({ INBOXKIT_DATA: 'memory' }, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(lines.join('\n'))).toMatchObject({
      ok: true,
      checks: expect.arrayContaining([{ name: 'Node', status: 'ok', says: process.version }]),
    })
  })
})

describe('what is in a database', () => {
  it('is opened by the key it was sealed with, and by no other', async () => {
    const db = await useTestDb(openOwnTestDb)
    expect(await checkKeys(db, options)).toMatchObject([{ name: 'apps', status: 'ok' }])
    await createApp(db, key, { name: 'Shop' }, new Date())
    expect(await checkKeys(db, options)).toMatchObject([
      { name: 'encryption key', status: 'ok' },
      { name: 'app Shop' },
    ])
    const other = { ...options, encryptionKey: Buffer.alloc(32, 8) }
    expect(await checkKeys(db, other)).toMatchObject([
      { status: 'failed', says: expect.stringContaining('encryption-key in the data folder') },
    ])
    expect(await checkKeys(db, { ...other, databaseUrl: 'postgres://h/d' })).toMatchObject([
      { status: 'failed', says: expect.stringContaining('INBOXKIT_ENCRYPTION_KEY') },
    ])
  })

  it('is of some schema, which looking at it does not change', async () => {
    const empty = await useTestDb(openEmptyTestDb)
    const inside = async () => [{ name: 'inside', status: 'ok' as const, says: '' }]
    for (const _ of ['once', 'again'])
      expect(await checkSchema(empty, inside)).toMatchObject([
        { status: 'ok', says: expect.stringMatching(/^none yet/) },
      ])
    expect(await empty.one`select 1 from pg_tables where tablename = 'inboxkit_schema'`).toBeUndefined()
    const db = await useTestDb(openOwnTestDb)
    expect(await checkSchema(db, inside)).toMatchObject([
      { name: 'schema', status: 'ok' },
      { name: 'inside' },
    ])
    await db.run`insert into inboxkit_schema (version, name, md5) values (99999, 'later', 'x')`
    expect(await checkSchema(db, inside)).toMatchObject([
      { status: 'failed', says: expect.stringContaining('newer inboxkit') },
    ])
  })

  it.runIf(testDatabase() === 'postgres')(
    'is looked at where it runs: version, connections, clock',
    async () => {
      const db = await useTestDb()
      expect(await checkPostgres(db, () => new Date())).toMatchObject([
        { name: 'database', status: 'ok', says: expect.stringMatching(/^PostgreSQL \d+ answers\.$/) },
        { name: 'connections', says: expect.stringMatching(/^\d+ of \d+ connections are in use/) },
        { name: 'clocks', status: 'ok' },
      ])
      const slow = await checkPostgres(db, () => new Date(Date.now() - 90_000))
      expect(slow.at(-1)).toMatchObject({ name: 'clocks', status: 'failed' })
    },
  )
})
