import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockFolder } from '../../storage/lock.js'
import { temporaryFolder } from '../../testing/temporary-folder.js'
import { judgeConnections, judgeSchema, judgeSkew, judgeVersion } from './database.js'
import { judgeApp } from './keys.js'
import { checkDisk, checkFolder, checkNode, judgeDisk } from './machine.js'

describe('the machine', () => {
  it.each([
    ['v20.19.0', 'ok'],
    ['v22.1.0', 'ok'],
    ['v20.18.9', 'failed'],
    ['v18.20.0', 'failed'],
  ])('with Node %s is %s', (version, status) => {
    expect(checkNode(version)).toMatchObject({ status, says: expect.stringContaining(version) })
  })

  it.each([
    [150, 'failed', /^only 150 MB free/],
    [800, 'warning', /^800 MB free at \/d: make room soon\.$/],
    [64_000, 'ok', /^64 GB free at \/d\.$/],
  ])('with %d MB is %s', (freeMb, status, says) => {
    expect(judgeDisk(freeMb, '/d')).toMatchObject({ status, says: expect.stringMatching(says) })
  })

  it('is asked for the disk under a folder that is not there yet', async () => {
    const folder = await temporaryFolder()
    expect((await checkDisk(join(folder, 'a', 'b'))).says).toContain(`free at ${folder}`)
  })

  it('has a data folder: to be made, free, in use, a file', async () => {
    const folder = await temporaryFolder()
    expect(await checkFolder(join(folder, 'new', 'er'))).toMatchObject({
      state: 'new',
      finding: { status: 'ok', says: expect.stringContaining('is made at the first start') },
    })
    expect(await checkFolder(folder)).toMatchObject({ state: 'new', finding: { status: 'ok' } })
    await mkdir(join(folder, 'database'))
    expect(await checkFolder(folder)).toMatchObject({ state: 'free' })
    const lock = await lockFolder(folder)
    expect(await checkFolder(folder)).toMatchObject({
      state: 'in use',
      finding: { status: 'ok', says: expect.stringContaining(`in use by process ${process.pid}`) },
    })
    await lock.release()
    await writeFile(join(folder, 'file'), '')
    expect(await checkFolder(join(folder, 'file'))).toMatchObject({
      state: 'unusable',
      finding: { status: 'failed', says: expect.stringContaining('is a file') },
    })
  })

  it.runIf(process.getuid?.() !== 0)('has a data folder that is not for this user', async () => {
    const folder = await temporaryFolder()
    await chmod(folder, 0o500)
    expect(await checkFolder(folder)).toMatchObject({ state: 'unusable', finding: { status: 'failed' } })
    await chmod(folder, 0o700)
  })
})

describe('the database', () => {
  it('is refused when it is old, or only to be read', () => {
    expect(judgeVersion(15, false)).toMatchObject({ status: 'ok' })
    expect(judgeVersion(14, false)).toMatchObject({
      status: 'failed',
      says: expect.stringContaining('15 or newer'),
    })
    expect(judgeVersion(17, true)).toMatchObject({
      status: 'failed',
      says: expect.stringContaining('primary'),
    })
  })

  it('has connections left, or hardly', () => {
    expect(judgeConnections(100, 5, 15)).toMatchObject({ status: 'ok' })
    expect(judgeConnections(19, 5, 15)).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('5 of 19'),
    })
  })

  it.each([
    [0.2, 'ok'],
    [-1.9, 'ok'],
    [-5, 'warning'],
    [61, 'failed'],
  ])('with a clock %d s ahead is %s', (seconds, status) => {
    expect(judgeSkew(seconds).status).toBe(status)
  })

  it('is at the newest schema, before it, beyond it, or has none', () => {
    expect(judgeSchema({ current: 7, newest: 7 }).status).toBe('ok')
    expect(judgeSchema({ current: 0, newest: 7 }).status).toBe('ok')
    expect(judgeSchema({ current: 6, newest: 7 })).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('Make a backup'),
    })
    expect(judgeSchema({ current: 8, newest: 7 }).status).toBe('failed')
  })
})

describe('an app', () => {
  const secret = { id: 1, value: 'is_secret-1' }
  const app = { name: 'Shop', apiKey: 'ik_1', secrets: [secret], keys: [], settings: {} }
  const judge = (changes: Partial<typeof app> & { settings?: object }, options = { secureMode: false }) =>
    judgeApp({ ...app, ...changes }, options)

  it('without a secret, or with one too many, is told so, and no secret is', () => {
    expect(judge({})).toMatchObject([{ name: 'app Shop', status: 'ok' }])
    expect(judge({ secrets: [] })).toMatchObject([
      { status: 'failed', says: expect.stringContaining('--app ik_1') },
    ])
    const two = judge({ secrets: [secret, { id: 2, value: 'is_secret-2' }] })
    expect(two).toMatchObject([{ status: 'warning', says: expect.stringContaining('keys revoke 1') }])
    expect(JSON.stringify(two)).not.toContain('is_')
  })

  it('in secure mode needs a key to check tokens with', () => {
    expect(judge({}, { secureMode: true })).toMatchObject([{ status: 'failed' }])
    expect(judge({ settings: { secureMode: true } })).toMatchObject([{ status: 'failed' }])
    expect(judge({ settings: { secureMode: false } }, { secureMode: true })).toMatchObject([{ status: 'ok' }])
    const options = { secureMode: true, signingPublicKey: '-----BEGIN PUBLIC KEY-----' }
    expect(judge({}, options)).toMatchObject([{ status: 'ok' }])
  })
})
