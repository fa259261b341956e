import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { generateSigningKeys } from '../auth/public-keys.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { openTestDb } from '../testing/test-db.js'
import { apps } from './apps.js'
import { type KeysCommand, keys } from './keys.js'

/** The commands on a fresh database. They resolve with what would be printed. */
const aShell = async () => {
  const cwd = await temporaryFolder()
  const { db, close } = await openTestDb()
  onTestFinished(close)
  const opened = { db, encryptionKey: randomBytes(32) }
  return {
    cwd,
    apps: async (action: string, name?: string) => (await apps(action, name)(opened)).join('\n'),
    keys: async (action: string, subject?: string, more: Partial<KeysCommand> = {}) =>
      (await keys({ action, subject, app: undefined, cwd, ...more })(opened)).join('\n'),
  }
}

const idsIn = (list: string): string[] => [...list.matchAll(/^secret (\d+)/gm)].map(([, id]) => id ?? '')
const secretIn = (printed: string): string =>
  /API secret +(is_\S+)/.exec(printed)?.[1] ?? expect.fail(printed)

describe('apps', () => {
  it('are made with a key and a secret, and listed without it', async () => {
    const shell = await aShell()
    expect(await shell.apps('list')).toMatch(/^There is no app yet/)
    const made = await shell.apps('create', 'Harbor shop')
    expect(made).toMatch(/API key +ik_\S+\n +API secret +is_\S+$/)
    const listed = await shell.apps('list')
    expect(listed).toMatch(/^ik_\S+ {2}\d{4}-\d\d-\d\d {2}0 users, 1 live secret {2}Harbor shop$/)
    expect(listed).not.toContain(secretIn(made))
  })
})

describe('keys', () => {
  it('are rotated without a gap: the older secret lives until it is revoked', async () => {
    const shell = await aShell()
    const made = await shell.apps('create', 'Harbor shop')
    const rotated = await shell.keys('rotate')
    expect(secretIn(rotated)).not.toBe(secretIn(made))
    const [older = '', newer = ''] = idsIn(await shell.keys('list'))
    expect(rotated).toContain(`inboxkit keys revoke ${older}`)
    await expect(shell.keys('rotate')).rejects.toThrow(
      `"inboxkit keys revoke ${older}" or "inboxkit keys revoke ${newer}"`,
    )
    expect(await shell.keys('revoke', older)).toMatch(`Revoked secret ${older} of ik_`)
    expect(idsIn(await shell.keys('list'))).toEqual([newer])
    await expect(shell.keys('revoke', older)).rejects.toThrow(/takes the id of a live secret or signing key/)
  })

  it('for user tokens are added from a file and revoked', async () => {
    const { cwd, ...shell } = await aShell()
    await shell.apps('create', 'Harbor shop')
    const { publicKey, privateKey, keyId } = generateSigningKeys('ES256')
    await writeFile(join(cwd, 'public.pem'), publicKey)
    await writeFile(join(cwd, 'private.pem'), privateKey)
    expect(await shell.keys('add', 'public.pem')).toContain(keyId)
    expect(await shell.keys('list')).toContain(`signing key ${keyId}  ES256`)
    await shell.keys('revoke', keyId)
    expect(await shell.keys('list')).not.toContain(keyId)
    await expect(shell.keys('add', 'private.pem')).rejects.toThrow(/this is a private key/)
    await expect(shell.keys('add', 'none.pem')).rejects.toThrow(/none.pem cannot be read/)
    await expect(shell.keys('add')).rejects.toThrow(/none is given/)
  })

  it('belong to the app that is named, or the only one', async () => {
    const shell = await aShell()
    await expect(shell.keys('list')).rejects.toThrow('There is no app yet')
    await shell.apps('create', 'Harbor shop')
    await shell.apps('create', 'Second shop')
    await expect(shell.keys('rotate')).rejects.toThrow(/^--app must name one of the apps/)
    await expect(shell.keys('rotate', undefined, { app: 'ik_none' })).rejects.toThrow(/ik_none is none/)
    const [, second = ''] = (await shell.apps('list')).split('\n')
    const app = second.split(' ')[0]
    await shell.keys('rotate', undefined, { app })
    expect(idsIn(await shell.keys('list', undefined, { app }))).toHaveLength(2)
  })
})
